"""收回、撤回、到期: how a permit ends before or at its last moment (汝州调阅 3, 4).

A permit that was taken back closes on the viewer's next piece of content, because every piece is
judged with the permit read afresh. One that has run out ends by itself; the sweep only says so in
the request.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.granting import end_permit
from app.access.requests import (
    asker_may,
    begin_act,
    find_request,
    note_change,
    thing_of_request,
)
from app.access.saying import unsaid
from app.ledger.kinds import LedgerKind
from app.models import AccessPermit, AccessRequest, Person, Viewing
from app.people.authority import authorise
from app.people.authority import permit as permit_act
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState, PermitEnd
from app.policy.actor import WORKER, Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct

_GRANTED = frozenset({AccessState.GRANTED})
_BATCH = 500


@dataclass(frozen=True, slots=True)
class PermitStanding:
    """How far a permit has come, who ended it, and what one actor may do about it.

    ``end_kind`` is ``None`` while it holds, and where it ran out by itself.
    """

    act: ConsultAct
    until_at: datetime
    uses: int
    uses_allowed: int | None
    is_marked_only: bool
    is_over: bool
    end_kind: PermitEnd | None
    ended_at: datetime | None
    ended_by: str
    end_reason: str
    may_revoke: bool
    may_give_up: bool


async def permit_standing(
    session: AsyncSession, actor: Actor, request_id: UUID
) -> PermitStanding | None:
    """Return how the permit of a request stands; ``None`` where there is none.

    Raises:
        NotFoundError: there is no such request for this actor.
    """
    request = await find_request(session, actor, request_id)
    found = (
        await session.execute(
            select(AccessPermit, Person.full_name)
            .outerjoin(Person, Person.id == AccessPermit.ended_by_id)
            .where(AccessPermit.request_id == request_id)
        )
    ).first()
    if found is None:
        return None
    permit, ended_by = found
    thing = await thing_of_request(session, request)
    holds = request.state == AccessState.GRANTED.value
    may = {
        act: holds and (await authorise(session, actor, act, thing)).allowed
        for act in (Act.ACCESS_REVOKE, Act.ACCESS_RECEIVE)
    }
    is_visitors = request.requester_id is None
    is_own = holds and request.requester_id == actor.id
    return PermitStanding(
        act=ConsultAct(permit.act),
        until_at=permit.until_at,
        uses=permit.uses,
        uses_allowed=permit.uses_allowed,
        is_marked_only=permit.is_marked_only,
        is_over=not holds,
        end_kind=PermitEnd(permit.end_kind) if permit.end_kind else None,
        ended_at=permit.ended_at or request.ended_at,
        ended_by=ended_by or "",
        end_reason=permit.end_reason,
        may_revoke=may[Act.ACCESS_REVOKE],
        may_give_up=may[Act.ACCESS_RECEIVE] if is_visitors else is_own,
    )


async def revoke_permit(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    reason: str,
    *,
    seen_revision: int | None = None,
    now: datetime,
) -> Decision | None:
    """Take a permit back at once, or return the refusal. Appends ``access:revoked``.

    Locks the request and the permit.

    Raises:
        NotAcceptableError: no reason is given.
        NotFoundError, RequestChangedError, ConflictError: as ``begin_act`` says.
    """
    request = await begin_act(
        session,
        actor,
        request_id,
        _may_revoke,
        seen_revision=seen_revision,
        states=_GRANTED,
        now=now,
    )
    if isinstance(request, Decision):
        return request
    if problems := unsaid(("reason", "收回准予的原因", reason)):
        raise NotAcceptableError(*problems)
    await _end(session, actor, request, PermitEnd.REVOKED, reason=reason, now=now)
    return None


async def give_up_permit(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    *,
    seen_revision: int | None = None,
    now: datetime,
) -> Decision | None:
    """Let the asker give back a permit that is needed no more, or return the refusal.

    Appends ``access:withdrawn``. Locks the request and the permit.

    Raises:
        NotFoundError, RequestChangedError, ConflictError: as ``begin_act`` says.
    """
    request = await begin_act(
        session,
        actor,
        request_id,
        asker_may,
        seen_revision=seen_revision,
        states=_GRANTED,
        now=now,
    )
    if isinstance(request, Decision):
        return request
    await _end(session, actor, request, PermitEnd.WITHDRAWN, reason="申请人不再需要", now=now)
    return None


async def end_spent(session: AsyncSession, now: datetime) -> int:
    """End the requests whose permit ran out, by time or by uses; return how many.

    A use that is still going on is let finish. Rows are locked with SKIP LOCKED, so two sweeps
    share the work. Appends ``access:ended`` to each.
    """
    sitting = exists().where(Viewing.permit_id == AccessPermit.id, Viewing.ended_at.is_(None))
    rows = await session.execute(
        select(AccessRequest, AccessPermit)
        .join(AccessPermit, AccessPermit.request_id == AccessRequest.id)
        .where(
            AccessRequest.state == AccessState.GRANTED.value,
            AccessPermit.ended_at.is_(None),
            or_(
                AccessPermit.until_at <= now,
                (AccessPermit.uses >= AccessPermit.uses_allowed) & ~sitting,
            ),
        )
        .order_by(AccessRequest.id)
        .limit(_BATCH)
        .with_for_update(of=AccessRequest, skip_locked=True)
    )
    ended = 0
    for request, permit in rows.all():
        request.state, request.ended_at = AccessState.ENDED.value, now
        by = "time" if permit.until_at <= now else "uses"
        detail = {"permit": str(permit.id), "by": by, "uses": permit.uses}
        await note_change(session, LedgerKind.ACCESS_ENDED, WORKER, request, detail, now=now)
        ended += 1
    return ended


async def _end(
    session: AsyncSession,
    actor: Actor,
    request: AccessRequest,
    kind: PermitEnd,
    *,
    reason: str,
    now: datetime,
) -> None:
    permit = await session.scalar(
        select(AccessPermit)
        .where(AccessPermit.request_id == request.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    assert permit is not None
    await end_permit(session, actor, request, permit, kind=kind, reason=reason, now=now)


async def _may_revoke(
    session: AsyncSession, actor: Actor, request: AccessRequest, now: datetime
) -> Decision | None:
    thing = await thing_of_request(session, request)
    decision = await permit_act(
        session, actor, Act.ACCESS_REVOKE, thing, subject_id=request.id, now=now
    )
    return None if decision.allowed else decision
