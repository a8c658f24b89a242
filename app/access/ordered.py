"""An order for a copy, asked again with the rights of today, and how it ends when nothing leaves.

Hours may lie between the order and the last byte. Whoever ordered may have lost the records by
then, or the permit may have been taken back; then the order ends with the reason.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.bench import Bench
from app.access.judging import AllowedCopy, judge_copy
from app.access.registering import register_refusal
from app.access.requests import number_of
from app.clock import day_of
from app.db import transaction
from app.errors import NotFoundError
from app.jobs.leases import finish
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import AccessRequest, CopyOrder, Person
from app.people.authority import note_refusal
from app.people.identifying import assignments_on
from app.policy.access_words import CopyForm, CopyOrderState
from app.policy.actor import WORKER, Actor
from app.policy.acts import Act
from app.policy.decision import Decision, refuse
from app.policy.vocabulary import ActorKind

_GONE = "办理发放的人员已不再保管这些资料，没有发放。请由现在的资料保管人员重新办理。"


async def judge_ordered(
    session: AsyncSession, bench: Bench, order: CopyOrder, now: datetime
) -> AllowedCopy | Decision:
    """Ask with the rights that the keeper has now; a refusal closes the order."""
    keeper = await _keeper_of(session, order, now)
    try:
        asked = await judge_copy(session, keeper, order.request_id, CopyForm(order.form), now)
    except NotFoundError:
        asked = await _refuse_gone(session, keeper, order, now)
    if isinstance(asked, Decision):
        await _close(session, bench, CopyOrderState.REFUSED, asked.reason, now)
    return asked


async def fail_order(bench: Bench, problem: str) -> CopyOrderState:
    """Close the order with what went wrong. Appends ``copy:failed``."""
    async with transaction(bench.sessions) as session:
        now = bench.clock()
        await _close(session, bench, CopyOrderState.FAILED, problem, now)
        order = await session.get_one(CopyOrder, bench.order_id)
        request = await session.get_one(AccessRequest, order.request_id)
        await append(
            session,
            LedgerKind.COPY_FAILED,
            WORKER,
            unit_id=order.unit_id,
            subject_id=request.id,
            detail={
                "no": number_of(request.year, request.serial),
                "copy": order.id,
                "reason": problem,
            },
            now=now,
        )
    return CopyOrderState.FAILED


async def _keeper_of(session: AsyncSession, order: CopyOrder, now: datetime) -> Actor:
    """Return whoever ordered, with the roles of today; without any once they have left."""
    person = await session.get_one(Person, order.ordered_by_id, populate_existing=True)
    held = await assignments_on(session, person.id, day_of(now)) if person.is_active else ()
    return Actor(ActorKind.PERSON, person.id, person.unit_id, assignments=held)


async def _refuse_gone(
    session: AsyncSession, keeper: Actor, order: CopyOrder, now: datetime
) -> Decision:
    decision = refuse(_GONE)
    await note_refusal(
        session,
        keeper,
        Act.ACCESS_RECEIVE,
        unit_id=order.unit_id,
        subject_id=order.request_id,
        decision=decision,
        now=now,
    )
    await register_refusal(
        session,
        keeper,
        unit_id=order.unit_id,
        request_id=order.request_id,
        reason=decision.reason,
        now=now,
    )
    return decision


async def _close(
    session: AsyncSession, bench: Bench, state: CopyOrderState, problem: str, now: datetime
) -> None:
    """End an order from which nothing was issued, and its job; locks the order."""
    order = await session.get_one(CopyOrder, bench.order_id, with_for_update=True)
    await finish(session, bench.job, now)
    order.state, order.problem, order.finished_at = state.value, problem, now
    await session.flush()
