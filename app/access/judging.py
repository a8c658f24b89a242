"""Whether a copy may be issued at this moment, with everything read afresh (复制发放).

The facts come from rows under locks, the answer from ``rule_issue``; each refusal is an event and
a line of the register.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.copying import CopyContents, contents_of_copy
from app.access.facts import facts_of
from app.access.registering import register_refusal
from app.access.requests import find_request, issuer_may
from app.models import AccessPermit, AccessRequest, Person
from app.people.authority import note_refusal
from app.people.queries import pack_of_unit
from app.policy.access_words import AccessState, CopyForm
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.consulting import rule_consultation
from app.policy.copying import IssueFacts, form_problem, rule_issue
from app.policy.decision import Decision, refuse
from app.policy.law_words import ConsultAct


@dataclass(frozen=True, slots=True)
class AllowedCopy:
    """What was allowed and what goes along, as it stood at one moment."""

    request: AccessRequest
    permit: AccessPermit
    contents: CopyContents
    decision: Decision


async def judge_copy(
    session: AsyncSession, actor: Actor, request_id: UUID, form: CopyForm, now: datetime
) -> AllowedCopy | Decision:
    """Return what goes along now, or the refusal, which is noted; locks request and permit.

    Raises:
        NotFoundError: there is no such request for this actor.
    """
    request = await find_request(session, actor, request_id, for_update=True)
    refused = await issuer_may(session, actor, request, now)
    if refused is not None:
        return refused
    permit = await session.scalar(
        select(AccessPermit)
        .where(AccessPermit.request_id == request.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if permit is None:
        return await _refused(
            session, actor, request, refuse("这份申请还没有准予，不能发放。"), now
        )
    decision = await _judge(session, actor, request, permit, now)
    unfit = form_problem(form, is_marked_only=permit.is_marked_only)
    if decision.allowed and unfit:
        decision = refuse(unfit, *decision.citations)
    if not decision.allowed:
        return await _refused(session, actor, request, decision, now)
    contents = await contents_of_copy(session, permit)
    if not contents.files:
        nothing = refuse(f"没有可以复制的资料。{_why(contents)}", *decision.citations)
        return await _refused(session, actor, request, nothing, now)
    return AllowedCopy(request, permit, contents, decision)


async def _judge(
    session: AsyncSession,
    actor: Actor,
    request: AccessRequest,
    permit: AccessPermit,
    now: datetime,
) -> Decision:
    """Ask the rule with everything read afresh: a handler who was moved off is one no more."""
    pack = await pack_of_unit(session, request.unit_id)
    is_over = permit.ended_at is not None or request.state != AccessState.GRANTED.value
    return rule_issue(
        pack,
        IssueFacts(
            at=now,
            act=ConsultAct(permit.act),
            from_at=permit.from_at,
            until_at=permit.until_at,
            ruling=rule_consultation(pack, await facts_of(session, request)),
            is_ended=is_over,
            uses=permit.uses,
            uses_allowed=permit.uses_allowed,
            is_own=request.requester_id == actor.id,
            has_left=await _has_left(session, request),
        ),
    )


async def _has_left(session: AsyncSession, request: AccessRequest) -> bool:
    if request.requester_id is None:
        return False
    active = select(Person.is_active).where(Person.id == request.requester_id)
    return not await session.scalar(active)


async def _refused(
    session: AsyncSession,
    actor: Actor,
    request: AccessRequest,
    decision: Decision,
    now: datetime,
) -> Decision:
    """Note a refusal by the rule of issuing, in the ledger and in the register."""
    await note_refusal(
        session,
        actor,
        Act.ACCESS_RECEIVE,
        unit_id=request.unit_id,
        subject_id=request.id,
        decision=decision,
        now=now,
    )
    await register_refusal(
        session,
        actor,
        unit_id=request.unit_id,
        request_id=request.id,
        reason=decision.reason,
        now=now,
    )
    return decision


def _why(contents: CopyContents) -> str:
    """Return why nothing goes along, each reason once."""
    return "".join(dict.fromkeys(line.reason for line in contents.left_out))
