"""Which days are working days."""

from datetime import date

import pytest

from app.calendars.load import read_calendar
from app.policy.calendars import (
    CalendarError,
    CalendarYear,
    Holiday,
    UnknownDayError,
    join_years,
)

CALENDAR = read_calendar()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param("2026-11-20", True, id="a Friday"),
        pytest.param("2026-11-21", False, id="a Saturday"),
        pytest.param("2026-11-22", False, id="a Sunday"),
        pytest.param("2026-10-01", False, id="National Day, a Thursday"),
        pytest.param("2026-10-07", False, id="the last day of National Day's holiday"),
        pytest.param("2026-10-10", True, id="a Saturday worked for National Day"),
        pytest.param("2026-01-04", True, id="a Sunday worked for New Year"),
        pytest.param("2024-02-09", True, id="New Year's Eve of 2024, which was worked"),
        pytest.param("2025-01-28", False, id="New Year's Eve of 2025, a day off since then"),
        pytest.param("2020-01-31", False, id="a Friday that the extension of 2020 took"),
        pytest.param("2020-02-01", False, id="a Saturday first worked, then taken back in 2020"),
        pytest.param("2020-02-03", True, id="the Monday on which 2020 went back to work"),
        pytest.param("2022-12-31", False, id="a Saturday of the next year's notice"),
        pytest.param("2024-02-29", True, id="a leap day"),
    ],
)
def test_a_day_is_worked_or_not(day: str, *, works: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize("day", ["2019-12-31", "2027-01-01"])
def test_nobody_can_say_outside_the_known_years(day: str) -> None:
    outside = date.fromisoformat(day)

    assert not CALENDAR.knows(outside)
    with pytest.raises(UnknownDayError):
        CALENDAR.is_working_day(outside)


def test_a_year_comes_once() -> None:
    year = CalendarYear(2027, (), ())

    with pytest.raises(CalendarError, match="2027年重复出现"):
        join_years([year, year])


def test_two_years_do_not_disagree_about_the_days_around_new_year() -> None:
    saturday = date(2027, 12, 25)
    worked = Holiday("调整", date(2027, 12, 20), date(2027, 12, 20), (saturday,))
    off = Holiday("元旦", saturday, date(2028, 1, 1))

    with pytest.raises(CalendarError) as caught:
        join_years([CalendarYear(2027, (), (worked,)), CalendarYear(2028, (), (off,))])

    assert caught.value.problems == ("2027-12-25 既是放假日又是调休上班日",)
