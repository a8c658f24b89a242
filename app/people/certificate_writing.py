"""Write the row of a certificate, and the event that belongs to it."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Qualification
from app.people.certificate_form import NewQualification
from app.policy.actor import Actor
from app.policy.vocabulary import QualificationKind


def particulars(new: NewQualification) -> dict[str, str]:
    """Return what the ledger keeps of a certificate."""
    return {
        key: value.isoformat() if isinstance(value, date) else str(value)
        for key, value in asdict(new).items()
    }


def row_of(actor: Actor, person_id: UUID, new: NewQualification, now: datetime) -> Qualification:
    """Return a new row, not yet in the session."""
    row = Qualification(
        id=ids.new_id(), person_id=person_id, registered_by_id=actor.id, registered_at=now
    )
    write(row, new)
    return row


def write(row: Qualification, new: NewQualification) -> None:
    """Let a row say what ``new`` says."""
    row.kind, row.certificate_no, row.issuer = new.kind.value, new.certificate_no, new.issuer
    row.valid_from, row.valid_until = new.valid_from, new.valid_until


def as_new(row: Qualification) -> NewQualification:
    """Return what a row says, in the shape of a form."""
    return NewQualification(
        QualificationKind(row.kind), row.certificate_no, row.issuer, row.valid_from, row.valid_until
    )


async def lock(session: AsyncSession, qualification_id: UUID) -> Qualification:
    """Return the row, held until the end of the transaction and read again."""
    row = await session.scalar(
        select(Qualification)
        .where(Qualification.id == qualification_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    assert row is not None
    return row


async def note(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    row: Qualification,
    *,
    unit_id: UUID,
    detail: dict[str, Any],
    now: datetime,
) -> None:
    """Append an event about this certificate to the ledger of its holder's unit."""
    await append(session, kind, actor, unit_id=unit_id, subject_id=row.id, detail=detail, now=now)
