"""Sheets that were checked and wait for their owner's yes; for every kind of import."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.documents.xlsx_in import RowProblem
from app.errors import NotFoundError
from app.models import ImportBatch
from app.policy.actor import Actor
from app.policy.vocabulary import ImportKind

KEPT_FOR = timedelta(hours=1)
MAX_ROWS = 5000
"""Rows of one sheet, of whatever kind."""
_GONE = "这份待确认的导入已经用过或者超过 1 小时，请重新上传表格。已经导入的内容不受影响。"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a sheet said: the faultless rows in the words of its kind, and every problem."""

    rows: tuple[dict[str, Any], ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """A checked sheet as its owner finds it again."""

    id: UUID
    unit_id: UUID
    sheet: bytes
    checked: Checked
    expires_at: datetime


async def keep_batch(
    session: AsyncSession,
    actor: Actor,
    kind: ImportKind,
    unit_id: UUID,
    checked: Checked,
    *,
    sheet: bytes,
    now: datetime,
) -> UUID:
    """Keep a checked sheet for an hour; what its owner had waiting before is dropped."""
    await session.execute(
        delete(ImportBatch).where(
            or_(
                ImportBatch.expires_at <= now,
                (ImportBatch.person_id == actor.id) & (ImportBatch.kind == kind.value),
            )
        )
    )
    row = ImportBatch(
        id=ids.new_id(),
        kind=kind.value,
        unit_id=unit_id,
        person_id=actor.id,
        sheet=sheet,
        content=list(checked.rows),
        problems=[asdict(problem) for problem in checked.problems],
        created_at=now,
        expires_at=now + KEPT_FOR,
    )
    session.add(row)
    await session.flush()
    return row.id


async def find_batch(
    session: AsyncSession, actor: Actor, kind: ImportKind, batch_id: UUID, now: datetime
) -> Batch:
    """Return a sheet that this actor may still confirm; nobody finds another's.

    Raises:
        NotFoundError: there is none, it has expired, or it is somebody else's.
    """
    row = await session.scalar(select(ImportBatch).where(*_living(actor, kind, batch_id, now)))
    if row is None:
        raise NotFoundError(_GONE)
    return _batch(row)


async def take_batch(
    session: AsyncSession, actor: Actor, kind: ImportKind, batch_id: UUID, now: datetime
) -> Batch:
    """Return a sheet for its one use, and delete it: whoever confirms twice finds nothing.

    Raises:
        NotFoundError: there is none, it has expired, or it is somebody else's.
    """
    living = _living(actor, kind, batch_id, now)
    row = await session.scalar(delete(ImportBatch).where(*living).returning(ImportBatch))
    if row is None:
        raise NotFoundError(_GONE)
    return _batch(row)


def _living(
    actor: Actor, kind: ImportKind, batch_id: UUID, now: datetime
) -> tuple[ColumnElement[bool], ...]:
    return (
        ImportBatch.id == batch_id,
        ImportBatch.person_id == actor.id,
        ImportBatch.kind == kind.value,
        ImportBatch.expires_at > now,
    )


def _batch(row: ImportBatch) -> Batch:
    problems: Sequence[dict[str, Any]] = row.problems
    return Batch(
        id=row.id,
        unit_id=row.unit_id,
        sheet=row.sheet,
        checked=Checked(tuple(row.content), tuple(RowProblem(**item) for item in problems)),
        expires_at=row.expires_at,
    )
