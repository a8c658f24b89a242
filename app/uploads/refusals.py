"""Write refused uploads down: each of a person, and of a terminal no more than anybody reads.

A program repeats itself, and whoever holds a stolen token can make it do so for ever. So refusals
of one token for one reason are tallied by the hour. People are not: each refusal of somebody who
signed in is an event of its own.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger import book
from app.ledger.kinds import LedgerKind
from app.people.refusals import Source, is_to_be_written
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind

WINDOW = timedelta(hours=1)
WRITTEN_PER_WINDOW = 60
WRITTEN_OF_REVOKED = 1


async def note_refusal(
    session: AsyncSession, actor: Actor, code: str, *, upload_id: UUID | None, now: datetime
) -> None:
    """Append ``upload:refused``, or only count it; ``code`` is the stable word of the reason.

    A token that counts no more has one event per reason and hour, one in force has sixty; one
    more says how many the others were.
    """
    if actor.kind is ActorKind.TERMINAL:
        source = Source(
            key=f"upload:{actor.credential_id}:{actor.is_revoked}:{code}",
            kind=LedgerKind.UPLOAD_REFUSED,
            code=code,
            device_id=actor.id,
            is_sender=True,
            window=WINDOW,
            most_written=WRITTEN_OF_REVOKED if actor.is_revoked else WRITTEN_PER_WINDOW,
        )
        if not await is_to_be_written(session, source, now):
            return
    await book.append(
        session,
        LedgerKind.UPLOAD_REFUSED,
        actor,
        unit_id=actor.unit_id,
        subject_id=upload_id,
        detail={"code": code},
        now=now,
    )
