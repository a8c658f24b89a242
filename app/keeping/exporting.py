"""Note that the board left the house as a file."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.policy.actor import Actor


async def note_export(session: AsyncSession, actor: Actor, rows: int, *, now: datetime) -> None:
    """Append ``keeping:exported``: who took the board out of the house, and how many rows."""
    await append(
        session,
        LedgerKind.KEEPING_EXPORTED,
        actor,
        unit_id=actor.unit_id,
        detail={"rows": rows},
        now=now,
    )
