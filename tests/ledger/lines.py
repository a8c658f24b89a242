"""Read the whole ledger, whatever unit an event belongs to: for tests, not for any door."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import LedgerLine, line_of
from app.models import LedgerEvent


async def whole_ledger(session: AsyncSession) -> list[LedgerLine]:
    """Return every event, newest first."""
    rows = await session.scalars(select(LedgerEvent).order_by(LedgerEvent.seq.desc()))
    return [line_of(row) for row in rows]
