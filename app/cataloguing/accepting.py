"""采纳建议: put one recording into the case that was suggested for it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.visibility import find_case
from app.cataloguing.batches import change_many
from app.cataloguing.changes import Change, Outcome
from app.people.authority import note_refusal
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_words import SecurityClass
from app.policy.decision import Decision
from app.policy.suggesting import decide_accepting


async def accept_suggestion(
    session: AsyncSession, actor: Actor, recording_id: UUID, case_id: UUID, *, now: datetime
) -> Outcome | Decision:
    """Put it into the case as a batch of one, or return the refusal, which is noted.

    Raises:
        NotFoundError: there is no such case for this actor.
    """
    case = await find_case(session, actor, case_id)
    pack = await pack_of_unit(session, case.unit_id)
    decision = decide_accepting(pack, SecurityClass(case.security_class))
    if not decision.allowed:
        await note_refusal(
            session,
            actor,
            Act.RECORDING_CATALOGUE,
            unit_id=case.unit_id,
            subject_id=recording_id,
            decision=decision,
            now=now,
        )
        return decision
    return await change_many(session, actor, [recording_id], Change(case_id=case_id), now=now)
