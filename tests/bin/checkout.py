"""A copy of what the bootstrap needs, so that a test can spoil it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from app.settings import PROJECT_ROOT

PLAIN = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PIP_CONFIG_FILE": os.devnull}


def copy_checkout(target: Path) -> Path:
    """Copy scripts and lock files into ``target`` and return it."""
    for name in ("bin", "requirements"):
        shutil.copytree(PROJECT_ROOT / name, target / name)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PROJECT_ROOT / name, target / name)
    return target


def stamp_as_complete(checkout: Path) -> None:
    """Write what a finished installation leaves behind, with this Python as the environment's."""
    names = {
        "serve": "requirements/embedded.lock",
        "test": "requirements/dev.lock",
        "node": "package-lock.json",
        "npm": "requirements/node.lock",
    }
    prints = {
        name: hashlib.sha256((checkout / file).read_bytes()).hexdigest()
        for name, file in names.items()
    }
    base = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    python = f"{sys.version} {base} {checkout.resolve()}"
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(base)
    (checkout / "node_modules").mkdir()
    stamp = prints | {"python": python, "node_purpose": "test"}
    (checkout / ".venv" / "liuhen-stamp.json").write_text(json.dumps(stamp))


def call(checkout: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts with only the environment given."""
    return subprocess.run(
        [checkout / words[0], *words[1:]],
        env=PLAIN | environ,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
