"""When a time allowed ends: tables by hand, and an independent count that is slow and plain."""

import tomllib
from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendars.load import read_calendar, read_year
from app.policy.calendars import join_years
from app.policy.clocks import (
    Due,
    add_hours,
    add_working_days,
    day_of,
    end_of_day,
    in_words,
    last_day_of_months,
    on_working_day,
)

CALENDAR = read_calendar()
FILES = Path(__file__).parent.parent.parent / "app" / "calendars"
BEIJING = timezone(timedelta(hours=8))
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """Return a moment of Beijing time."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


WORKING_DAYS = [
    pytest.param("2020-01-23", 2, "2020-02-04", id="2020: the extended Spring Festival"),
    pytest.param("2020-01-18", 1, "2020-01-19", id="2020: a Sunday worked before it"),
    pytest.param("2020-06-24", 2, "2020-06-29", id="2020: Dragon Boat, a Sunday worked after"),
    pytest.param("2020-09-30", 2, "2020-10-10", id="2020: National Day, a Saturday worked after"),
    pytest.param("2021-02-10", 2, "2021-02-19", id="2021: Spring Festival"),
    pytest.param("2021-02-10", 3, "2021-02-20", id="2021: the Saturday after it"),
    pytest.param("2021-09-17", 2, "2021-09-22", id="2021: Mid-Autumn, a Saturday before"),
    pytest.param("2021-09-30", 2, "2021-10-09", id="2021: National Day"),
    pytest.param("2022-01-28", 2, "2022-01-30", id="2022: a weekend worked before the festival"),
    pytest.param("2022-01-28", 3, "2022-02-07", id="2022: Spring Festival"),
    pytest.param("2022-09-30", 2, "2022-10-09", id="2022: National Day, a weekend worked after"),
    pytest.param("2023-01-20", 2, "2023-01-29", id="2023: Spring Festival, a weekend after"),
    pytest.param("2023-04-04", 2, "2023-04-07", id="2023: one Wednesday of Qingming"),
    pytest.param("2023-09-28", 2, "2023-10-08", id="2023: Mid-Autumn and National Day"),
    pytest.param("2024-02-08", 2, "2024-02-18", id="2024: New Year's Eve worked, then a Sunday"),
    pytest.param("2024-09-30", 2, "2024-10-09", id="2024: National Day"),
    pytest.param("2024-10-11", 1, "2024-10-12", id="2024: the Saturday worked after it"),
    pytest.param("2025-01-24", 2, "2025-01-27", id="2025: a Sunday worked before the festival"),
    pytest.param("2025-01-27", 2, "2025-02-06", id="2025: Spring Festival"),
    pytest.param("2025-09-30", 2, "2025-10-10", id="2025: National Day and Mid-Autumn"),
    pytest.param("2025-09-30", 3, "2025-10-11", id="2025: the Saturday worked after them"),
    pytest.param("2026-02-13", 2, "2026-02-24", id="2026: a Saturday worked, then the festival"),
    pytest.param("2026-02-24", 4, "2026-02-28", id="2026: the Saturday worked after it"),
    pytest.param("2026-09-18", 2, "2026-09-21", id="2026: a Sunday worked for National Day"),
    pytest.param("2026-09-30", 2, "2026-10-09", id="2026: National Day"),
    pytest.param("2026-09-30", 3, "2026-10-10", id="2026: the Saturday worked after it"),
    pytest.param("2026-10-03", 2, "2026-10-09", id="2026: begun on a holiday"),
    pytest.param("2026-11-20", 2, "2026-11-24", id="over a plain weekend"),
    pytest.param("2026-11-21", 2, "2026-11-24", id="begun on a plain Saturday"),
    pytest.param("2026-11-18", 2, "2026-11-20", id="within a week"),
    pytest.param("2026-11-20", 0, "2026-11-20", id="none: the same Friday"),
    pytest.param("2026-10-03", 0, "2026-10-03", id="none: the same day, holiday or not"),
    pytest.param("2020-12-31", 2, "2021-01-05", id="the end of 2020"),
    pytest.param("2021-12-31", 2, "2022-01-05", id="the end of 2021"),
    pytest.param("2022-12-30", 2, "2023-01-04", id="the end of 2022"),
    pytest.param("2023-12-29", 2, "2024-01-03", id="the end of 2023"),
    pytest.param("2024-12-31", 2, "2025-01-03", id="the end of 2024"),
    pytest.param("2025-12-31", 2, "2026-01-05", id="the end of 2025, a Sunday worked"),
    pytest.param("2026-12-30", 1, "2026-12-31", id="the last known day"),
    pytest.param("2020-02-28", 1, "2020-03-02", id="29 February 2020, a Saturday"),
    pytest.param("2024-02-28", 1, "2024-02-29", id="29 February 2024, a Thursday"),
    pytest.param("2024-02-28", 2, "2024-03-01", id="over 29 February 2024"),
]


@pytest.mark.parametrize(("start", "count", "last"), WORKING_DAYS)
def test_so_many_working_days_end_at_24_00(start: str, count: int, last: str) -> None:
    due = add_working_days(day(start), count, CALENDAR)

    assert str(due) == f"{last} 24:00"
    assert not due.provisional


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        pytest.param("2026-12-31", 1, "2027-01-01", id="New Year's Day, not known to be off"),
        pytest.param("2026-12-31", 2, "2027-01-04", id="over a plain weekend"),
        pytest.param("2026-12-25", 6, "2027-01-04", id="begun well before the year ended"),
        pytest.param("2030-06-03", 2, "2030-06-05", id="years later"),
        pytest.param("2019-12-27", 2, "2019-12-31", id="before the first known year"),
        pytest.param("2019-12-30", 2, "2020-01-02", id="out of an unknown year into a known one"),
    ],
)
def test_a_count_through_an_unknown_year_is_provisional(start: str, count: int, last: str) -> None:
    due = add_working_days(day(start), count, CALENDAR)

    assert str(due) == f"{last} 24:00"
    assert due.provisional


@pytest.mark.parametrize("start", ["2026-12-31", "2027-01-01", "2027-01-02"])
def test_a_day_on_which_nothing_is_counted_is_never_provisional(start: str) -> None:
    assert add_working_days(day(start), 0, CALENDAR) == Due(end_of_day(day(start)))


def test_a_term_from_an_unknown_day_into_a_known_year_is_certain() -> None:
    """31 December 2019 itself is not counted, so nothing unknown is."""
    due = add_working_days(day("2019-12-31"), 1, CALENDAR)

    assert (str(due), due.provisional) == ("2020-01-02 24:00", False)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        pytest.param("2026-08-31", 6, "2027-02-28", id="no 31 February, and a Sunday stays"),
        pytest.param("2026-08-28", 6, "2027-02-28", id="28 August"),
        pytest.param("2027-08-31", 6, "2028-02-29", id="into a leap year"),
        pytest.param("2027-08-29", 6, "2028-02-29", id="the same number exists in a leap year"),
        pytest.param("2024-02-29", 12, "2025-02-28", id="29 February, a year"),
        pytest.param("2024-02-29", 48, "2028-02-29", id="29 February, four years"),
        pytest.param("2023-02-28", 12, "2024-02-28", id="28 February is not a month's end rule"),
        pytest.param("2026-01-31", 1, "2026-02-28", id="one month"),
        pytest.param("2026-03-31", 1, "2026-04-30", id="a month of 30 days"),
        pytest.param("2026-12-31", 6, "2027-06-30", id="over the year's end"),
        pytest.param("2026-06-30", 6, "2026-12-30", id="30 June ends on the 30th, not the 31st"),
        pytest.param("2026-10-31", 2, "2026-12-31", id="into December"),
        pytest.param("2026-11-21", 12, "2027-11-21", id="twelve months"),
        pytest.param("2026-11-21", 360, "2056-11-21", id="thirty years"),
        pytest.param("2026-11-21", 0, "2026-11-21", id="none"),
    ],
)
def test_months_end_on_the_same_number_or_the_months_end(
    start: str, months: int, last: str
) -> None:
    """Civil Code art. 202."""
    assert last_day_of_months(day(start), months) == day(last)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        pytest.param("2026-11-20T18:30", 24, "2026-11-21 18:30", id="through a night"),
        pytest.param("2026-09-30T23:59", 24, "2026-10-01 23:59", id="into a holiday"),
        pytest.param("2026-11-20T00:00", 24, "2026-11-20 24:00", id="from midnight to midnight"),
        pytest.param("2024-02-28T12:00", 24, "2024-02-29 12:00", id="into 29 February"),
        pytest.param("2026-12-31T12:00", 24, "2027-01-01 12:00", id="into an unknown year"),
    ],
)
def test_hours_run_through_nights_and_holidays(start: str, count: int, end: str) -> None:
    """Civil Code art. 201(2); no calendar is asked, so nothing is provisional."""
    due = add_hours(moment(start), count)

    assert (str(due), due.provisional) == (end, False)


@pytest.mark.parametrize(
    ("given_day", "due"),
    [
        pytest.param("2026-11-20", "2026-11-20 24:00", id="a Friday stays"),
        pytest.param("2026-11-21", "2026-11-23 24:00", id="a Saturday moves to Monday"),
        pytest.param("2026-10-01", "2026-10-08 24:00", id="National Day moves past the holiday"),
        pytest.param("2026-10-10", "2026-10-10 24:00", id="a Saturday that is worked stays"),
    ],
)
def test_a_fixed_day_moves_on_to_a_working_day(given_day: str, due: str) -> None:
    """Civil Code art. 203(1)."""
    assert str(on_working_day(day(given_day), CALENDAR)) == due


@pytest.mark.parametrize("given_day", ["2027-01-01", "2027-01-02"])
def test_a_fixed_day_of_an_unknown_year_is_provisional(given_day: str) -> None:
    assert on_working_day(day(given_day), CALENDAR).provisional


def test_a_fixed_day_that_moves_out_of_an_unknown_year_is_provisional() -> None:
    """Sunday, 31 December 2023, where only the notice of 2024 is known."""
    due = on_working_day(day("2023-12-31"), join_years([read_year(2024)]))

    assert (str(due), due.provisional) == ("2024-01-02 24:00", True)


def test_24_00_is_the_first_moment_of_the_next_day() -> None:
    assert end_of_day(day("2026-10-09")) == moment("2026-10-10T00:00")


@pytest.mark.parametrize(
    ("written", "belongs_to"),
    [
        pytest.param("2026-09-30T23:59:59+08:00", "2026-09-30", id="the last second"),
        pytest.param("2026-10-01T00:00:00+08:00", "2026-10-01", id="midnight begins a day"),
        pytest.param("2026-09-30T16:00:00+00:00", "2026-10-01", id="written in UTC"),
        pytest.param("2026-09-30T15:59:59+00:00", "2026-09-30", id="a second before, in UTC"),
        pytest.param("2026-10-01T00:30:00+09:00", "2026-09-30", id="a device on Tokyo time"),
        pytest.param("2026-09-30T12:00:00-04:00", "2026-10-01", id="a device on New York time"),
    ],
)
def test_a_moment_belongs_to_its_day_in_beijing(written: str, belongs_to: str) -> None:
    assert day_of(datetime.fromisoformat(written)) == day(belongs_to)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime.fromisoformat("2026-09-30T12:00")

    with pytest.raises(ValueError, match="time zone"):
        day_of(naive)
    with pytest.raises(ValueError, match="time zone"):
        add_hours(naive, 24)
    with pytest.raises(ValueError, match="time zone"):
        in_words(naive)


# An independent count: the files' own words, a list of all working days, and a search in it.


def days_worked() -> list[date]:
    """Return every working day of the shipped years, read from the files without the product."""
    years = [tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES.glob("*.toml")]
    ranges = [(each["first"], each["last"]) for year in years for each in year["holidays"]]
    worked = {
        text for year in years for each in year["holidays"] for text in each["makeup_workdays"]
    }
    first, last = date(2020, 1, 1).toordinal(), date(2026, 12, 31).toordinal()
    return [
        candidate
        for candidate in map(date.fromordinal, range(first, last + 1))
        if candidate in worked
        or (
            candidate.strftime("%u") not in "67"
            and not any(begin <= candidate <= end for begin, end in ranges)
        )
    ]


WORKED = days_worked()


@given(DAYS, st.integers(1, 40))
def test_counting_agrees_with_a_search_in_the_list_of_working_days(start: date, count: int) -> None:
    place = bisect_right(WORKED, start) + count - 1
    due = add_working_days(start, count, CALENDAR)

    assert due.provisional is (place >= len(WORKED))
    assert due.provisional or due.at.astimezone(BEIJING).date() - timedelta(1) == WORKED[place]


@given(DAYS, st.integers(0, 15), st.integers(0, 15))
def test_counting_on_from_where_one_stopped_counts_the_same(
    start: date, first: int, more: int
) -> None:
    stop = add_working_days(start, first, CALENDAR).at.astimezone(BEIJING).date() - timedelta(1)

    assert (
        add_working_days(stop, more, CALENDAR).at
        == add_working_days(start, first + more, CALENDAR).at
    )


def walk_months(start: date, months: int) -> date:
    """Walk day by day over so many firsts of a month, then on while the number fits."""
    found = start
    while months:
        found += timedelta(1)
        months -= found.day == 1
    while found.day < start.day and (found + timedelta(1)).day > 1:
        found += timedelta(1)
    return found


@given(DAYS, st.integers(1, 60))
def test_months_agree_with_walking_day_by_day(start: date, months: int) -> None:
    assert last_day_of_months(start, months) == walk_months(start, months)


@given(DAYS, st.times(), st.integers(-14, 14))
def test_the_zone_in_which_a_moment_is_written_changes_nothing(
    local: date, at: time, offset: int
) -> None:
    here = datetime.combine(local, at, tzinfo=BEIJING)
    abroad = here.astimezone(timezone(timedelta(hours=offset)))

    assert day_of(abroad) == day_of(here.astimezone(UTC)) == local
    assert add_hours(abroad, 24).at == here + timedelta(hours=24)
    assert end_of_day(day_of(abroad)) > abroad
