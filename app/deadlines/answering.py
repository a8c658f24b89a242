"""答复期限: by when a counterpart's or lawyer's request to consult is answered (山西 18, 张营 18).

Whoever receives, answers or withdraws a request calls these in the transaction of that act. Where
the agency has set no time nothing is opened, and the page of the request says so.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.calendar import calendar_in_force
from app.deadlines.running import Reckoning, Subject, cancel, counting, meet, open_deadline
from app.models import AccessRequest
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.answering import KEY, answer_due, is_owed_an_answer
from app.policy.clocks import Due
from app.policy.decision import Ruling
from app.policy.law_words import Requester
from app.policy.vocabulary import DeadlineSubject


async def reckon_answer(session: AsyncSession, request: AccessRequest) -> Reckoning:
    """Return by when a request is answered, as it is computed now."""
    pack = await pack_of_unit(session, request.unit_id)
    calendar = await calendar_in_force(session)
    who = Requester(request.requester)
    return Reckoning(
        ruling=answer_due(pack, who, request.asked_at, calendar),
        pack=pack,
        starts_at=request.asked_at,
        facts={"request": str(request.id), "requester": request.requester},
    )


async def why_no_answer(session: AsyncSession, request_id: UUID) -> Ruling[Due | None]:
    """Return what is said of the time for an answer where no deadline was opened."""
    request = await session.get_one(AccessRequest, request_id)
    return (await reckon_answer(session, request)).ruling


async def begin_answer(
    session: AsyncSession, request: AccessRequest, actor: Actor, now: datetime
) -> None:
    """Let the time for an answer run from the receipt, where one runs at all.

    Appends ``deadline:opened``.
    """
    if not is_owed_an_answer(Requester(request.requester)):
        return
    reckoned = await reckon_answer(session, request)
    if reckoned.runs:
        subject = Subject(DeadlineSubject.REQUEST, request.id, request.unit_id, KEY)
        await open_deadline(session, subject, reckoned, actor, now)


async def meet_answer(
    session: AsyncSession, request: AccessRequest, actor: Actor, now: datetime
) -> None:
    """Say that the request was answered now, whatever the answer. Appends ``deadline:met``."""
    row = await counting(session, request.id, KEY)
    if row is not None:
        await meet(session, row, now, actor, now)


async def give_up_answer(
    session: AsyncSession, request: AccessRequest, actor: Actor, now: datetime
) -> None:
    """End the duty to answer what was withdrawn. Appends ``deadline:cancelled``.

    An answer that was given stays given.
    """
    row = await counting(session, request.id, KEY)
    if row is not None and row.met_at is None:
        await cancel(session, row, "申请人撤回了申请，不再需要答复。", actor, now)
