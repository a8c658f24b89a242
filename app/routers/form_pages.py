"""A form as a page: its fields as data, read with sentences about what is wrong, shown again.

Every form of the device registry is one of these: it works without scripts, keeps what was typed
and names each field that needs mending.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from app.clock import SHANGHAI, is_expressible
from app.routers.forms import FieldError
from app.routers.inbox import Option

_MOST_YUAN = Decimal("9999999999.99")


class FieldKind(StrEnum):
    """What a field asks for, and so what reading it returns."""

    AREA = "area"
    CHOICE = "choice"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field; ``value`` is what stands in it when the form is first opened."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    is_required: bool = True
    help: str = ""
    options: tuple[Option, ...] = ()
    value: str = ""
    longest: int = 100


@dataclass(frozen=True, slots=True)
class FormPage:
    """Context of ``devices/form.html``; ``trail`` are the pages above it with their addresses."""

    title: str
    lead: str
    trail: tuple[tuple[str, str], ...]
    fields: tuple[FormField, ...]
    submit: str
    back: str
    basis: tuple[str, ...] = ()
    warning: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()

    def shown(self, asked: FormField) -> str:
        """Return what stands in a field: what was typed, or what it began with."""
        return self.values.get(asked.name, asked.value)


def read_form(
    fields: Sequence[FormField], typed: Mapping[str, str]
) -> tuple[dict[str, Any], tuple[FieldError, ...]]:
    """Return the values by field name, ``None`` where an optional one is open, and what is wrong.

    TEXT, AREA and CHOICE give ``str`` (open: empty), DAY a ``date``, MOMENT an aware ``datetime``,
    MONEY a ``Decimal`` of at most two places, NUMBER an ``int``.
    """
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for asked in fields:
        text = typed.get(asked.name, "").strip()
        if not text:
            values[asked.name] = "" if asked.kind in _TEXTS else None
            if asked.is_required:
                errors.append(FieldError(asked.name, f"请填写“{asked.label}”。"))
            continue
        if len(text) > asked.longest:
            errors.append(
                FieldError(asked.name, f"“{asked.label}”最多 {asked.longest} 个字，请缩短。")
            )
            continue
        value = _READERS[asked.kind](text, asked)
        if value is None:
            errors.append(FieldError(asked.name, _ADVICE[asked.kind].format(asked.label)))
        values[asked.name] = value
    return values, tuple(errors)


def _day(text: str, _asked: FormField) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 9999 else None


def _moment(text: str, _asked: FormField) -> datetime | None:
    """Read what a ``datetime-local`` field sends: a time of Asia/Shanghai without its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None or not 1900 < moment.year < 9999:
        return None
    return moment.replace(tzinfo=SHANGHAI).astimezone(UTC) if is_expressible(moment) else None


def _money(text: str, _asked: FormField) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    is_plain = amount.is_finite() and 0 <= amount <= _MOST_YUAN
    return amount if is_plain and amount == round(amount, 2) else None


def _number(text: str, _asked: FormField) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _choice(text: str, asked: FormField) -> str | None:
    return text if text in {option.value for option in asked.options} else None


_TEXTS = frozenset({FieldKind.AREA, FieldKind.CHOICE, FieldKind.TEXT})
_READERS: Mapping[FieldKind, Callable[[str, FormField], Any]] = {
    FieldKind.AREA: lambda text, _asked: text,
    FieldKind.CHOICE: _choice,
    FieldKind.DAY: _day,
    FieldKind.MOMENT: _moment,
    FieldKind.MONEY: _money,
    FieldKind.NUMBER: _number,
    FieldKind.TEXT: lambda text, _asked: text,
}
_ADVICE = {
    FieldKind.CHOICE: "请从列表中选择“{}”。",
    FieldKind.DAY: "“{}”请写成“年-月-日”，例如 2026-11-21。",
    FieldKind.MOMENT: "“{}”请写成“年-月-日 时:分”，例如 2026-11-21 09:30。",
    FieldKind.MONEY: "“{}”请写成金额，单位为元，最多两位小数，例如 1280.00。",
    FieldKind.NUMBER: "“{}”请写成整数。",
}
