"""A copy of what the bootstrap needs, so that a test can spoil it."""

import os
import shutil
import subprocess
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
