"""Recognise a complete environment of this checkout at once, or have it made.

There is one environment. ``serve`` needs ``embedded.lock``; ``test`` needs ``dev.lock``, which
holds the same pins and more, so an environment made for tests serves as well. A stamp written
last says what is complete; without it the environment is half-made and made again from nothing.
"""

import fcntl
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from refusal import tell
from spots import BUILD, NODE_MODULES, PYTHON, REQUIREMENTS, ROOT
from stamp import LOCK_OF, read_stamp


def ensure_environment(purpose: str) -> None:
    """Leave an environment complete for ``purpose``; return at once when it already is."""
    wanted = fingerprints()
    if is_complete(purpose, wanted):
        return
    BUILD.mkdir(exist_ok=True)
    with alone():
        # Another start may have finished the work while this one waited for the lock.
        if not is_complete(purpose, wanted):
            from installation import install  # noqa: PLC0415 - slow to load and rarely needed.

            install(purpose, wanted)


def fingerprints() -> dict[str, str]:
    """Return a digest per lock file, and what else an environment cannot outlive."""
    files = {**LOCK_OF, "node": ROOT / "package-lock.json", "npm": REQUIREMENTS / "node.lock"}
    prints = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    base = getattr(sys, "_base_executable", sys.executable)
    return prints | {"python": f"{sys.version} {os.path.realpath(base)} {ROOT}"}


def is_complete(purpose: str, wanted: dict[str, str]) -> bool:
    """Say whether the stamp covers ``purpose`` and the files it speaks of are still there."""
    stamp = read_stamp()
    if not PYTHON.exists() or stamp.get("python") != wanted["python"]:
        return False
    needed = ("serve", "node") if purpose == "serve" else ("serve", "node", "test")
    if any(stamp.get(name) != wanted[name] for name in needed) or not NODE_MODULES.is_dir():
        return False
    return purpose == "serve" or stamp.get("node_purpose") == "test"


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock that keeps two starts of one checkout from installing at once."""
    with (BUILD / "bootstrap.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("另一个启动正在准备运行环境，请稍候。")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
