"""The filters of the consultation register: from the address to the query, and back.

What cannot be understood is named in a sentence and left out, so that a mistyped address still
shows a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from app.access.register_filter import Order, RegisterFilter
from app.numerals import whole_number
from app.policy.access_words import RegisterKind
from app.routers.days import midnight, read_day
from app.routers.forms import Option, storable

ADDRESS_NAMES = {"day_from": "from", "day_to": "to"}
KIND_CHOICES = tuple(Option(kind.value, kind.label) for kind in RegisterKind)
ORDERS = (Option(Order.NUMBER.value, "按单位和序号"),)
"""Besides the newest first, which is what people get without asking."""
_MOST_TYPED = 100
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


@dataclass(frozen=True, slots=True)
class RegisterFields:
    """The filters as they stand in the address, for the form to show again."""

    text: str = ""
    who: str = ""
    case: str = ""
    person: str = ""
    kind: str = ""
    unit: str = ""
    year: str = ""
    day_from: str = ""
    day_to: str = ""
    order: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing is narrowed."""
        return self == RegisterFields(order=self.order)


@dataclass(frozen=True, slots=True)
class ReadRegister:
    """Everything an address of the register says."""

    shown: RegisterFields
    wanted: RegisterFilter
    order: Order
    after: UUID | None
    problems: tuple[str, ...]


def read_register(params: Mapping[str, str]) -> ReadRegister:
    """Return what an address asks for; days are those of Asia/Shanghai, both inclusive."""
    shown = RegisterFields(
        **{
            field.name: storable(
                params.get(ADDRESS_NAMES.get(field.name, field.name), "").strip()[:_MOST_TYPED]
            )
            for field in fields(RegisterFields)
        }
    )
    problems: list[str] = []
    first = read_day(shown.day_from, "开始日期", problems)
    last = read_day(shown.day_to, "结束日期", problems)
    if first and last and first > last:
        problems.append("开始日期晚于结束日期，因此没有符合条件的登记。请调整日期。")
    wanted = RegisterFilter(
        unit_id=read_id(shown.unit),
        year=_year(shown.year, problems),
        kind=RegisterKind(shown.kind) if shown.kind in set(RegisterKind) else None,
        who=shown.who,
        case=shown.case,
        person=shown.person,
        text=shown.text,
        since=midnight(first),
        before=midnight(last + timedelta(days=1) if last else None),
    )
    return ReadRegister(
        shown,
        wanted,
        order=Order.NUMBER if shown.order == Order.NUMBER else Order.NEWEST,
        after=read_id(params.get("after", "")),
        problems=tuple(problems),
    )


def address_of(path: str, shown: RegisterFields, **more: str) -> str:
    """Return an address with these filters, open ones left out."""
    pairs = {
        ADDRESS_NAMES.get(field.name, field.name): getattr(shown, field.name)
        for field in fields(RegisterFields)
        if getattr(shown, field.name)
    } | more
    return f"{path}?{urlencode(pairs)}" if pairs else path


def read_id(text: str) -> UUID | None:
    """Return the id that an address names; anything else names none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _year(text: str, problems: list[str]) -> int | None:
    if not text:
        return None
    year = whole_number(text, 4)
    if year is not None and _FIRST_YEAR <= year <= _LAST_YEAR:
        return year
    problems.append("年度没有写成四位数字，例如 2026；这次没有按它筛选。")
    return None
