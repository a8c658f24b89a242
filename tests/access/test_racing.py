"""Two leaders who answer at the same moment: one wins, the other is told who and what."""

import asyncio

from sqlalchemy import select

from app.access.approving import AnsweredMeanwhileError
from app.db import type_of_sessions
from app.models import AccessApproval
from app.policy.access_words import ApprovalAnswer
from app.policy.actor import Actor
from app.policy.decision import Decision
from tests.access.approving import HEAD, answered, head_of, hire, waiting
from tests.world import Settled


async def test_of_two_answers_at_once_one_counts(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with committed() as session, session.begin():
        town = await settled.again(session)
        leaders = (await head_of(session, town), await hire(session, town, "x", "夏岚", HEAD))
        request_id = await waiting(session, town)

    async def press(actor: Actor, kind: ApprovalAnswer) -> Decision | None:
        async with committed() as session, session.begin():
            return await answered(session, actor, request_id, kind, seen_revision=1)

    told = await asyncio.gather(
        press(leaders[0], ApprovalAnswer.APPROVED),
        press(leaders[1], ApprovalAnswer.REFUSED),
        return_exceptions=True,
    )

    (error,) = [each for each in told if each is not None]
    assert isinstance(error, AnsweredMeanwhileError)
    async with committed() as session:
        (row,) = (await session.scalars(select(AccessApproval))).all()
    first = "何志远" if row.approver_id == leaders[0].id else "夏岚"
    assert error.message.startswith(f"{first}已于")
    assert ApprovalAnswer(row.answer).label in error.message
