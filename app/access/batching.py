"""批量批准: several like requests of little risk at a time, each with its own approval and event.

Which may go together stands in ``app.policy.batching``. One that cannot be approved, because it
was answered meanwhile or the rule says no, stops none of the others; whoever pressed is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.approving import answer_request
from app.access.facts import class_told
from app.access.limiting import Answer
from app.access.requests import find_request, number_of
from app.cases.visibility import knowledge_of_cases, known_cases
from app.errors import LiuhenError
from app.models import AccessApproval, AccessRequest
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.access_words import ApprovalAnswer
from app.policy.actor import Actor
from app.policy.batching import BatchFacts, batch_problem
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Requester

MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What became of a batch: the numbers approved, and of each other one why it was not."""

    approved: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


async def approve_together(
    session: AsyncSession, actor: Actor, seen: Mapping[UUID, int], *, now: datetime
) -> BatchOutcome:
    """Approve requests as they were asked, each as by itself; ``seen`` holds their revisions.

    Each that is approved appends ``access:approved`` and ``access:granted`` of its own.

    Raises:
        NotAcceptableError: these cannot go together.
        NotFoundError: one of them is not for this actor to know.
    """
    # One order for all, so that two leaders who press at once wait for each other in turn.
    requests = [await find_request(session, actor, each) for each in sorted(seen)]
    known = known_cases(actor, await knowledge_of_cases(session, actor))
    problem = batch_problem(
        [await batch_facts(session, request, known) for request in requests], MOST_AT_ONCE
    )
    if problem:
        raise NotAcceptableError(FieldProblem("batch", problem))
    approved, left = [], []
    for request in requests:
        number = number_of(request.year, request.serial)
        said = await _approve_one(session, actor, request.id, seen[request.id], now)
        if said:
            left.append((number, said))
        else:
            approved.append(number)
    return BatchOutcome(tuple(approved), tuple(left))


async def batch_facts(
    session: AsyncSession, request: AccessRequest, known: ColumnElement[bool]
) -> BatchFacts:
    """Return what decides whether a request may go in a batch, as ``class_told`` tells it.

    Each is judged by itself once more when it is approved, with everything.
    """
    asked_back = await session.scalar(
        select(
            exists().where(
                AccessApproval.request_id == request.id,
                AccessApproval.answer == ApprovalAnswer.ASKED.value,
            )
        )
    )
    return BatchFacts(
        Requester(request.requester),
        ConsultAct(request.act),
        request.unit_id,
        await class_told(session, request, known),
        bool(asked_back),
    )


async def _approve_one(
    session: AsyncSession, actor: Actor, request_id: UUID, revision: int, now: datetime
) -> str:
    """Approve one in a savepoint of its own, or return why it was not."""
    answer = Answer(ApprovalAnswer.APPROVED, seen_revision=revision)
    try:
        async with session.begin_nested():
            outcome = await answer_request(session, actor, request_id, answer, now=now)
    except LiuhenError as error:
        return error.message
    return outcome.reason if isinstance(outcome, Decision) else ""
