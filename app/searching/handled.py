"""Find cases by who handles them now: called when somebody has just stopped handling many at once.

``app.people`` ends the handling of whoever leaves, moves or becomes an administrator, and knows
nothing of the search box; the door that lets it happen calls this in the same transaction.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CaseHandler
from app.searching.indexing import index_cases

AT_ONCE = 50
"""More are not waited for: their revision has changed, so the sweep finds them within a minute."""


async def index_given_up(session: AsyncSession, person_id: UUID, *, now: datetime) -> None:
    """Index the cases anew that somebody handles no more since ``now``, the newest first.

    Locks as ``index_cases`` does.
    """
    ended = await session.scalars(
        select(CaseHandler.case_id)
        .where(CaseHandler.person_id == person_id, CaseHandler.until == now)
        .order_by(CaseHandler.case_id.desc())
        .limit(AT_ONCE)
    )
    await index_cases(session, ended.all(), now=now)
