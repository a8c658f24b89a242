"""A year's calendar is read whole or not at all, and every problem is listed at once."""

import tomllib
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.policy.calendar_parsing import parse_year, problems_of_year
from app.policy.calendars import CalendarError

GOOD: dict[str, Any] = tomllib.loads(
    """
    year = 2027

    [[notices]]
    title = "关于2027年部分节假日安排的通知"
    issued_on = 2026-11-04

    [[holidays]]
    name = "元旦"
    first = 2026-12-31
    last = 2027-01-02
    makeup_workdays = [2026-12-27]

    [[holidays]]
    name = "春节、清明节、劳动节、端午节、中秋节"
    first = 2027-02-05
    last = 2027-02-12
    makeup_workdays = []

    [[holidays]]
    name = "国庆节"
    first = 2027-10-01
    last = 2027-10-07
    makeup_workdays = [2027-09-26, 2027-10-09]
    """
)


def changed(holiday: int, **values: Any) -> dict[str, Any]:
    """Return the good document with some values of one holiday changed."""
    document = deepcopy(GOOD)
    document["holidays"][holiday].update(values)
    return document


def test_a_year_is_read_with_its_notice_and_its_days() -> None:
    year = parse_year(GOOD)

    assert year.year == 2027
    assert [notice.document_no for notice in year.notices] == [""]
    assert [*year.holidays[0].days()] == [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]
    assert year.holidays[2].makeup_workdays == (date(2027, 9, 26), date(2027, 10, 9))


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        pytest.param({}, "year 应为年份", id="nothing at all"),
        pytest.param({**GOOD, "year": "2027"}, "year 应为年份", id="the year is a text"),
        pytest.param({**GOOD, "year": 12027}, "year 应为年份", id="a year nobody will see"),
        pytest.param({**GOOD, "weeks": 1}, "weeks 不是已知的项目", id="an unknown section"),
        pytest.param(
            {**GOOD, "notices": []}, "缺少 [[notices]]，应写明所依据的通知", id="no notice"
        ),
        pytest.param(
            {**GOOD, "notices": [{"title": "通知"}]}, "通知缺少 issued_on", id="an undated notice"
        ),
        pytest.param(
            {**GOOD, "notices": [{"title": "通知", "issued_on": "昨天"}]},
            "通知的 issued_on 应为日期",
            id="a date in words",
        ),
        pytest.param(
            {**GOOD, "notices": [{"title": "通知", "issued_on": date(2028, 1, 1)}]},
            "通知的日期 2028-01-01 晚于2027年",
            id="a notice later than its year",
        ),
        pytest.param(
            {**GOOD, "notices": [{"title": "通知", "issued_on": date(2026, 1, 1), "no": "1"}]},
            "通知的 no 不是已知的项目",
            id="an unknown item of a notice",
        ),
        pytest.param(
            {**GOOD, "notices": [{"title": 1, "issued_on": date(2026, 1, 1)}]},
            "通知的 title 应为一段文字",
            id="a title that is a number",
        ),
        pytest.param(
            {**GOOD, "holidays": "没有"},
            "缺少 [[holidays]]，应按通知逐项写明放假安排",
            id="no holidays",
        ),
        pytest.param(changed(0, name=""), "有一项放假安排缺少 name", id="a holiday without a name"),
        pytest.param(changed(0, days=3), "元旦 的 days 不是已知的项目", id="an unknown item"),
        pytest.param(changed(0, first="元旦"), "元旦 的 first 应为日期", id="a first day in words"),
        pytest.param(
            changed(0, last=datetime(2027, 1, 2, 12, tzinfo=UTC)),
            "元旦 的 last 应为日期",
            id="a last day with an hour",
        ),
        pytest.param(
            changed(0, makeup_workdays=date(2026, 12, 27)),
            "元旦 的 makeup_workdays 应为日期列表，没有调休上班日时写 []",
            id="one make-up day instead of a list",
        ),
        pytest.param(
            changed(2, first=date(2027, 10, 7), last=date(2027, 10, 1)),
            "国庆节的起止日期颠倒：2027-10-07 晚于 2027-10-01",
            id="a range reversed",
        ),
        pytest.param(
            changed(2, first=date(2026, 10, 1), last=date(2026, 10, 7)),
            "国庆节（2026-10-01 至 2026-10-07）不在2027年",
            id="last year's National Day",
        ),
        pytest.param(
            changed(2, first=date(2027, 10, 1), last=date(2028, 10, 7)),
            "国庆节（2027-10-01 至 2028-10-07）不在2027年",
            id="a holiday of a year and a week",
        ),
        pytest.param(
            changed(2, makeup_workdays=[date(2026, 9, 26)]),
            "国庆节的调休上班日 2026-09-26 不在2027年",
            id="last year's make-up day",
        ),
        pytest.param(
            changed(2, makeup_workdays=[date(2027, 9, 27)]),
            "国庆节的调休上班日 2027-09-27 不是周六或者周日",
            id="a make-up day that is a Monday",
        ),
        pytest.param(
            changed(2, makeup_workdays=[date(2027, 10, 9), date(2027, 10, 9)]),
            "调休上班日 2027-10-09 重复出现",
            id="a make-up day twice",
        ),
        pytest.param(
            changed(2, makeup_workdays=[date(2027, 10, 2)]),
            "2027-10-02 既是放假日又是调休上班日",
            id="a day both off and worked",
        ),
        pytest.param(
            changed(2, first=date(2027, 2, 12)), "放假日 2027-02-12 重复出现", id="two overlap"
        ),
        pytest.param(
            changed(2, name="国庆节、元旦"), "元旦重复出现", id="a holiday under two entries"
        ),
        pytest.param(
            changed(2, name="抗战胜利纪念日"), "缺少国庆节的放假安排", id="a holiday is missing"
        ),
    ],
)
def test_a_bad_document_is_told_what_is_wrong(document: dict[str, Any], problem: str) -> None:
    assert problem in [*problems_of_year(document)]


def test_every_problem_is_listed_at_once() -> None:
    document = changed(
        2, first=date(2027, 10, 7), last=date(2027, 10, 1), makeup_workdays=[date(2027, 9, 27)]
    )

    with pytest.raises(CalendarError) as caught:
        parse_year(document | {"notices": []})

    assert caught.value.problems == (
        "缺少 [[notices]]，应写明所依据的通知",
        "国庆节的起止日期颠倒：2027-10-07 晚于 2027-10-01",
        "国庆节的调休上班日 2027-09-27 不是周六或者周日",
    )
