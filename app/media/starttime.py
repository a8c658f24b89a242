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


@dataclass(frozen=True, slots=True)
class StartTime:
    """A moment with its origin."""

    moment: datetime | None
    raw: str
    source: StartTimeSource


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
