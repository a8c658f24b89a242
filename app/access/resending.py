"""One drawn form enters one thing: a double click, or a form sent again, leads to the first.

The key comes with the form and is kept with what it entered, unique with who entered it. A lock on
the key makes the second of two that arrive at once wait for the first.
"""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import AccessPaper, AccessRequest
from app.policy.actor import Actor


async def request_of_form(session: AsyncSession, actor: Actor, form_key: UUID) -> UUID | None:
    """Return the request that this actor's form has entered before; ``None`` when it is new.

    Locks the key until the transaction ends.
    """
    await _lock(session, actor, form_key)
    return await session.scalar(
        select(AccessRequest.id).where(
            AccessRequest.asked_by_id == actor.id, AccessRequest.form_key == form_key
        )
    )


async def was_paper_taken(session: AsyncSession, actor: Actor, form_key: UUID) -> bool:
    """Return whether this actor's form has entered a paper before.

    Locks the key until the transaction ends.
    """
    await _lock(session, actor, form_key)
    taken = select(AccessPaper.id).where(
        AccessPaper.taken_by_id == actor.id, AccessPaper.form_key == form_key
    )
    return await session.scalar(taken) is not None


async def _lock(session: AsyncSession, actor: Actor, form_key: UUID) -> None:
    key = func.hashtextextended(f"form:{actor.id}:{form_key}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))
