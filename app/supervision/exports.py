"""Note that figures left the house as a file."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.policy.actor import Actor


async def note_export(session: AsyncSession, actor: Actor, month: str, *, now: datetime) -> None:
    """Append ``figures:exported`` with the month, such as ``2026-11``."""
    await append(
        session,
        LedgerKind.FIGURES_EXPORTED,
        actor,
        unit_id=actor.unit_id,
        detail={"month": month},
        now=now,
    )
