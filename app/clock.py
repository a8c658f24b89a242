"""The only reader of wall time.

Everything below the doors takes ``now`` as an argument, so a rule can be tried on any day.
"""

from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Something that tells the time; tests pass one that stands still."""

    def __call__(self) -> datetime:
        """Return the current moment, aware, in UTC."""
        ...


def current_time() -> datetime:
    """Return the current moment, aware, in UTC."""
    return datetime.now(UTC)
