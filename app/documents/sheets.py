"""What a sheet is, both ways: its columns, and the ledger that is written with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

EXAMPLE_SHEET = "示例"
RULES_SHEET = "填写说明"
ABOUT_SHEET = "说明"
PROBLEMS_SHEET = "问题清单"
SIDE_SHEETS = frozenset({EXAMPLE_SHEET, RULES_SHEET, ABOUT_SHEET, PROBLEMS_SHEET})
"""Sheets of our own that hold no rows to import."""


class ColumnKind(StrEnum):
    """What the cells of a column hold, and so how they are written and understood."""

    TEXT = "text"
    DATE = "date"
    """A day in Shanghai."""
    MOMENT = "moment"
    """Aware; written and read as Shanghai time, handed over in UTC."""
    INTEGER = "integer"
    MONEY = "money"
    """Yuan as ``Decimal`` with at most two places."""
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a ledger or of a form to fill in."""

    key: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 14
    """In characters of the body font; a Chinese character takes two."""
    required: bool = False
    """An import may not leave it empty."""
    choices: tuple[str, ...] = ()
    """The only texts an import may hold; the form offers them as a list."""
    hint: str = ""
    """An example or a rule, shown in the form."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table to print, sign and file.

    Cells stand in column order: str, int, Decimal, date, aware datetime, bool or None.
    """

    title: str
    unit_name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[object]]
    about: tuple[tuple[str, str], ...] = ()
    """Lines of the first sheet: filter, period, exporter, time, article."""
    signatures: tuple[str, ...] = ()
    """Labels of the signature line under the table."""
    made_at: datetime | None = None
    """Stands in the properties of the file; without it a fixed day, so that equal is equal."""
