"""What rules look at of what somebody asks for: the case, or the recordings and where they lie."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.choosing import Wanted
from app.cases.visibility import thing_of
from app.models import Case, CaseHandler, EvidenceLink, Recording
from app.people.authority import thing_in
from app.policy.grounds import Thing


async def thing_asked_for(
    session: AsyncSession, unit_id: UUID, case_id: UUID | None, wanted: Wanted
) -> Thing:
    """Return the thing on which asking is judged; the unit alone where nothing is named."""
    if case_id is not None:
        return await thing_of(session, await session.get_one(Case, case_id))
    if not wanted.recordings:
        return await thing_in(session, unit_id)
    handlers = await session.scalars(
        select(CaseHandler.person_id)
        .join(EvidenceLink, EvidenceLink.case_id == CaseHandler.case_id)
        .where(
            EvidenceLink.recording_id.in_(wanted.recordings),
            EvidenceLink.ended_at.is_(None),
            CaseHandler.until.is_(None),
        )
    )
    senders = set(
        await session.scalars(
            select(Recording.submitted_by_person_id)
            .where(Recording.id.in_(wanted.recordings))
            .distinct()
        )
    )
    sender = senders.pop() if len(senders) == 1 else None
    return await thing_in(session, unit_id, person_id=sender, handler_ids=frozenset(handlers))
