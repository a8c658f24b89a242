"""How much memory the database keeps of its tables for itself."""

import os
from pathlib import Path

LEAST_MB, MOST_MB = 128, 2048
SHARE = 4
"""One part in so many. The system keeps files in memory too, and the workers need theirs."""
_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def buffers_mb() -> int:
    """Return the size of ``shared_buffers`` in MiB for this machine.

    The server's own default of 128 MiB is made to start anywhere. Of a million recordings it
    fetches nearly every row of a search from the system, each by a call of its own.
    """
    return buffers_for(min([_of_the_machine(), *_limits()]))


def buffers_for(memory_bytes: int) -> int:
    """Return it for so much memory.

    >>> [buffers_for(size * 2**20) for size in (256, 4096, 65536)]
    [128, 1024, 2048]
    """
    return max(LEAST_MB, min(memory_bytes // SHARE // 2**20, MOST_MB))


def _of_the_machine() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _limits() -> list[int]:
    """Return what a container around us may use; without one there is no file, or no number."""
    said = [limit.read_text().strip() for limit in _LIMITS if limit.exists()]
    return [int(text) for text in said if text.isdecimal()]
