"""To what the consultation register is narrowed, and in which order its lines stand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, tuple_

from app.access.numbering import read_number
from app.access.register_columns import RegisterColumns
from app.models import AccessRequest, RegisterLine
from app.policy.access_words import RegisterKind
from app.policy.case_numbers import partly

_COLUMNS = tuple(RegisterColumns().as_json())


class Order(StrEnum):
    """In which order the lines stand."""

    NEWEST = "newest"
    NUMBER = "number"
    """By unit and year, from number 1, as in the paper register."""


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What the register is narrowed to; texts are looked for anywhere in their columns."""

    unit_id: UUID | None = None
    year: int | None = None
    kind: RegisterKind | None = None
    who: str = ""
    """The applicant or their unit."""
    case: str = ""
    person: str = ""
    """Who approved, or who kept the register."""
    text: str = ""
    """Anywhere in a line, or the number of the request that it came from."""
    since: datetime | None = None
    before: datetime | None = None


def sorting(order: Order) -> tuple[ColumnElement[Any], ...]:
    """Return by what the lines are sorted."""
    if order is Order.NEWEST:
        return (RegisterLine.at.desc(), RegisterLine.line_no.desc(), RegisterLine.id.desc())
    return (
        RegisterLine.unit_id.asc(),
        RegisterLine.year.asc(),
        RegisterLine.line_no.asc(),
    )


def beyond(edge: RegisterLine, order: Order) -> ColumnElement[bool]:
    """Return the condition that a line stands behind ``edge``."""
    if order is Order.NEWEST:
        place = tuple_(RegisterLine.at, RegisterLine.line_no, RegisterLine.id)
        return place < tuple_(edge.at, edge.line_no, edge.id)
    place = tuple_(RegisterLine.unit_id, RegisterLine.year, RegisterLine.line_no)
    return place > tuple_(edge.unit_id, edge.year, edge.line_no)


def narrow(wanted: RegisterFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter; open parts of it have none."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.unit_id is not None:
        conditions.append(RegisterLine.unit_id == wanted.unit_id)
    if wanted.year is not None:
        conditions.append(RegisterLine.year == wanted.year)
    if wanted.kind is not None:
        conditions.append(RegisterLine.kind == wanted.kind.value)
    if wanted.since is not None:
        conditions.append(RegisterLine.at >= wanted.since)
    if wanted.before is not None:
        conditions.append(RegisterLine.at < wanted.before)
    texts = (
        (wanted.who, ("applicant", "unit")),
        (wanted.case, ("case",)),
        (wanted.person, ("approver", "keeper")),
        (wanted.text, _COLUMNS),
    )
    said = [_holds(text, keys) for text, keys in texts if text]
    number = read_number(wanted.text)
    if number is not None:
        # The number of a request stands in no column: it leads to every line of that request.
        asked = select(AccessRequest.id).where(number.is_asked())
        said[-1] = or_(said[-1], RegisterLine.request_id.in_(asked))
    return [*conditions, *said]


def _holds(text: str, keys: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(
        *(
            RegisterLine.columns[key].astext.icontains(words, autoescape=True)
            for key in keys
            for words in partly(text)
        )
    )
