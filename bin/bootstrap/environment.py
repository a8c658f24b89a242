"""Make or recognise the Python environment and the front-end packages of this checkout.

There is one environment. ``serve`` needs ``embedded.lock``; ``test`` needs ``dev.lock``, which
holds the same pins and more, so an environment made for tests serves as well. A stamp written
last says what is complete; without it the environment is half-made and made again from nothing.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from refusal import Refusal
from spots import BUILD, ENVIRONMENT, LOG, NODE_MODULES, PYTHON, REQUIREMENTS, ROOT

STAMP = ENVIRONMENT / "liuhen-stamp.json"
LOCK_OF = {"serve": REQUIREMENTS / "embedded.lock", "test": REQUIREMENTS / "dev.lock"}
ROOM_NEEDED_BYTES = 1024 * 1024 * 1024


def ensure_environment(purpose: str) -> None:
    """Leave an environment complete for ``purpose``; return at once when it already is."""
    wanted = fingerprints()
    if is_complete(purpose, wanted):
        return
    BUILD.mkdir(exist_ok=True)
    with alone():
        # Another start may have finished the work while this one waited for the lock.
        if not is_complete(purpose, wanted):
            install(purpose, wanted)


def fingerprints() -> dict[str, str]:
    """Return a digest per lock file, and what else an environment cannot outlive."""
    files = {**LOCK_OF, "node": ROOT / "package-lock.json", "npm": REQUIREMENTS / "node.lock"}
    prints = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    base = getattr(sys, "_base_executable", sys.executable)
    return prints | {"python": f"{sys.version} {os.path.realpath(base)} {ROOT}"}


def read_stamp() -> dict[str, str]:
    """Return what the last complete installation recorded, or nothing."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def is_complete(purpose: str, wanted: dict[str, str]) -> bool:
    """Say whether the stamp covers ``purpose`` and the files it speaks of are still there."""
    stamp = read_stamp()
    if not PYTHON.exists() or stamp.get("python") != wanted["python"]:
        return False
    held = "test" if stamp.get("test") == wanted["test"] else "serve"
    if held == "serve" and (purpose == "test" or stamp.get("serve") != wanted["serve"]):
        return False
    front_end = stamp.get("node") == wanted["node"] and NODE_MODULES.is_dir()
    return front_end and (purpose == "serve" or stamp.get("node_purpose") == "test")


def install(purpose: str, wanted: dict[str, str]) -> None:
    """Install what is missing, Python first, and write the stamp last."""
    from node import install_front_end

    refuse_without_room(ROOT)
    stamp = read_stamp()
    if not reusable(stamp, wanted):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        stamp = {}
    tell("首次启动需要准备运行环境，大约一分钟，以后不再需要。" if not stamp else "正在更新运行环境。")
    python_done = {"python": wanted["python"], "serve": wanted["serve"]}
    if purpose == "test":
        python_done["test"] = wanted["test"]
    if not stamp.items() >= python_done.items():
        STAMP.unlink(missing_ok=True)
        install_python(purpose)
        stamp = python_done
        write_stamp(stamp)
    install_front_end(purpose)
    write_stamp(stamp | {"node": wanted["node"], "node_purpose": purpose})


def reusable(stamp: dict[str, str], wanted: dict[str, str]) -> bool:
    """Say whether packages may be added to the environment instead of making it anew."""
    same = stamp.get("python") == wanted["python"] and stamp.get("serve") == wanted["serve"]
    return same and stamp.get("test", wanted["test"]) == wanted["test"] and PYTHON.exists()


def install_python(purpose: str) -> None:
    """Make the virtual environment and install one lock file, each archive checked by hash."""
    from index import fetch_pip

    pip = fetch_pip(BUILD)
    if not PYTHON.exists():
        # ``venv`` is a module of Debian's minimal Python; its ``ensurepip`` part is not.
        run([sys.executable, "-m", "venv", "--without-pip", str(ENVIRONMENT)])
    packages = ["install", "--quiet", "--require-hashes", "--no-compile", "--no-deps"]
    options = ["--disable-pip-version-check", "--no-input", "--root-user-action=ignore"]
    run([str(PYTHON), str(pip / "pip"), *packages, *options, "-r", str(LOCK_OF[purpose])])
    run([str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(ENVIRONMENT / "lib")], must=False)


def write_stamp(stamp: dict[str, str]) -> None:
    """Record completion atomically."""
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(stamp, indent=1))
    fresh.replace(STAMP)


def refuse_without_room(spot: Path) -> None:
    """Refuse before the disk fills in the middle of an installation."""
    free = shutil.disk_usage(spot).free
    if free < ROOM_NEEDED_BYTES:
        raise Refusal(
            f"{spot} 所在磁盘只剩 {free // 2**20} MB，"
            f"准备运行环境需要约 {ROOM_NEEDED_BYTES // 2**20} MB，请清理磁盘后重试。"
        )


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


def run(command: list[str], *, must: bool = True, cwd: Path = ROOT) -> None:
    """Run one step with its output in the log, and translate its failure into a sentence."""
    # The service user of a root installation must be able to run the programs we install.
    with LOG.open("w") as log:
        done = subprocess.run(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=log, umask=0o022
        )
    if done.returncode == 0 or not must:
        return
    from index import explain

    raise Refusal(explain(LOG.read_text(errors="replace")))


def tell(sentence: str) -> None:
    """Say what takes time, on standard error: standard output belongs to the command."""
    print(sentence, file=sys.stderr, flush=True)
