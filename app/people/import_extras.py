"""What other subjects add to the import of people: columns of their own, checked and written."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.sheets import Column
from app.documents.xlsx_in import ImportedRow, RowProblem
from app.policy.actor import Actor


@dataclass(frozen=True, slots=True)
class ExtraColumns:
    """Columns that belong to one other subject.

    ``read`` turns a row into JSON to keep until the import is confirmed; nothing to write is
    ``None``. ``check`` looks at all rows against the database. ``write`` runs in the transaction
    of the import, for the people just registered, and appends its own events.
    """

    key: str
    columns: tuple[Column, ...]
    read: Callable[[ImportedRow], Mapping[str, Any] | None]
    check: Callable[[AsyncSession, Sequence[ImportedRow]], Awaitable[list[RowProblem]]]
    write: Callable[
        [AsyncSession, Actor, Sequence[tuple[UUID, Mapping[str, Any]]], datetime], Awaitable[None]
    ]


EXTRAS: tuple[ExtraColumns, ...] = ()
"""In the order of their columns in the form."""
