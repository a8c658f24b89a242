"""Start and stop a confined Python process that inherits one descriptor and nothing else."""

import asyncio
import contextlib
import os
import sys
import sysconfig
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

from app.media.wire import Request

_PROJECT_ROOT = Path(__file__).resolve().parents[2]

# -I ignores the environment and the working directory, -S skips site; so the import path is
# given explicitly, and a start costs a third less.
_BOOT = "import sys; sys.path += {paths!r}; from {module} import main; main()"
# Each arena of glibc reserves 64 MiB of the address space that the child is allowed.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8"}

_PIECE_BYTES = 256 * 1024


async def start_child(request: Request) -> Process:
    """Start ``app.media.child`` on the request's descriptor."""
    return await start_python("app.media.child", request.to_argument(), request.descriptor)


async def start_python(module: str, argument: str, descriptor: int) -> Process:
    """Run ``main()`` of a module in a fresh interpreter; its answer comes on standard output."""
    paths = [str(_PROJECT_ROOT), *{sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}]
    boot = _BOOT.format(paths=paths, module=module)
    # A python installed beside its own libpython needs this one variable to start.
    library_path = os.environ.get("LD_LIBRARY_PATH")
    environment = _ENVIRONMENT | ({"LD_LIBRARY_PATH": library_path} if library_path else {})
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", "-c", boot, argument),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        pass_fds=(descriptor,),
        env=environment,
        cwd="/",
    )


async def stop_child(child: Process) -> int:
    """Kill the child if it still runs, wait for it, and return how it ended."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
    if child.stdout is not None:
        # A pipe in which something is left stays open, and up to Python 3.12 it is waited for.
        while await child.stdout.read(_PIECE_BYTES):
            pass
    return await child.wait()
