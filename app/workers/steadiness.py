"""Has the clock been steady for long enough to let anything expire?

A clock that jumps ahead by a week would otherwise end every unfinished upload and throw away bytes
that were acknowledged (promise P11). So nothing expires until this process has itself seen an hour
go by in which wall time and the machine's own count of seconds agreed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

log = structlog.get_logger()
PROBATION = timedelta(hours=1)
_TOLERANCE = timedelta(minutes=5)


class Steadiness:
    """Compares wall time with seconds counted since the last jump, or since the start."""

    def __init__(self, now: datetime, count_seconds: Callable[[], float]) -> None:
        self._count_seconds = count_seconds
        self._since = now
        self._seconds = count_seconds()

    def is_proven(self, now: datetime) -> bool:
        """Return whether the clock may be believed; a jump starts the probation again."""
        passed = timedelta(seconds=self._count_seconds() - self._seconds)
        jump = now - self._since - passed
        if abs(jump) > _TOLERANCE:
            log.warning("clock.jumped", seconds=int(jump.total_seconds()))
            self._since, self._seconds = now, self._count_seconds()
            return False
        return passed >= PROBATION
