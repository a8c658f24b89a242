"""Read a year's calendar from a parsed TOML document, for shipped files and for an import.

Every problem is listed at once, in words, because the person who types a notice corrects the
whole of it and not one line.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeGuard

from app.policy.calendars import CalendarError, CalendarYear, Holiday, Notice, is_weekend

CITIZENS_HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""The holidays of all citizens: 《全国年节及纪念日放假办法》第二条. Every notice names them all."""

_SECTIONS = {"year", "notices", "holidays"}
_NOTICE = {"title", "document_no", "issued_on"}
_NOTICE_NEEDS = ("title", "issued_on")
_HOLIDAY = ("name", "first", "last", "makeup_workdays")
_DECEMBER = date.max.month


def parse_year(document: Mapping[str, Any]) -> CalendarYear:
    """Return the year described by a parsed TOML document.

    Args:
        document: ``year``, ``[[notices]]`` with ``title``, ``issued_on`` and, where it is known,
            ``document_no``, and ``[[holidays]]`` with ``name``, ``first``, ``last`` and
            ``makeup_workdays``, one for each line of the notice.

    Raises:
        CalendarError: with every problem found.
    """
    problems = list(problems_of_year(document))
    if problems:
        raise CalendarError(problems)
    return CalendarYear(
        year=document["year"],
        notices=tuple(
            Notice(entry["title"], entry.get("document_no", ""), entry["issued_on"])
            for entry in document["notices"]
        ),
        holidays=tuple(_holiday(entry) for entry in document["holidays"]),
    )


def problems_of_year(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield everything that is wrong with a document; nothing for one that can be used."""
    yield from (f"{name} 不是已知的项目" for name in sorted(set(document) - _SECTIONS))
    year = document.get("year")
    if type(year) is not int or not date.min.year < year < date.max.year:
        yield "year 应为年份"
        return
    yield from _problems_of_notices(document.get("notices"), year)
    entries = document.get("holidays")
    if not _is_tables(entries):
        yield "缺少 [[holidays]]，应按通知逐项写明放假安排"
        return
    shape = [problem for entry in entries for problem in _problems_of_shape(entry)]
    yield from shape
    if not shape:
        yield from _problems_of_holidays(tuple(_holiday(entry) for entry in entries), year)


def _problems_of_notices(entries: Any, year: int) -> Iterator[str]:
    if not _is_tables(entries):
        yield "缺少 [[notices]]，应写明所依据的通知"
        return
    for entry in entries:
        yield from (f"通知的 {name} 不是已知的项目" for name in sorted(set(entry) - _NOTICE))
        yield from (f"通知缺少 {name}" for name in _NOTICE_NEEDS if not entry.get(name))
        yield from (
            f"通知的 {name} 应为一段文字"
            for name in ("title", "document_no")
            if not isinstance(entry.get(name, ""), str)
        )
        issued_on = entry.get("issued_on")
        if issued_on and type(issued_on) is not date:
            yield "通知的 issued_on 应为日期"
        elif issued_on and issued_on.year > year:
            yield f"通知的日期 {issued_on} 晚于{year}年"


def _problems_of_shape(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what keeps an entry from being read as a holiday at all."""
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        yield "有一项放假安排缺少 name"
        return
    yield from (f"{name} 的 {key} 不是已知的项目" for key in sorted(set(entry) - set(_HOLIDAY)))
    yield from (
        f"{name} 的 {key} 应为日期" for key in ("first", "last") if type(entry.get(key)) is not date
    )
    worked = entry.get("makeup_workdays")
    if not isinstance(worked, list) or any(type(day) is not date for day in worked):
        yield f"{name} 的 makeup_workdays 应为日期列表，没有调休上班日时写 []"


def _problems_of_holidays(holidays: tuple[Holiday, ...], year: int) -> Iterator[str]:
    for holiday in holidays:
        yield from _problems_of_range(holiday, year)
        for day in holiday.makeup_workdays:
            if not _belongs(day, year):
                yield f"{holiday.name}的调休上班日 {day} 不在{year}年"
            if not is_weekend(day):
                yield f"{holiday.name}的调休上班日 {day} 不是周六或者周日"
    worked = [day for holiday in holidays for day in holiday.makeup_workdays]
    off = [day for holiday in holidays for day in _days_of(holiday, year)]
    yield from (f"放假日 {day} 重复出现" for day in _repeated(off))
    yield from (f"调休上班日 {day} 重复出现" for day in _repeated(worked))
    yield from (f"{day} 既是放假日又是调休上班日" for day in sorted({*off} & {*worked}))
    named = [name for holiday in holidays for name in holiday.name.split("、")]
    yield from (f"{name}重复出现" for name in _repeated(named))
    yield from (f"缺少{name}的放假安排" for name in CITIZENS_HOLIDAYS if name not in named)


def _problems_of_range(holiday: Holiday, year: int) -> Iterator[str]:
    if holiday.first > holiday.last:
        yield f"{holiday.name}的起止日期颠倒：{holiday.first} 晚于 {holiday.last}"
        return
    if holiday.last.year != year or not _belongs(holiday.first, year):
        yield f"{holiday.name}（{holiday.first} 至 {holiday.last}）不在{year}年"


def _belongs(day: date, year: int) -> bool:
    """Whether a notice for ``year`` can speak of ``day``: New Year's may start in December."""
    return day.year == year or (day.year == year - 1 and day.month == _DECEMBER)


def _days_of(holiday: Holiday, year: int) -> tuple[date, ...]:
    """Return the days off, or none where the range is wrong and has been named already."""
    return () if any(_problems_of_range(holiday, year)) else tuple(holiday.days())


def _repeated(values: list[Any]) -> list[Any]:
    return sorted(value for value, times in Counter(values).items() if times > 1)


def _is_tables(entries: Any) -> TypeGuard[list[Mapping[str, Any]]]:
    return (
        isinstance(entries, list)
        and bool(entries)
        and all(isinstance(entry, Mapping) for entry in entries)
    )


def _holiday(entry: Mapping[str, Any]) -> Holiday:
    worked = tuple(entry["makeup_workdays"])
    return Holiday(entry["name"], entry["first"], entry["last"], worked)
