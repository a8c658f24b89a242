"""End a sitting: by the viewer, by the keeper, or because nothing holds it open any more.

What was on the screen is then settled: the event holds the spans, and the line of the register
writes itself (Ruzhou's consultation rule, articles 3, 6 and 7).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.registering import register_viewing
from app.errors import NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Viewing
from app.policy.access_words import ViewingEnd
from app.policy.actor import Actor


async def lock_viewing(session: AsyncSession, viewing_id: UUID) -> Viewing:
    """Return a sitting, locked until the transaction ends and read under the lock.

    Whoever also needs the register or a tally of refusals takes them afterwards, in this order.

    Raises:
        NotFoundError: there is none.
    """
    viewing = await session.get(Viewing, viewing_id, with_for_update=True, populate_existing=True)
    if viewing is None:
        raise NotFoundError
    return viewing


async def end_viewing(
    session: AsyncSession, actor: Actor, viewing: Viewing, kind: ViewingEnd, *, now: datetime
) -> None:
    """End a locked sitting and register it; one that has ended stays as it is.

    Appends ``viewing:ended`` about the request, with the spans by item.
    """
    if viewing.ended_at is not None:
        return
    viewing.ended_at = now
    viewing.end_kind = kind.value
    await session.flush()
    await append(
        session,
        LedgerKind.VIEWING_ENDED,
        actor,
        unit_id=viewing.unit_id,
        subject_id=viewing.request_id,
        detail={"viewing": viewing.id, "ending": kind.value, "spans": viewing.spans},
        now=now,
    )
    await register_viewing(session, viewing, now=now)
