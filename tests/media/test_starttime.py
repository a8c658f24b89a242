from datetime import UTC, datetime, timedelta

import pytest

from app.media.facts import MediaFacts, StartTimeSource
from app.media.findings import FindingCode
from app.media.starttime import clock_finding, read_start_time

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
MOMENT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "source"),
    [
        ("2026-11-20T01:30:00.000000Z", StartTimeSource.CONTAINER_UTC),
        ("2026-11-20T09:30:00+08:00", StartTimeSource.WITH_OFFSET),
        ("2026-11-20T09:30:00+0800", StartTimeSource.WITH_OFFSET),
        ("2026:11:20 09:30:00", StartTimeSource.LOCAL_ASSUMED),
        ("2026:11:20 09:30:00+08:00", StartTimeSource.WITH_OFFSET),
        ("Fri Nov 20 09:30:00 2026", StartTimeSource.LOCAL_ASSUMED),
        (" 2026-11-20 09:30:00 ", StartTimeSource.LOCAL_ASSUMED),
    ],
)
def test_the_ways_cameras_write_time_are_read(raw: str, source: StartTimeSource) -> None:
    start = read_start_time(raw)

    assert (start.moment, start.source) == (MOMENT, source)
    assert start.raw == raw.strip()


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "2026",
        "20261120",
        "0000:00:00 00:00:00",
        "昨天上午",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
    ],
)
def test_what_is_no_moment_keeps_only_its_words(raw: str) -> None:
    assert read_start_time(raw).moment is None


@pytest.mark.parametrize(
    "start",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2000, 1, 1, 0, 5, tzinfo=UTC),
        NOW + timedelta(hours=8),
        NOW + timedelta(days=400),
    ],
    ids=["epoch", "millennium", "local-as-utc", "next-year"],
)
def test_an_impossible_start_is_suspect(start: datetime) -> None:
    finding = clock_finding(MediaFacts("mp4", start_time=start), NOW)

    assert finding is not None
    assert finding.code is FindingCode.CLOCK_SUSPECT
    assert finding.detail["ahead_ms"] == (start - NOW) / timedelta(milliseconds=1)


@pytest.mark.parametrize("start", [MOMENT, NOW + timedelta(minutes=5), None])
def test_a_possible_or_unknown_start_is_not_suspect(start: datetime | None) -> None:
    assert clock_finding(MediaFacts("mp4", start_time=start), NOW) is None
