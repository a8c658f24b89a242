"""The calendars that ship can be used, and say what the State Council's notices say."""

from datetime import date

import pytest

from app.calendars.load import read_calendar, read_year, shipped_years
from app.policy.calendar_parsing import CITIZENS_HOLIDAYS


def test_no_year_is_missing_from_2020_to_2026() -> None:
    assert shipped_years() == (2020, 2021, 2022, 2023, 2024, 2025, 2026)


@pytest.mark.parametrize("year", shipped_years())
def test_a_shipped_year_names_its_notice_and_every_holiday(year: int) -> None:
    found = read_year(year)

    assert found.year == year
    assert found.notices[0].title == f"国务院办公厅关于{year}年部分节假日安排的通知"
    assert all(notice.document_no.startswith("国办发明电〔") for notice in found.notices)
    assert set("、".join(each.name for each in found.holidays).split("、")) == set(
        CITIZENS_HOLIDAYS
    )


@pytest.mark.parametrize(
    ("year", "days_off", "makeup_workdays"),
    [
        pytest.param(2020, 30, 6, id="2020, with the three days added to the Spring Festival"),
        pytest.param(2021, 31, 7, id="2021"),
        pytest.param(2022, 31, 7, id="2022"),
        pytest.param(2023, 27, 7, id="2023, with 31 December 2022"),
        pytest.param(2024, 28, 8, id="2024"),
        pytest.param(2025, 28, 5, id="2025"),
        pytest.param(2026, 33, 6, id="2026"),
    ],
)
def test_a_notice_gives_so_many_days(year: int, days_off: int, makeup_workdays: int) -> None:
    holidays = read_year(year).holidays

    assert sum(len([*each.days()]) for each in holidays) == days_off
    assert sum(len(each.makeup_workdays) for each in holidays) == makeup_workdays


@pytest.mark.parametrize(
    ("year", "working_days"),
    [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_a_year_has_so_many_working_days(year: int, working_days: int) -> None:
    calendar = read_calendar()
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = (date.fromordinal(number) for number in range(first, last + 1))

    assert sum(calendar.is_working_day(day) for day in days) == working_days


def test_two_notices_made_the_spring_festival_of_2020() -> None:
    numbers = [notice.document_no for notice in read_year(2020).notices]

    assert numbers == ["国办发明电〔2019〕16号", "国办发明电〔2020〕1号"]


def test_a_year_without_a_notice_does_not_ship() -> None:
    with pytest.raises(FileNotFoundError):
        read_year(2027)
