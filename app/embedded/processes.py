"""Start a child that cannot outlive us, and end processes in good order.

Linux only guarantees the first half: elsewhere the next start finds and ends what was left.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.embedded.identity import ServiceUser

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_SET_SECUREBITS = 28
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_SECBIT_KEEP_CAPS = 1 << 4
_CAPABILITY_VERSION_3 = 0x20080522

# Loaded before any fork: the child must not import between fork and exec.
_libc = ctypes.CDLL(None, use_errno=True)
_STOPS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_ON_LINUX = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Launch:
    """How one child is started."""

    command: Sequence[str | Path]
    cwd: Path
    environ: Mapping[str, str]
    log: Path | None = None
    """File that takes the child's output; ``None`` leaves it on the terminal."""
    user: ServiceUser | None = None
    death_signal: signal.Signals = signal.SIGKILL
    """What the kernel sends the child when this process dies, however it dies."""
    pass_fds: tuple[int, ...] = ()


def launch(how: Launch) -> subprocess.Popen[bytes]:
    """Start the child in a session of its own, so that Ctrl-C reaches only the supervisor."""
    with contextlib.ExitStack() as stack:
        # A handler that raises while we fork would be lost in one of Python's own fork hooks.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        stack.callback(signal.pthread_sigmask, signal.SIG_SETMASK, mask)
        output = stack.enter_context(how.log.open("ab")) if how.log else None
        return subprocess.Popen(
            [str(part) for part in how.command],
            cwd=how.cwd,
            env=dict(how.environ),
            stdin=subprocess.DEVNULL,
            stdout=output or sys.stderr.fileno(),
            stderr=output or sys.stderr.fileno(),
            start_new_session=True,
            pass_fds=how.pass_fds,
            # Safe, because we have no threads.
            preexec_fn=_in_child(how, mask, os.getpid()),  # noqa: PLW1509
        )


def _in_child(how: Launch, mask: set[int | signal.Signals], parent: int) -> Callable[[], None]:
    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if how.user is not None:
            _change_to(how.user)
        if _ON_LINUX:
            # Last, because a change of user clears it.
            _libc.prctl(_PR_SET_PDEATHSIG, int(how.death_signal), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def _change_to(user: ServiceUser) -> None:
    if user.capability is not None:
        # Both keep the capability over the change of user; the second also for access(2), which
        # initdb asks about its own programs. It may be forbidden, the first never is.
        _libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
        _libc.prctl(_PR_SET_SECUREBITS, _SECBIT_KEEP_CAPS | _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(user.gid)
    os.setuid(user.uid)
    if user.capability is not None:
        _keep_only(user.capability)
    os.umask(0o077)


def _keep_only(capability: int) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    mask = 1 << capability
    # Two groups of effective, permitted, inheritable: low 32 bits, then high.
    sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    if _libc.capset(header, sets) != 0:
        os._exit(126)
    if _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0:
        os._exit(126)


def end(child: subprocess.Popen[bytes], *, ask: signal.Signals, patience_seconds: float) -> None:
    """Ask the child to stop, wait, and end its whole session if it does not."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(ask)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience_seconds)
    end_session(child)
    child.wait()


def end_session(child: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the child's session, such as helpers of a worker that was killed."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def end_orphan(pid: int, needle: str, ask: signal.Signals) -> None:
    """End a process of an earlier start, if ``pid`` still is one: its command holds ``needle``."""
    for wanted, patience_seconds in ((ask, 5.0), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + patience_seconds
        if needle not in command_line(pid):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, wanted)
        while time.monotonic() < deadline and needle in command_line(pid):
            time.sleep(0.02)


def command_line(pid: int) -> str:
    """Return the command line of a process, empty when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        if _ON_LINUX:
            return ""
    said = subprocess.run(
        ["/bin/ps", "-p", str(pid), "-o", "command="], capture_output=True, check=False
    )
    return said.stdout.decode(errors="replace")
