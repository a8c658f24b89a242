from datetime import UTC, datetime, timedelta

import pytest

from app.media.facts import MediaFacts, StartTimeSource
from app.media.findings import FindingCode
from app.media.starttime import clock_finding, compare_times, read_start_time

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


@pytest.mark.parametrize(
    ("ahead", "length_minutes"),
    [
        pytest.param(timedelta(0), 10, id="the same"),
        pytest.param(timedelta(minutes=10), 0, id="at the edge of what is tolerated"),
        pytest.param(timedelta(minutes=-10), 0, id="earlier, at the edge"),
        pytest.param(timedelta(minutes=45), 40, id="written when the recording ended"),
    ],
)
def test_times_that_agree(ahead: timedelta, length_minutes: int) -> None:
    length = timedelta(minutes=length_minutes)

    assert compare_times(MOMENT, MOMENT + ahead, length=length) is None


@pytest.mark.parametrize(
    ("ahead", "hours"),
    [
        pytest.param(timedelta(minutes=10, seconds=1), None, id="just too much"),
        pytest.param(timedelta(minutes=-40), None, id="a clock that is slow"),
        pytest.param(timedelta(hours=8), 8, id="local time written as UTC"),
        pytest.param(timedelta(hours=-8), -8, id="UTC written as local time"),
        pytest.param(timedelta(hours=8, minutes=9), 8, id="the usual zone and a clock that drifts"),
        pytest.param(timedelta(hours=8, minutes=11), None, id="too much drift"),
        pytest.param(timedelta(hours=1), 1, id="one zone further"),
        pytest.param(timedelta(hours=-15, minutes=2), -15, id="a zone across the date line"),
        pytest.param(timedelta(hours=3, minutes=3), None, id="hours by chance"),
        pytest.param(timedelta(hours=20), 20, id="the farthest zone"),
        pytest.param(timedelta(hours=24), None, id="a wrong day is no zone"),
        pytest.param(timedelta(hours=8, minutes=40), 8, id="a zone off, written at the end"),
        pytest.param(timedelta(days=-20_000), None, id="a clock that was reset"),
    ],
)
def test_times_that_differ(ahead: timedelta, hours: int | None) -> None:
    gap = compare_times(MOMENT, MOMENT + ahead, length=timedelta(minutes=40))

    assert gap is not None
    assert (gap.ahead, gap.hours) == (ahead, hours)
