"""When does the file say it began, and can that be true?

Cameras lie about time in known ways: a dead clock battery starts again in 1970, 1980 or 2000, and
local time is often written where the format wants UTC. We keep the raw words and the source.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.clock import SHANGHAI, is_expressible
from app.media.facts import MediaFacts, StartTimeSource
from app.media.findings import FindingCode, MediaFinding

EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)
"""No recorder in service is older; earlier times are clocks that were reset."""
TOLERANCE = timedelta(minutes=10)
_HOUR = timedelta(hours=1)
_FURTHEST_ZONE = 20
"""Hours between Asia/Shanghai and the zone farthest from it."""
_LOCAL_AS_UTC = 8
_ZONE_DRIFT = timedelta(minutes=2)
"""A clock in a wrong zone is otherwise right; more than this is an hour by chance."""


@dataclass(frozen=True, slots=True)
class StartTime:
    """A moment with its origin."""

    moment: datetime | None
    raw: str
    source: StartTimeSource


@dataclass(frozen=True, slots=True)
class ClockGap:
    """How far two clocks are apart; ``hours`` when whole hours explain it, as a zone does."""

    ahead: timedelta
    """How much later the other one is; negative: earlier."""
    hours: int | None = None


def compare_times(
    taken: datetime, said: datetime, *, length: timedelta = timedelta(0)
) -> ClockGap | None:
    """Return how far ``said`` is from the time that was taken as the start, if they differ.

    Many recorders write the moment at which they finished the file, so the end of the recording
    agrees as well as its start.

    >>> start = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    >>> compare_times(start, start + timedelta(minutes=9))
    >>> compare_times(start, start + timedelta(hours=8)).hours
    8
    """
    offsets = (said - taken, said - taken - length)
    if any(abs(offset) <= TOLERANCE for offset in offsets):
        return None
    hours = next((hours for hours in map(_whole_hours, offsets) if hours), None)
    return ClockGap(offsets[0], hours)


def _whole_hours(offset: timedelta) -> int | None:
    """Return the hours of a zone; the usual eight are believed of a clock that also drifts."""
    hours = round(offset / _HOUR)
    drift = TOLERANCE if abs(hours) == _LOCAL_AS_UTC else _ZONE_DRIFT
    is_zone = abs(hours) <= _FURTHEST_ZONE and abs(offset - hours * _HOUR) <= drift
    return hours if is_zone else None


def read_start_time(raw: str) -> StartTime:
    """Read ISO 8601, EXIF (``2026:11:21 09:30:00``) or C's ``asctime`` as cameras write them."""
    raw = raw.strip()[:100]
    for pattern in (None, "%Y:%m:%d %H:%M:%S", "%Y:%m:%d %H:%M:%S%z", "%a %b %d %H:%M:%S %Y"):
        try:
            moment = _parse(raw, pattern)
        except ValueError:
            continue
        if moment.tzinfo is None:
            local = moment.replace(tzinfo=SHANGHAI).astimezone(UTC)
            return StartTime(local, raw, StartTimeSource.LOCAL_ASSUMED)
        utc = raw.endswith("Z")
        source = StartTimeSource.CONTAINER_UTC if utc else StartTimeSource.WITH_OFFSET
        return StartTime(moment.astimezone(UTC), raw, source)
    return StartTime(None, raw, StartTimeSource.LOCAL_ASSUMED)


def clock_finding(facts: MediaFacts, now: datetime) -> MediaFinding | None:
    """Return a finding when the start lies before any recorder's life or after ``now``.

    A start up to eight hours ahead is what local time labelled as UTC looks like.
    """
    start = facts.start_time
    if start is None or EARLIEST <= start <= now + TOLERANCE:
        return None
    ahead_ms = int((start - now) / timedelta(milliseconds=1))
    start_ms = int(start.timestamp() * 1000)
    return MediaFinding(FindingCode.CLOCK_SUSPECT, {"start_ms": start_ms, "ahead_ms": ahead_ms})


def _parse(raw: str, pattern: str | None) -> datetime:
    if len(raw) < len("2026-11-21T09:30"):
        raise ValueError("a bare date is not the start of a recording")
    moment = datetime.strptime(raw, pattern) if pattern else datetime.fromisoformat(raw)  # noqa: DTZ007
    if not is_expressible(moment):
        raise ValueError("a moment at the end of the calendar")
    return moment
