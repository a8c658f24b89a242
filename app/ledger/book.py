"""Append to the ledger and read a subject back. Appending is a plain insert, without any lock.

Promise P5: the event stands in the same transaction as the act. If it cannot be written, the act
does not happen.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.ledger.entry import Entry, canonical_bytes
from app.ledger.kinds import LedgerKind
from app.ledger.standing_in import with_principal
from app.ledger.uses import note_uses
from app.models import LedgerEvent
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind

_FEW = 20


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One event as it is shown to people; ``detail`` is what the canonical bytes hold."""

    id: UUID
    seq: int
    kind: LedgerKind
    at: datetime
    actor_kind: ActorKind
    actor_id: UUID | None
    credential_id: UUID | None
    unit_id: UUID | None
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

    What is done for an absent person says for whom (``on_behalf_of``).

    Server time and transaction id are set by a trigger; the application role may insert only the
    named columns and can neither change nor remove a row.
    """
    entry = Entry(
        # The id carries the moment of the act, so the primary key finds the events of a day.
        id=ids.id_of_moment(now),
        kind=kind,
        at=now,
        actor=actor,
        unit_id=unit_id,
        subject_id=subject_id,
        detail=with_principal(session, actor, detail or {}),
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
    await note_uses(session, [entry])
    return entry.id


async def append_all(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    subjects: Sequence[tuple[UUID, Mapping[str, Any]]],
    *,
    unit_id: UUID | None,
    now: datetime,
) -> None:
    """Insert one event for each subject with its detail, many rows to a statement."""
    entries = [
        Entry(
            ids.id_of_moment(now),
            kind,
            now,
            actor,
            unit_id,
            subject_id,
            with_principal(session, actor, detail),
        )
        for subject_id, detail in subjects
    ]
    rows = [
        {
            "id": entry.id,
            "kind": kind.value,
            "unit_id": unit_id,
            "actor_id": actor.id,
            "subject_id": entry.subject_id,
            "body": canonical_bytes(entry),
        }
        for entry in entries
    ]
    if rows:
        await session.execute(insert(LedgerEvent), rows)
        await note_uses(session, entries)


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
    return [line_of(row) for row in rows]


async def newest_about(session: AsyncSession, subject_id: UUID) -> list[LedgerLine]:
    """Return the last few events about a subject, newest first."""
    rows = await session.scalars(
        select(LedgerEvent)
        .where(LedgerEvent.subject_id == subject_id)
        .order_by(LedgerEvent.seq.desc())
        .limit(_FEW)
    )
    return [line_of(row) for row in rows]


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
    return [line_of(row) for row in rows]


def line_of(row: LedgerEvent) -> LedgerLine:
    """Return a row as people are shown it."""
    body = json.loads(row.body)
    credential = body["actor"]["credential"]
    return LedgerLine(
        id=row.id,
        seq=row.seq,
        kind=LedgerKind(row.kind),
        at=datetime.fromisoformat(body["at"]),
        actor_kind=ActorKind(body["actor"]["kind"]),
        actor_id=row.actor_id,
        credential_id=UUID(credential) if credential else None,
        unit_id=row.unit_id,
        subject_id=row.subject_id,
        detail=body["detail"],
    )
