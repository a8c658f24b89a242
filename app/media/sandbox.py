"""Give up every right the media child does not need, before it reads the first byte.

Order matters: privileges go first (only root can), then the promise never to gain any, then the
files (Landlock), and the system calls last, because the filter would refuse the steps before it.
"""

import contextlib
import ctypes
import math
import os
import resource
import signal
import time
from dataclasses import dataclass
from typing import Literal

from app.media.landlock import forbid_everything
from app.media.seccomp import install_filter

SandboxMode = Literal["required", "best-effort"]
"""``required``: nothing is read unless the filter is in force."""

NOBODY = 65534

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38


@dataclass(frozen=True, slots=True)
class Layers:
    """What could be put in force."""

    seccomp: bool
    landlock_abi: int

    @property
    def holds(self) -> bool:
        """Whether the promise holds: the filter alone keeps it, Landlock repeats it."""
        return self.seccomp


def confine(*, address_space_bytes: int, cpu_seconds: int, unprivileged_id: int = NOBODY) -> Layers:
    """Confine this process for good; imports and openings must be done before.

    ``cpu_seconds`` count from now on: what loading took says something of the machine alone.

    Raises:
        OSError: the kernel refused to lower a limit; nothing may be read then.
    """
    _limit(address_space_bytes=address_space_bytes, cpu_seconds=cpu_seconds)
    _leave_root(unprivileged_id)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    # The child does not outlive a killed worker. Dropping root clears this, so it comes after.
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    abi = forbid_everything()
    # From here on not even a descriptor number is left to open something under.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return Layers(seccomp=install_filter(), landlock_abi=abi)


def _leave_root(user_id: int) -> None:
    if os.geteuid() != 0:
        return
    # A container may have taken the right to change identity, or not know this one. Such a root
    # can do little, and the filter forbids the rest; so this layer may be missing.
    with contextlib.suppress(OSError):
        os.setgroups([])
    with contextlib.suppress(OSError):
        os.setresgid(user_id, user_id, user_id)
    with contextlib.suppress(OSError):
        os.setresuid(user_id, user_id, user_id)


def _limit(*, address_space_bytes: int, cpu_seconds: int) -> None:
    # RLIMIT_NPROC is left alone: it counts every process of the user, so a busy neighbour
    # would stop our threads. The filter already refuses to make processes.
    cpu_seconds += math.ceil(time.process_time())
    for what, soft, hard in (
        (resource.RLIMIT_AS, address_space_bytes, address_space_bytes),
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 2),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_MEMLOCK, 0, 0),
    ):
        _, ceiling = resource.getrlimit(what)
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)  # noqa: PLW2901
        resource.setrlimit(what, (soft, hard))


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option} was refused")
