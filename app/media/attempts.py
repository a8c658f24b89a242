"""The other end of the self-test: a confined child that tries to break out, harmlessly.

Every attempt is of a kind that would leave no trace if it succeeded. A child that does not answer
counts as one that broke out.
"""

import ctypes
import json
import mmap
import os
import socket
import sys
import threading
from collections.abc import Callable

from app.media.sandbox import confine

_PROCESS_VM_READV = {"x86_64": 310, "aarch64": 270}
_libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Confine this process as for media, try everything, and answer one JSON object."""
    request = json.loads(sys.argv[1])
    descriptor: int = request["descriptor"]
    attempts = _attempts(descriptor, os.getppid(), os.uname().machine, request["directory"])
    layers = confine(address_space_bytes=2**30, cpu_seconds=20)
    answer = {
        "seccomp": layers.seccomp,
        "landlock_abi": layers.landlock_abi,
        "works": _still_works(descriptor),
        "blocked": [name for name, attempt in attempts.items() if _is_blocked(attempt)],
    }
    answer["tried"] = list(attempts)
    os.write(1, json.dumps(answer).encode())
    os._exit(0)


def _attempts(
    descriptor: int, parent: int, machine: str, directory: str
) -> dict[str, Callable[[], object]]:
    created = os.path.join(directory, "liuhen-self-test")  # noqa: PTH118 - no pathlib after confining
    memory = f"/proc/{parent}/mem"
    return {
        "open_file": lambda: os.open(sys.executable, os.O_RDONLY),
        "list_directory": lambda: os.listdir("/"),  # noqa: PTH208
        "create_file": lambda: os.open(created, os.O_WRONLY | os.O_CREAT, 0o600),
        "reopen_original": lambda: os.open(f"/proc/self/fd/{descriptor}", os.O_RDWR),
        "write_original": lambda: os.pwrite(descriptor, b"", 0),
        "change_original_mode": lambda: os.fchmod(descriptor, 0o600),
        "open_tcp_socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "open_udp_socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "open_unix_socket": lambda: socket.socket(socket.AF_UNIX),
        "make_process": _fork,
        "signal_parent": lambda: os.kill(parent, 0),
        "open_parent_memory": lambda: os.open(memory, os.O_RDONLY),
        "read_parent_memory": lambda: _read_memory_of(parent, _PROCESS_VM_READV[machine]),
        "map_executable_memory": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
        "make_pipe": os.pipe,
        # Last, because a success replaces this process and leaves the parent without an answer.
        "execute_program": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),  # noqa: S606
    }


def _is_blocked(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return True
    return False


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _read_memory_of(process: int, call: int) -> None:
    # Empty vectors: the kernel checks the right to read before it looks at them.
    if _libc.syscall(call, process, None, 0, None, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "process_vm_readv")


def _still_works(descriptor: int) -> bool:
    """Say whether what the media child needs is still there: its file, and a second thread."""
    read: list[bytes] = []
    thread = threading.Thread(target=lambda: read.append(os.pread(descriptor, 16, 0)))
    thread.start()
    thread.join()
    return len(read) == 1 and len(read[0]) == 16
