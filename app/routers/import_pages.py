"""The two pages of every import: hand out the form and take it back; check before the yes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.documents.sheets import Column
from app.documents.xlsx_in import RowProblem
from app.people.batches import MAX_ROWS, Batch
from app.routers.form_page import Choice

_SHOWN = 100
"""How many problems the page lists; the error sheet has all of them."""
_SAMPLE = 20
_MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ImportWords:
    """What one import is called, where it lies, and which list it fills.

    ``measure`` counts what is imported; ``after`` tells what to do when it is done.
    """

    title: str
    address: str
    list_name: str
    list_address: str
    measure: str
    how: str
    after: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Context of ``imports/start.html``; ``unit`` is the one whose form is offered, if any."""

    words: ImportWords
    imported: int
    problem: str
    units: tuple[Choice, ...] = ()
    unit: str = ""
    max_rows: int = MAX_ROWS

    @property
    def form_name(self) -> str:
        """Return what the form is called."""
        names = [choice.text for choice in self.units if choice.value == self.unit]
        return f"“{names[0]}”的导入表" if names else "导入表"

    @property
    def query(self) -> str:
        """Return what names the unit in an address."""
        return f"?unit={self.unit}" if self.unit else ""


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One fault of the sheet, with the title of its column."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """Context of ``imports/preview.html``; a line of ``sample`` is a name and a mark."""

    words: ImportWords
    batch_id: UUID
    what: str
    fresh: int
    faulty: int
    problems: tuple[ProblemLine, ...]
    more: int
    sample: tuple[tuple[str, str], ...]
    expires_at: datetime


def preview_of(
    words: ImportWords,
    batch: Batch,
    columns: Sequence[Column],
    what: str,
    in_short: Callable[[Mapping[str, Any]], tuple[str, str]],
) -> PreviewPage:
    """Return what would be imported and what is wrong; ``in_short`` shortens a row."""
    titles = {column.key: column.title for column in columns}
    problems = batch.checked.problems
    return PreviewPage(
        words=words,
        batch_id=batch.id,
        what=what,
        fresh=len(batch.checked.rows),
        faulty=len({problem.row for problem in problems}),
        problems=tuple(_line(problem, titles) for problem in problems[:_SHOWN]),
        more=max(0, len(problems) - _SHOWN),
        sample=tuple(in_short(row) for row in batch.checked.rows[:_SAMPLE]),
        expires_at=batch.expires_at,
    )


def imported_count(text: str) -> int:
    """Return the number in the address after an import; anything else is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def _line(problem: RowProblem, titles: Mapping[str, str]) -> ProblemLine:
    return ProblemLine(problem.row, titles.get(problem.column or "", "整行"), problem.message)
