"""准予: make the permit of a request that nothing stands against any more, and end it.

Where the text asks for no leader (汝州调阅 4 for the handler, 6 for public organs once the keeper
has verified) the permit is made at once, by the same rule as after an approval.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.facts import basis_of, ceiling_of, facts_of, has_items, ruling_of
from app.access.requests import note_change
from app.clock import SHANGHAI
from app.errors import ConflictError
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.models import AccessPermit, AccessRequest
from app.people.queries import pack_of_unit
from app.policy.access_words import AccessState, PermitEnd
from app.policy.actor import Actor
from app.policy.consultation import Consultation
from app.policy.consulting import OWN_STAFF, row_of
from app.policy.decision import Ruling
from app.policy.law_words import ConsultAct, Requester

_ENDS = {
    PermitEnd.DONE: (LedgerKind.ACCESS_ENDED, AccessState.ENDED),
    PermitEnd.REVOKED: (LedgerKind.ACCESS_REVOKED, AccessState.ENDED),
    PermitEnd.WITHDRAWN: (LedgerKind.ACCESS_WITHDRAWN, AccessState.WITHDRAWN),
}


async def finish_if_granted(
    session: AsyncSession,
    actor: Actor,
    request: AccessRequest,
    *,
    ruling: Ruling[Consultation] | None = None,
    act: ConsultAct | None = None,
    until_at: datetime | None = None,
    uses_allowed: int | None = None,
    is_marked_only: bool = False,
    now: datetime,
) -> AccessPermit | None:
    """Make the permit if the rule says so now; ``None`` while anything is missing.

    ``ruling`` is what the rule has said already in this transaction. The caller holds the lock of
    the request. Without ``until_at`` it lasts as long as was asked, without ``act`` it allows what
    was asked. Appends ``access:granted``.
    """
    ruling = ruling or await ruling_of(session, request)
    request.basis = basis_of(ruling)
    if not ruling.outcome.is_granted or not await has_items(session, request.id):
        return None
    permit = await make_permit(
        session,
        request,
        ruling,
        act=act or ConsultAct(request.act),
        from_at=now,
        until_at=until_at or last_moment(now, request.wanted_days),
        uses_allowed=uses_allowed,
        is_marked_only=is_marked_only,
        now=now,
    )
    detail = {
        "permit": str(permit.id),
        "until": permit.until_at.isoformat(),
        "act": permit.act,
        "uses": permit.uses_allowed,
        "ceiling": permit.ceiling,
        "reading_room": permit.in_reading_room,
        **cited(ruling.citations),
    }
    await note_change(session, LedgerKind.ACCESS_GRANTED, actor, request, detail, now=now)
    return permit


async def make_permit(
    session: AsyncSession,
    request: AccessRequest,
    ruling: Ruling[Consultation],
    *,
    act: ConsultAct,
    from_at: datetime,
    until_at: datetime,
    uses_allowed: int | None,
    is_marked_only: bool = False,
    now: datetime,
) -> AccessPermit:
    """Add the one permit of a request that ``ruling`` grants, and flush it.

    What the ruling leaves open stays open: without a scope of the regulation the items alone are
    the limit. Appends no event of its own.

    Raises:
        ConflictError: the ruling does not grant it.
    """
    if not ruling.outcome.is_granted:
        raise ConflictError(f"现在还不能准予：{ruling.reason}")
    if Requester(request.requester) in OWN_STAFF:
        # Who asked as the handler may have lost the case since, or asked before it was known.
        pack = await pack_of_unit(session, request.unit_id)
        request.requester = row_of(pack, await facts_of(session, request)).value
    scope = ruling.outcome.scope
    permit = AccessPermit(
        id=ids.new_id(),
        request_id=request.id,
        unit_id=request.unit_id,
        person_id=request.requester_id,
        act=act.value,
        from_at=from_at,
        until_at=until_at,
        uses_allowed=uses_allowed,
        uses=0,
        is_marked_only=is_marked_only,
        ceiling=(await ceiling_of(session, request)).value,
        limit_scope=scope.value if scope else None,
        in_reading_room=ruling.outcome.in_archive_room and act is ConsultAct.VIEW,
        granted_at=now,
        end_reason="",
    )
    request.state = AccessState.GRANTED.value
    request.basis = basis_of(ruling)
    session.add(permit)
    await session.flush()
    return permit


async def end_permit(
    session: AsyncSession,
    actor: Actor,
    request: AccessRequest,
    permit: AccessPermit,
    *,
    kind: PermitEnd,
    reason: str,
    now: datetime,
) -> None:
    """End a permit and its request; it bites on the viewer's next piece of content.

    The caller has asked for the right and locked both rows. Appends ``access:ended``,
    ``access:revoked`` or ``access:withdrawn``.
    """
    event, state = _ENDS[kind]
    permit.ended_at, permit.ended_by_id = now, actor.id
    permit.end_kind, permit.end_reason = kind.value, reason
    request.state, request.ended_at = state.value, now
    detail = {"permit": str(permit.id), "reason": reason}
    await note_change(session, event, actor, request, detail, now=now)


def last_moment(now: datetime, days: int) -> datetime:
    """Return the end, exclusive, of a permit for so many days; the day it begins is not counted.

    >>> from datetime import UTC
    >>> last_moment(datetime(2026, 11, 21, 2, tzinfo=UTC), 3).isoformat()
    '2026-11-25T00:00:00+08:00'
    """
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=days + 1)
