"""What a posted form says: values, and sentences about what has to be mended.

``read_form`` reads fields that say themselves what they ask for. ``Entered`` is for forms whose
fields depend on each other or on what the verb takes.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from app.clock import SHANGHAI, is_expressible
from app.numerals import narrow, whole_number
from app.people.admitting import MAX_TEXT
from app.people.problems import FieldProblem
from app.routers.form_page import Field, FieldKind
from app.routers.forms import FieldError

E = TypeVar("E", bound=StrEnum)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MOST_YUAN = Decimal("9999999999.99")
_ACTS = {FieldKind.CHECK: "勾选", FieldKind.CHOICE: "选择"}
"""What people do to a field that nothing is typed into."""


def read_form(
    fields: Sequence[Field], typed: Mapping[str, str]
) -> tuple[dict[str, Any], tuple[FieldError, ...]]:
    """Return the values by field name, ``None`` where an optional one is open, and what is wrong.

    AREA, CHECK, CHOICE and TEXT give ``str`` (open: empty), DAY a ``date``, MOMENT an aware
    ``datetime``, MONEY a ``Decimal`` of at most two places, NUMBER an ``int``.
    """
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for asked in fields:
        text = typed.get(asked.name, "").strip()
        if not text:
            values[asked.name] = "" if asked.kind in _TEXTS else None
            if asked.is_required:
                act = _ACTS.get(asked.kind, "填写")
                errors.append(FieldError(asked.name, f"请{act}“{asked.label}”。"))
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


def _day(text: str, _asked: Field) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 9999 else None


def _moment(text: str, _asked: Field) -> datetime | None:
    """Read what a ``datetime-local`` field sends: a time of Asia/Shanghai without its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None or not 1900 < moment.year < 9999:
        return None
    return moment.replace(tzinfo=SHANGHAI).astimezone(UTC) if is_expressible(moment) else None


def _money(text: str, _asked: Field) -> Decimal | None:
    try:
        amount = Decimal(narrow(text).replace(",", ""))
    except InvalidOperation:
        return None
    is_plain = amount.is_finite() and 0 <= amount <= _MOST_YUAN
    return amount if is_plain and amount == round(amount, 2) else None


def _number(text: str, _asked: Field) -> int | None:
    return whole_number(text, 9)


def _choice(text: str, asked: Field) -> str | None:
    return text if text in {option.value for option in asked.options} else None


_TEXTS = frozenset({FieldKind.AREA, FieldKind.CHECK, FieldKind.CHOICE, FieldKind.TEXT})
_READERS: Mapping[FieldKind, Callable[[str, Field], Any]] = {
    FieldKind.AREA: lambda text, _asked: text,
    FieldKind.CHECK: lambda text, _asked: text,
    FieldKind.CHOICE: _choice,
    FieldKind.DAY: _day,
    FieldKind.MOMENT: _moment,
    FieldKind.MONEY: _money,
    FieldKind.NUMBER: _number,
    FieldKind.TEXT: lambda text, _asked: text,
}
_ADVICE = {
    FieldKind.CHOICE: "请从列表中选择“{}”。",
    FieldKind.DAY: "“{}”请写成“年-月-日”，例如 2026-11-21；年份从 1901 到 9998。",
    FieldKind.MOMENT: "“{}”请写成“年-月-日 时:分”，例如 2026-11-21 09:30。",
    FieldKind.MONEY: "“{}”请写成金额，单位为元，最多两位小数，例如 1280.00。",
    FieldKind.NUMBER: "“{}”请写成整数。",
}


class Entered:
    """The fields of a posted form, read into values; what cannot be read becomes a problem."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self.problems: list[FieldProblem] = []

    def text(self, name: str) -> str:
        """Return a text; empty when it is not there."""
        return self._fields.get(name, "")

    def needed(self, name: str, what: str) -> str:
        """Return a text that has to be there."""
        if not self.text(name):
            self.problems.append(FieldProblem(name, f"请填写{what}。"))
        return self.short(name, what)

    def short(self, name: str, what: str) -> str:
        """Return a text that fits into a table; it may be empty."""
        if len(self.text(name)) > MAX_TEXT:
            self.problems.append(FieldProblem(name, f"{what}最长 {MAX_TEXT} 个字，请缩短。"))
        return self.text(name)

    def day(self, name: str, what: str) -> date:
        """Return a day that has to be there."""
        day = self.maybe_day(name, what)
        if day is None and not self.text(name):
            self.problems.append(FieldProblem(name, f"请填写{what}。"))
        return day or date.min

    def maybe_day(self, name: str, what: str) -> date | None:
        """Return a day that may be left empty."""
        if not self.text(name):
            return None
        try:
            day = date.fromisoformat(self.text(name))
            if _FIRST_YEAR <= day.year <= _LAST_YEAR:
                return day
        except ValueError:
            pass
        message = f"{what}请写成“年-月-日”，例如 2026-11-21；年份从 {_FIRST_YEAR} 到 {_LAST_YEAR}。"
        self.problems.append(FieldProblem(name, message))
        return None

    def key(self, name: str, what: str) -> UUID:
        """Return the id of something that has to be chosen."""
        found = self.maybe_key(name)
        if found is None:
            self.problems.append(FieldProblem(name, f"请选择{what}。"))
        return found or UUID(int=0)

    def maybe_key(self, name: str) -> UUID | None:
        """Return the id of something that may be left open."""
        try:
            return UUID(self.text(name))
        except ValueError:
            return None

    def member(self, name: str, kind: type[E], what: str) -> E:
        """Return a choice that has to be made."""
        if self.text(name) in set(kind):
            return kind(self.text(name))
        self.problems.append(FieldProblem(name, f"请选择{what}。"))
        return next(iter(kind))

    def ticked(self, prefix: str) -> frozenset[UUID]:
        """Return the ids in the names of ticked boxes; a name that holds none is passed over."""
        found = set()
        for name in self._fields:
            if name.startswith(prefix):
                try:
                    found.add(UUID(name.removeprefix(prefix)))
                except ValueError:
                    continue
        return frozenset(found)

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """Return the problems as a form shows them."""
        return tuple(FieldError(problem.field, problem.message) for problem in self.problems)
