"""Where the tests keep their files: in memory, where there is plenty of it.

Nearly every test makes a store of its own, and flushing its five directories to a disk takes longer
than the test. That what was flushed is not lost is the kernel's word; that it is flushed, and in
which order, the tests of the store watch call by call.
"""

import os
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - pytest and tempfile make directories of their own there.
MEMINFO = Path("/proc/meminfo")
PLENTY = 6 << 30
"""Several times what the tests keep at once, which is one or two GiB."""


def scratch() -> dict[str, str]:
    """Return the variable that puts temporary files into memory; none where that is no help."""
    return {} if "TMPDIR" in os.environ or not has_room(MEMORY) else {"TMPDIR": str(MEMORY)}


def has_room(place: Path) -> bool:
    """Say whether much may be written there, and started from there as tests start scripts."""
    try:
        found = os.statvfs(place)
        available = available_memory(MEMINFO.read_text(encoding="ascii"))
    except OSError:
        return False
    room = min(found.f_bavail * found.f_frsize, available)
    may_start = not found.f_flag & os.ST_NOEXEC
    return room >= PLENTY and may_start and os.access(place, os.W_OK | os.X_OK)


def available_memory(told: str) -> int:
    """Return how many bytes the kernel would give away; 0 where it does not say."""
    lines = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    words = lines.get("MemAvailable", "0 kB").split()
    return int(words[0]) * 1024
