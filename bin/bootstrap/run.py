"""Run one step of an installation, and say in one sentence why it failed."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from index import NO_NETWORK
from refusal import Refusal
from spots import LOG, ROOT

NO_ROOM = "安装组件时磁盘空间不足，请清理磁盘后重新运行本命令，未完成的部分会自动重做。"
FAILED = "安装组件没有成功（{why}），请根据 {log} 中的记录处理后重新运行本命令。"
UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectTimeout|NameResolution|name resolution|Name or service not known"
    r"|Network is unreachable|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|Connection refused|ProxyError"
)


def run(command: list[str], *, cwd: Path = ROOT, environ: Mapping[str, str] = os.environ) -> None:
    """Run one step with its output in the log.

    Raises:
        Refusal: it failed, with the cause as far as its output tells.
    """
    # Whatever the umask, the service user of a root installation must be able to run what is
    # installed here.
    with LOG.open("w") as log:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            umask=0o022,
            check=False,
        )
    if done.returncode != 0:
        raise Refusal(explain(LOG.read_text(errors="replace")))


def explain(log: str) -> str:
    """Turn the output of a failed step into one sentence."""
    if "No space left on device" in log or "ENOSPC" in log:
        return NO_ROOM
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"error(?!.*complete log)", line, re.IGNORECASE)]
    why = (errors or lines or ["没有输出"])[-1][:200]
    if UNREACHABLE.search(log):
        return NO_NETWORK.format(why=why)
    return FAILED.format(why=why, log=LOG)
