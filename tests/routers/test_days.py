from datetime import UTC, date, datetime

import pytest

from app.routers.days import day_began, midnight, read_day


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "0001-01-01", "9999-12-31", "heute"],
    ids=["no day", "first", "last", "word"],
)
def test_what_is_no_day_of_ours_is_named(text: str) -> None:
    problems: list[str] = []

    day = read_day(text, "开始日期", problems)

    assert day is None
    assert problems == ["开始日期没有写成“年-月-日”的形式，这次没有按它筛选。"]


def test_an_open_day_is_no_problem() -> None:
    problems: list[str] = []

    day = read_day("", "开始日期", problems)

    assert (day, midnight(day), problems) == (None, None, [])


def test_a_day_begins_at_midnight_in_ruzhou() -> None:
    expected = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)

    assert midnight(date(2026, 11, 21)) == expected
    assert day_began(datetime(2026, 11, 20, 16, 0, tzinfo=UTC)) == expected
    assert day_began(datetime(2026, 11, 21, 15, 59, tzinfo=UTC)) == expected
