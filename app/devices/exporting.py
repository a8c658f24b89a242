"""Write down that a ledger of devices left the system as a file."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.policy.actor import Actor


async def note_export(
    session: AsyncSession,
    actor: Actor,
    *,
    title: str,
    rows: int,
    device_id: UUID | None = None,
    now: datetime,
) -> None:
    """Append ``devices:exported`` with the ledger's title and the number of its rows."""
    await append(
        session,
        LedgerKind.DEVICES_EXPORTED,
        actor,
        unit_id=actor.unit_id,
        subject_id=device_id,
        detail={"ledger": title, "rows": rows},
        now=now,
    )
