"""Find a Chromium for the browser tests, and install one where apt and root allow it."""

import os
import shutil
import subprocess
from pathlib import Path

from refusal import tell

HEADLESS = "chromium-headless-shell"
"""The same engine without the frame of a window, which costs most of a test's time."""
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FONTS = Path("/usr/share/fonts")
PACKAGES = ["chromium", HEADLESS, "fonts-noto-cjk", "libnss3-tools"]
CERTUTIL = "certutil"
"""Puts a certificate where a test's own Chromium looks for roots; of ``libnss3-tools``."""


def ensure_chromium() -> str:
    """Return the path of a Chromium, installed if need be; empty when there is none to be had."""
    named = os.environ.get("TEST_CHROMIUM")
    if named:
        return named
    if not is_complete() and shutil.which("apt-get") and is_root():
        tell("测试需要 Chromium、中文字体与 certutil，正在用 apt 安装，约一分钟。")
        apt("update")
        apt("install", "--yes", "--no-install-recommends", *PACKAGES)
    found = find_chromium()
    if not found:
        tell(
            "本机没有 Chromium，也无法自动安装（需要 root 与 apt），"
            f"浏览器测试将失败；请执行 apt install {' '.join(PACKAGES)} 后重试。"
        )
    return found


def is_complete() -> bool:
    """Say whether both browsers, Chinese font and certutil are all there."""
    programs = all(map(shutil.which, (HEADLESS, CERTUTIL)))
    return bool(find_chromium() and programs and has_chinese_font())


def find_chromium() -> str:
    """Return the path of the first browser found, or an empty string."""
    return next((path for path in map(shutil.which, NAMES) if path), "")


def find_headless() -> str:
    """Return what opens pages without a window; the whole browser where there is nothing else."""
    return shutil.which(HEADLESS) or find_chromium()


def has_chinese_font() -> bool:
    """Say whether a CJK font is there, without which Chinese text is drawn as boxes."""
    patterns = ("*CJK*", "*wqy*", "*SourceHan*")
    return any(True for pattern in patterns for _ in FONTS.rglob(pattern))


def is_root() -> bool:
    """Say whether packages of the system may be installed."""
    return os.geteuid() == 0


def apt(*arguments: str) -> None:
    """Run apt-get quietly; a failure shows itself by the browser that is still missing."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-q", "-q", *arguments]
    subprocess.run(
        command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
    )
