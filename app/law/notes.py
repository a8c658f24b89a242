"""Note in the ledger what somebody took out of, or tried out on, the law pages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.people.authority import permit, thing_in
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision


async def may_rehearse(
    session: AsyncSession, actor: Actor, unit_id: UUID, *, now: datetime
) -> Decision:
    """Return whether the actor may try out a change in this unit; a refusal is an event."""
    thing = await thing_in(session, unit_id)
    return await permit(session, actor, Act.LAW_REHEARSE, thing, subject_id=unit_id, now=now)


async def note_comparison(session: AsyncSession, actor: Actor, *, rows: int, now: datetime) -> None:
    """Append ``law:comparison_exported`` with the number of rows."""
    kind = LedgerKind.LAW_COMPARISON_EXPORTED
    await append(session, kind, actor, unit_id=actor.unit_id, detail={"rows": rows}, now=now)


async def note_rehearsal(
    session: AsyncSession, actor: Actor, *, sha256: str, pack: str, differences: int, now: datetime
) -> None:
    """Append ``law:rehearsed``: which file was tried, and how much of the rules it would change."""
    await append(
        session,
        LedgerKind.LAW_REHEARSED,
        actor,
        unit_id=actor.unit_id,
        detail={"pack": pack, "sha256": sha256, "differences": differences},
        now=now,
    )
