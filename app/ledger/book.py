"""Append to the ledger and read it back. Appending is a plain insert: no lock, no previous hash.

Promise P5: the event stands in the same transaction as the act. If it cannot be written, the act
does not happen.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.ledger.entry import Entry, canonical_bytes
from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent
from app.policy.actor import Actor

_FEW = 20


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One event as it is shown to people; ``detail`` is what the canonical bytes hold."""

    id: UUID
    seq: int
    kind: LedgerKind
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    credential_id: UUID | None
    subject_id: UUID | None
    detail: Mapping[str, Any]


async def append(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    *,
    unit_id: UUID | None,
    subject_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
    now: datetime,
) -> UUID:
    """Insert one event into the caller's transaction and return its id.

    Server time and transaction id are set by a trigger; the application role may insert only the
    named columns and can neither change nor remove a row.
    """
    entry = Entry(
        id=ids.new_id(),
        kind=kind,
        at=now,
        actor=actor,
        unit_id=unit_id,
        subject_id=subject_id,
        detail=detail or {},
    )
    await session.execute(
        insert(LedgerEvent).values(
            id=entry.id,
            kind=kind.value,
            unit_id=unit_id,
            actor_id=actor.id,
            subject_id=subject_id,
            body=canonical_bytes(entry),
        )
    )
    return entry.id


async def history_of(
    session: AsyncSession, *subject_ids: UUID, limit: int = 200
) -> list[LedgerLine]:
    """Return the events about the subjects, oldest first."""
    rows = await session.scalars(
        select(LedgerEvent)
        .where(LedgerEvent.subject_id.in_(subject_ids))
        .order_by(LedgerEvent.seq)
        .limit(limit)
    )
    return [_line(row) for row in rows]


async def recent_acts(
    session: AsyncSession, kind: LedgerKind, *, actor_id: UUID | None, subject_id: UUID
) -> list[LedgerLine]:
    """Return the last few events in which this actor did this to this subject, newest first."""
    rows = await session.scalars(
        select(LedgerEvent)
        .where(
            LedgerEvent.subject_id == subject_id,
            LedgerEvent.actor_id == actor_id,
            LedgerEvent.kind == kind.value,
        )
        .order_by(LedgerEvent.seq.desc())
        .limit(_FEW)
    )
    return [_line(row) for row in rows]


async def latest(
    session: AsyncSession, *, before_seq: int | None = None, limit: int = 50
) -> list[LedgerLine]:
    """Return a page of the whole ledger, newest first; keyset by ``seq``."""
    statement = select(LedgerEvent).order_by(LedgerEvent.seq.desc()).limit(limit)
    if before_seq is not None:
        statement = statement.where(LedgerEvent.seq < before_seq)
    return [_line(row) for row in await session.scalars(statement)]


def _line(row: LedgerEvent) -> LedgerLine:
    body = json.loads(row.body)
    credential = body["actor"]["credential"]
    return LedgerLine(
        id=row.id,
        seq=row.seq,
        kind=LedgerKind(row.kind),
        at=datetime.fromisoformat(body["at"]),
        actor_kind=body["actor"]["kind"],
        actor_id=row.actor_id,
        credential_id=UUID(credential) if credential else None,
        subject_id=row.subject_id,
        detail=body["detail"],
    )
