"""审批 on the line of time of a case: requests to consult it, answers, and how long a permit holds.

Whoever may not know of a request sees nothing of it (promise P13).
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.requests import UNSETTLED, findable_requests, number_of
from app.cases.marks import Lane, Mark
from app.models import AccessApproval, AccessPermit, AccessRequest
from app.people.authority import extent_of
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.law_words import Approver, ConsultAct

MOST_REQUESTS = 1_000
"""So many of one case are shown, the newest; the list of requests shows them all."""
_ENDS = (ApprovalAnswer.APPROVED.value, ApprovalAnswer.REFUSED.value)


async def approvals_on(
    session: AsyncSession, actor: Actor, case_id: UUID, *, now: datetime
) -> tuple[Mark, ...]:
    """Return the requests about a case that the actor may know, and their permits, as marks.

    The caller has asked whether the actor may know of the case.
    """
    extent = await extent_of(session, actor, Act.ACCESS_KNOW)
    if not extent:
        return ()
    rows = await session.execute(
        select(AccessRequest, AccessApproval, AccessPermit)
        .outerjoin(
            AccessApproval,
            (AccessApproval.request_id == AccessRequest.id) & AccessApproval.answer.in_(_ENDS),
        )
        .outerjoin(AccessPermit, AccessPermit.request_id == AccessRequest.id)
        .where(AccessRequest.case_id == case_id, await findable_requests(session, actor, extent))
        .order_by(AccessRequest.id.desc())
        .limit(MOST_REQUESTS)
    )
    return tuple(mark for row in rows for mark in _marks(*row, now=now))


def _marks(
    request: AccessRequest,
    approval: AccessApproval | None,
    permit: AccessPermit | None,
    *,
    now: datetime,
) -> Iterator[Mark]:
    number, href = number_of(request.year, request.serial), f"/access/{request.id}"
    state = AccessState(request.state)
    is_open = state in UNSETTLED
    answered = approval.decided_at if approval else permit.granted_at if permit else None
    yield Mark(
        Lane.APPROVAL,
        request.id,
        request.asked_at,
        f"{number}，申请{ConsultAct(request.act).label}",
        _said(state, approval),
        until=now if is_open else answered or request.ended_at,
        is_open=is_open,
        href=href,
    )
    if permit is not None:
        until = min(permit.until_at, permit.ended_at or permit.until_at)
        yield Mark(
            Lane.APPROVAL,
            permit.id,
            permit.from_at,
            f"{number}，准予{ConsultAct(permit.act).label}",
            permit.end_reason or ("仍然有效" if until > now else "已经到期"),
            # A permit that was taken back before its first day has no length.
            until=max(until, permit.from_at),
            is_open=until > now,
            href=href,
        )


def _said(state: AccessState, approval: AccessApproval | None) -> str:
    if approval is None:
        return f"{state.label}，尚未答复" if state in UNSETTLED else state.label
    answer = ApprovalAnswer(approval.answer).label
    return "：".join(filter(None, (f"{Approver(approval.office).label}{answer}", approval.reason)))
