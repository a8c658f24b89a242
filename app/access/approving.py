"""审批: a leader approves, asks back, returns or refuses a request (汝州调阅 4, 5, 7; 长子 15).

The answer is judged by the same rule as the request, with the approval in it, at the moment of the
answer: what has changed since the request began to wait counts. Of two who answer at once the
second is told who was first and what that one said. Nobody answers what they asked for themselves,
neither in their own office nor in that of somebody for whom they stand in (promise P8).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.facts import facts_of, ruling_of
from app.access.granting import finish_if_granted, last_moment
from app.access.limiting import Answer, apply_limits, judge_within, require_reason
from app.access.registering import register_refusal
from app.access.requests import RequestChangedError, find_request, note_change, thing_of_request
from app.access.settling import awaits_leader, settle
from app.access.standing import approval_by
from app.clock import SHANGHAI
from app.errors import ConflictError
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.ledger.standing_in import stand_in
from app.models import AccessApproval, AccessRequest, Person
from app.people.authority import note_refusal, permit
from app.people.queries import pack_of_unit
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.approving import Approval, needs_a_leader
from app.policy.consulting import approver_of
from app.policy.decision import Decision, refuse
from app.policy.granting import STATE_AFTER, decide_answer
from app.policy.law_words import Approver, ConsultAct

_KINDS = {
    ApprovalAnswer.APPROVED: LedgerKind.ACCESS_APPROVED,
    ApprovalAnswer.ASKED: LedgerKind.ACCESS_QUESTIONED,
    ApprovalAnswer.REFUSED: LedgerKind.ACCESS_REFUSED,
    ApprovalAnswer.RETURNED: LedgerKind.ACCESS_RETURNED,
}


class AnsweredMeanwhileError(ConflictError):
    """Somebody else has answered the request; the message says who and what."""

    code = "access_answered_meanwhile"


async def answer_request(
    session: AsyncSession, actor: Actor, request_id: UUID, answer: Answer, *, now: datetime
) -> Decision | None:
    """Answer a request that waits, or return the refusal.

    Appends ``access:approved`` and ``access:granted``, or ``access:questioned``,
    ``access:returned`` or ``access:refused``. Locks the request. A refusal appends ``act:refused``.

    Raises:
        AnsweredMeanwhileError: somebody else was first.
        RequestChangedError: the request has changed since the page was opened.
        NotAcceptableError: the reason is missing, or the limits do not fit.
        ConflictError: the request does not take this answer.
        NotFoundError: there is no such request for this actor.
    """
    request = await find_request(session, actor, request_id, for_update=True)
    act, thing = Act.ACCESS_APPROVE, await thing_of_request(session, request)
    decision = await permit(session, actor, act, thing, subject_id=request.id, now=now)
    if not decision.allowed:
        return decision
    await _require_open(session, request, answer)
    needed = await needed_for(session, request)
    approval = await approval_by(
        session, actor, thing, needed=needed, asker_id=request.asked_by_id, now=now
    )
    if isinstance(approval, str):
        cites = (await pack_of_unit(session, request.unit_id)).citation("access.view.other_staff")
        decision = refuse(f"{approval}。请由本单位其他有权审批的领导办理。", *cites)
        await _note(session, actor, request, decision, now)
        return decision
    require_reason(answer)
    leader = approval.delegation.leader if approval.delegation else None
    stand_in(session, actor, UUID(leader) if leader else None)
    if answer.kind is ApprovalAnswer.APPROVED:
        return await _approve(session, actor, request, answer, approval=approval, now=now)
    await _write(session, request, answer, approval, now)
    request.state = STATE_AFTER[answer.kind].value
    if answer.kind is not ApprovalAnswer.ASKED:
        request.ended_at = now
    detail = {"reason": answer.reason, "office": approval.office.value}
    await note_change(session, _KINDS[answer.kind], actor, request, detail, now=now)
    if answer.kind is ApprovalAnswer.REFUSED:
        await register_refusal(
            session,
            actor,
            unit_id=request.unit_id,
            request_id=request.id,
            reason=answer.reason,
            now=now,
        )
    return None


async def needed_for(session: AsyncSession, request: AccessRequest) -> Approver:
    """Return whose word the request waits for; where the text has come to ask nobody's, any."""
    pack = await pack_of_unit(session, request.unit_id)
    approver = approver_of(pack, await facts_of(session, request))
    return approver if approver and needs_a_leader(approver) else Approver.LEADER


async def _who_was_first(session: AsyncSession, request: AccessRequest) -> str:
    """Say whose answer brought the request to where it is; empty where no leader's did."""
    found = (
        await session.execute(
            select(AccessApproval, Person.full_name)
            .join(Person, Person.id == AccessApproval.approver_id)
            .where(AccessApproval.request_id == request.id)
            .order_by(AccessApproval.id.desc())
            .limit(1)
        )
    ).first()
    if found is None:
        return ""
    row, name = found
    came_to = STATE_AFTER[ApprovalAnswer(row.answer)]
    is_over = came_to is AccessState.GRANTED and request.state == AccessState.ENDED.value
    if request.state != came_to.value and not is_over:
        return ""
    at = row.decided_at.astimezone(SHANGHAI)
    return f"{name}已于 {at:%Y-%m-%d %H:%M} 答复这份申请：{ApprovalAnswer(row.answer).label}。"


async def _require_open(session: AsyncSession, request: AccessRequest, answer: Answer) -> None:
    """Raise unless the request takes this answer, and is as the page showed it."""
    taken = decide_answer(AccessState(request.state), answer.kind)
    is_stale = answer.seen_revision not in {None, request.revision}
    if taken.allowed and not is_stale:
        return
    told = "" if taken.allowed else await _who_was_first(session, request)
    if told and (is_stale or request.state != AccessState.QUESTIONED.value):
        raise AnsweredMeanwhileError(f"{told}您的意见没有提交。")
    if is_stale:
        raise RequestChangedError
    raise ConflictError(taken.reason)


async def _approve(
    session: AsyncSession,
    actor: Actor,
    request: AccessRequest,
    answer: Answer,
    *,
    approval: Approval,
    now: datetime,
) -> Decision | None:
    """Grant within the limits, if the rule still says so with this approval."""
    refused = await _no_longer(session, actor, request, now)
    if refused is not None:
        return refused
    limits = await apply_limits(session, request, answer)
    act = ConsultAct.VIEW if answer.is_view_only else ConsultAct(request.act)
    ruling = await judge_within(session, request, approval, act)
    if not ruling.outcome.is_granted:
        raise ConflictError(
            f"按所填的范围还不能准予：{ruling.reason}请改变范围，或者退回、不批准。"
        )
    await _write(session, request, answer, approval, now)
    detail = {
        "office": approval.office.value,
        "act": act.value,
        "days": limits.days,
        "uses": limits.uses,
        "marked_only": answer.is_marked_only,
        "left_out": sorted(str(item) for item in answer.left_out),
        "reason": answer.reason,
        **cited(ruling.citations),
    }
    await note_change(session, LedgerKind.ACCESS_APPROVED, actor, request, detail, now=now)
    await finish_if_granted(
        session,
        actor,
        request,
        ruling=ruling,
        act=act,
        until_at=last_moment(now, limits.days),
        uses_allowed=limits.uses,
        is_marked_only=answer.is_marked_only,
        now=now,
    )
    return None


async def _no_longer(
    session: AsyncSession, actor: Actor, request: AccessRequest, now: datetime
) -> Decision | None:
    """Return why a request waits no more although it says so, after bringing it where it belongs.

    What changed since it began to wait, such as a case that became secret, is not approved away.
    """
    ruling = await ruling_of(session, request)
    if ruling.outcome.is_granted or awaits_leader(ruling):
        return None
    await settle(session, actor, request, now=now)
    decision = refuse(f"申请提出以后情况有变，现在不能批准：{ruling.reason}", *ruling.citations)
    await _note(session, actor, request, decision, now)
    return decision


async def _write(
    session: AsyncSession,
    request: AccessRequest,
    answer: Answer,
    approval: Approval,
    now: datetime,
) -> None:
    """Add the row of an answer and flush it; the database refuses what the rule would."""
    lent = approval.delegation
    session.add(
        AccessApproval(
            id=ids.new_id(),
            request_id=request.id,
            asked_by_id=request.asked_by_id,
            approver_id=UUID(approval.person),
            on_behalf_of_id=UUID(lent.leader) if lent else None,
            delegation_no=lent.document_no if lent else "",
            office=approval.office.value,
            answer=answer.kind.value,
            reason=answer.reason,
            decided_at=now,
        )
    )
    await session.flush()


async def _note(
    session: AsyncSession, actor: Actor, request: AccessRequest, decision: Decision, now: datetime
) -> None:
    await note_refusal(
        session,
        actor,
        Act.ACCESS_APPROVE,
        unit_id=request.unit_id,
        subject_id=request.id,
        decision=decision,
        now=now,
    )
