"""The filters of the device usage ledger: from the address to the query, and back.

A month stands before single days; without either it is the month of today. What cannot be
understood is named in a sentence and left out, so a mistyped address still shows a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from app.clock import SHANGHAI
from app.devices.usage import UsageFilter
from app.routers.days import midnight, read_day
from app.routers.forms import storable

ADDRESS_NAMES = {"day_from": "from", "day_to": "to"}
_MOST_TYPED = 100


@dataclass(frozen=True, slots=True)
class UsageFields:
    """The filters as they stand in the address, for the form to show again."""

    device: str = ""
    person: str = ""
    unit: str = ""
    month: str = ""
    day_from: str = ""
    day_to: str = ""


@dataclass(frozen=True, slots=True)
class ReadUsage:
    """Everything an address of the ledger says; ``period`` is the span in words."""

    shown: UsageFields
    wanted: UsageFilter
    period: str
    problems: tuple[str, ...]


def read_usage(params: Mapping[str, str], now: datetime) -> ReadUsage:
    """Return what an address asks for; days are those of Asia/Shanghai, both inclusive."""
    shown = UsageFields(
        **{
            field.name: storable(
                params.get(ADDRESS_NAMES.get(field.name, field.name), "").strip()[:_MOST_TYPED]
            )
            for field in fields(UsageFields)
        }
    )
    problems: list[str] = []
    first, last = _days(shown, now, problems)
    if first and last and first > last:
        problems.append("开始日期晚于结束日期，因此没有符合条件的领用。请调整日期。")
    wanted = UsageFilter(
        unit_id=_uuid(shown.unit),
        device_no=shown.device,
        person_name=shown.person,
        since=midnight(first),
        before=midnight(last + timedelta(days=1) if last else None),
    )
    return ReadUsage(shown, wanted, _in_words(first, last), tuple(problems))


def address_of(path: str, shown: UsageFields) -> str:
    """Return the address of the ledger with these filters, open ones left out."""
    pairs = {
        ADDRESS_NAMES.get(field.name, field.name): getattr(shown, field.name)
        for field in fields(UsageFields)
        if getattr(shown, field.name)
    }
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _days(
    shown: UsageFields, now: datetime, problems: list[str]
) -> tuple[date | None, date | None]:
    if shown.month:
        first = read_day(f"{shown.month}-01", "月份", [])
        if first:
            return first, _last_of_month(first)
        problems.append("月份没有写成“年-月”的形式，例如 2026-11；这次没有按它筛选。")
    if shown.day_from or shown.day_to:
        return (
            read_day(shown.day_from, "开始日期", problems),
            read_day(shown.day_to, "结束日期", problems),
        )
    first = now.astimezone(SHANGHAI).date().replace(day=1)
    return first, _last_of_month(first)


def _last_of_month(first: date) -> date:
    """Every month has a 28th, and four days later it is over.

    >>> _last_of_month(date(2028, 2, 1))
    datetime.date(2028, 2, 29)
    """
    next_month = first.replace(day=28) + timedelta(days=4)
    return next_month - timedelta(days=next_month.day)


def _in_words(first: date | None, last: date | None) -> str:
    if first and last:
        return f"{first} 至 {last}"
    if first:
        return f"{first} 起"
    return f"截至 {last}" if last else "全部"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
