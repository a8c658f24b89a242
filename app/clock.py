"""The only reader of wall time.

Everything below the doors takes ``now`` as an argument, so a rule can be tried on any day.
"""

import time
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def is_expressible(moment: datetime) -> bool:
    """Return whether every zone can write this aware moment down.

    Python's calendar ends with the year 9999: a moment in its last hours has no local time east
    of Greenwich, so a page that shows it would break for everybody who looks at the list.

    >>> is_expressible(datetime(9999, 12, 31, 23, tzinfo=UTC))
    False
    """
    return 1 < moment.year < 9999


def day_of(moment: datetime) -> date:
    """Return the day of the agency's calendar to which an aware moment belongs."""
    return moment.astimezone(SHANGHAI).date()


class Clock(Protocol):
    """Something that tells the time; tests pass one that stands still."""

    def __call__(self) -> datetime:
        """Return the current moment, aware, in UTC."""
        ...


def current_time() -> datetime:
    """Return the current moment, aware, in UTC."""
    return datetime.now(UTC)


def count_seconds() -> float:
    """Return seconds counted by the machine, which no correction of the clock moves."""
    return time.monotonic()
