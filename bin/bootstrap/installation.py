"""Install what an environment lacks: Python packages by lock file, then the front end."""

import shutil
import signal
import subprocess
import sys

from index import fetch_pip
from node import install_front_end
from refusal import Refusal, tell
from run import run
from spots import BUILD, ENVIRONMENT, PYTHON, ROOT
from stamp import LOCK_OF, STAMP, read_stamp, write_stamp

ROOM_NEEDED_BYTES = 1024 * 1024 * 1024


def install(purpose: str, wanted: dict[str, str]) -> None:
    """Install what is missing, Python first, and write the stamp last.

    Raises:
        Refusal: no room, no network, or a step that failed.
    """
    # A stop ends the running step as well, instead of leaving it behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    refuse_without_room()
    stamp = read_stamp()
    if not reusable(stamp, wanted):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        stamp = {}
    tell(
        "正在更新运行环境，请稍候。"
        if stamp
        else "首次启动需要下载并准备运行环境，大约一分钟，以后不再需要。"
    )
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
    pip = fetch_pip(BUILD) / "pip"
    if not PYTHON.exists():
        # ``venv`` is a module of Debian's minimal Python; its ``ensurepip`` part is not. We may
        # ourselves be running on the environment that was just thrown away.
        base = getattr(sys, "_base_executable", sys.executable)
        run([base, "-m", "venv", "--without-pip", str(ENVIRONMENT)])
    options = ["--quiet", "--no-compile", "--no-input", "--disable-pip-version-check"]
    options += ["--root-user-action=ignore", "--require-hashes", "--no-deps"]
    run([str(PYTHON), str(pip), "install", *options, "-r", str(LOCK_OF[purpose])])
    # With every core, unlike pip; a module that does not compile is found when it is imported.
    compiling = [str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(ENVIRONMENT / "lib")]
    subprocess.run(compiling, capture_output=True, check=False)


def refuse_without_room() -> None:
    """Refuse before the disk fills in the middle of an installation."""
    free = shutil.disk_usage(ROOT).free
    if free < ROOM_NEEDED_BYTES:
        raise Refusal(
            f"{ROOT} 所在磁盘只剩 {free // 2**20} MB，"
            f"准备运行环境需要约 {ROOM_NEEDED_BYTES // 2**20} MB，请清理磁盘后重试。"
        )
