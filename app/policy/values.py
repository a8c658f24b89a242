"""What a value of a pack can be, and when one value is stricter than another.

A kind reads the raw value of a TOML file, says what is wrong with it, and compares two values.
``stricter`` returns ``None`` where nobody can say which is: then the agency decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from app.policy.vocabulary import Role


class Clock(StrEnum):
    """How time is counted: working days of the calendar, or hours that run through nights."""

    HOUR = "hour"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class Term:
    """A time allowed (期限). No working day at all means until the end of the same day."""

    count: int
    clock: Clock


class Keeping(StrEnum):
    """How a keeping period (保存期限) is meant, from the shortest to the longest."""

    FIXED = "fixed"
    """So many months, then a person appraises what is kept on."""
    AT_LEAST = "at_least"
    """Not less than so many months; when it ends is for the agency to say."""
    AS_CASE_FILE = "as_case_file"
    """As long as the case file, whose own period the agency sets."""
    LONG_TERM = "long_term"
    """No end of its own; a person appraises from time to time."""


@dataclass(frozen=True, slots=True)
class Period:
    """How long something is kept. ``months`` is given where the kind counts months."""

    keeping: Keeping
    months: int | None = None


Row = tuple[str, ...]
Value = str | int | tuple[str, ...] | tuple[Row, ...] | Term | Period


class Kind(Protocol):
    """One kind of value."""

    def problem(self, raw: Any) -> str:
        """Return what is wrong with a raw value, in words; nothing when it can be read."""

    def read(self, raw: Any) -> Value:
        """Return the value. ``problem`` has been asked first."""

    def stricter(self, one: Any, other: Any) -> Any | None:
        """Return the stricter of two values, or ``None`` when they cannot be compared."""


HOURS_OF_A_DAY = 24
MOST_DAYS = 366
MOST_MONTHS = 1200
"""No regulation allows more than a year or keeps for more than a hundred; a calendar ends too."""
PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Words:
    """A name or a sentence. Two different ones cannot be compared."""

    def problem(self, raw: Any) -> str:
        return "" if isinstance(raw, str) and raw.strip() else "应为一段文字"

    def read(self, raw: Any) -> Value:
        return str(raw)

    def stricter(self, one: Any, other: Any) -> Any | None:
        return one if one == other else None


@dataclass(frozen=True, slots=True)
class OneRole:
    """One of the product's roles, which the agency's own people are appointed to."""

    def problem(self, raw: Any) -> str:
        known = isinstance(raw, str) and raw in {role.value for role in Role}
        return "" if known else f"{raw!r} 不是已知的角色"

    def read(self, raw: Any) -> Value:
        return str(raw)

    def stricter(self, one: Any, other: Any) -> Any | None:
        return one if one == other else None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words. ``ranked``: written from the mildest to the strictest."""

    words: tuple[str, ...]
    ranked: bool = False

    def problem(self, raw: Any) -> str:
        if isinstance(raw, str) and raw in self.words:
            return ""
        return f"{raw!r} 不在可选值（{'、'.join(self.words)}）之中"

    def read(self, raw: Any) -> Value:
        return str(raw)

    def stricter(self, one: Any, other: Any) -> Any | None:
        if one == other:
            return one
        return max(one, other, key=self.words.index) if self.ranked else None


@dataclass(frozen=True, slots=True)
class Several:
    """Several of a known set of words.

    Duties ask for more the more they are. ``permits``: the words are what is allowed, so the
    stricter of two lists is what both allow, and lists with nothing in common do not compare.
    """

    words: tuple[str, ...]
    permits: bool = False

    def problem(self, raw: Any) -> str:
        if not isinstance(raw, list) or not raw:
            return "应为列表，至少一项"
        unknown = [item for item in raw if item not in self.words]
        if unknown:
            return f"{unknown!r} 不在可选值（{'、'.join(self.words)}）之中"
        return "列表中有重复的项" if len(set(raw)) < len(raw) else ""

    def read(self, raw: Any) -> Value:
        return tuple(raw)

    def stricter(self, one: Any, other: Any) -> Any | None:
        if self.permits:
            return tuple(item for item in one if item in other) or None
        return (*one, *(item for item in other if item not in one))


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of names in the regulation's own words, such as the laws it rests on."""

    def problem(self, raw: Any) -> str:
        named = isinstance(raw, list) and raw and all(isinstance(i, str) and i for i in raw)
        return "" if named else "应为文字列表，至少一项"

    def read(self, raw: Any) -> Value:
        return tuple(raw)

    def stricter(self, one: Any, other: Any) -> Any | None:
        return (*one, *(item for item in other if item not in one))


@dataclass(frozen=True, slots=True)
class Rows:
    """A table in the regulation's own words, each row as long as the first.

    ``last_words``: what the last cell of a row may say, where a rule reads it.
    """

    last_words: tuple[str, ...] = ()

    def problem(self, raw: Any) -> str:
        if not isinstance(raw, list) or not raw or not all(_is_row(row) for row in raw):
            return "应为表格，每行一个列表"
        if len({len(row) for row in raw}) > 1:
            return "各行的列数不一致"
        unknown = [row[-1] for row in raw if self.last_words and row[-1] not in self.last_words]
        return f"{unknown!r} 不在可选值（{'、'.join(self.last_words)}）之中" if unknown else ""

    def read(self, raw: Any) -> Value:
        return tuple(tuple(str(cell) for cell in row) for row in raw)

    def stricter(self, one: Any, other: Any) -> Any | None:
        return (*one, *(row for row in other if row not in one))


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number of ``unit``; ``more_is_stricter`` says which way is stricter."""

    unit: str
    more_is_stricter: bool
    least: int = 1
    most: int | None = None

    def problem(self, raw: Any) -> str:
        if type(raw) is not int or raw < self.least:
            return f"应为不小于 {self.least} 的整数（单位：{self.unit}）"
        if self.most is not None and raw > self.most:
            return f"不能大于 {self.most}（单位：{self.unit}）"
        return ""

    def read(self, raw: Any) -> Value:
        return int(raw)

    def stricter(self, one: Any, other: Any) -> Any | None:
        return max(one, other) if self.more_is_stricter else min(one, other)


@dataclass(frozen=True, slots=True)
class TermKind:
    """``{count = 2, unit = "working_day"}``; the shorter one is stricter."""

    def problem(self, raw: Any) -> str:
        if not _has_keys(raw, {"count", "unit"}):
            return "应写作 { count = 数量, unit = 单位 }"
        if raw["unit"] not in tuple(Clock):
            return f"单位 {raw['unit']!r} 不在可选值（{'、'.join(Clock)}）之中"
        least = 0 if raw["unit"] == Clock.WORKING_DAY else 1
        if type(raw["count"]) is not int or raw["count"] < least:
            return f"数量应为不小于 {least} 的整数"
        most = MOST_DAYS * (HOURS_OF_A_DAY if raw["unit"] == Clock.HOUR else 1)
        return f"数量不能大于 {most}" if raw["count"] > most else ""

    def read(self, raw: Any) -> Value:
        return Term(raw["count"], Clock(raw["unit"]))

    def stricter(self, one: Any, other: Any) -> Any | None:
        """Compare hours with working days only where it holds on every day of the calendar.

        So many working days last at least as many times 24 hours, except that the end of the
        same day is never later than 24 hours; with holidays they last longer without bound.
        """
        if one.clock is other.clock:
            return min(one, other, key=lambda term: term.count)
        hours, days = (one, other) if one.clock is Clock.HOUR else (other, one)
        if days.count == 0:
            return days if hours.count >= HOURS_OF_A_DAY else None
        return hours if hours.count <= days.count * HOURS_OF_A_DAY else None


@dataclass(frozen=True, slots=True)
class PeriodKind:
    """``{keeping = "at_least", months = 6}``; the longer one is stricter."""

    def problem(self, raw: Any) -> str:
        if not isinstance(raw, Mapping) or raw.get("keeping") not in tuple(Keeping):
            return f"应写作 {{ keeping = 方式, months = 月数 }}，方式为 {'、'.join(Keeping)} 之一"
        counts = raw["keeping"] in {Keeping.FIXED, Keeping.AT_LEAST}
        if not _has_keys(raw, {"keeping", "months"} if counts else {"keeping"}):
            return "该方式应写明月数（months）" if counts else "该方式不写月数"
        if counts and (type(raw["months"]) is not int or raw["months"] < 1):
            return "月数应为正整数（单位：月）"
        if counts and raw["months"] > MOST_MONTHS:
            return f"月数不能大于 {MOST_MONTHS}（单位：月）"
        return ""

    def read(self, raw: Any) -> Value:
        return Period(Keeping(raw["keeping"]), raw.get("months"))

    def stricter(self, one: Any, other: Any) -> Any | None:
        """Return the longer, of equal ones the first.

        A number of months and a case file's own period do not compare.
        """
        if one == other:
            return one
        if Keeping.LONG_TERM in {one.keeping, other.keeping}:
            return one if one.keeping is Keeping.LONG_TERM else other
        if one.months is None or other.months is None:
            return None
        # Both are kept to; whether it ends there is for the nearer text, or the agency, to say.
        return one if one.months >= other.months else other


def _is_row(raw: Any) -> bool:
    return isinstance(raw, list) and bool(raw)


def _has_keys(raw: Any, wanted: set[str]) -> bool:
    return isinstance(raw, Mapping) and set(raw) == wanted
