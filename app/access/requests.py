"""调阅申请: find one that may be known, number it, and begin and end each change of it.

Whoever may not know a request is told what is told of one that never was; the lists derive from
the same rule (promise P13).
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.mailing import mailed_by, mails_request
from app.deadlines.answering import give_up_answer, meet_answer
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import AccessRequest
from app.people.authority import (
    Extent,
    authorise,
    note_refusal,
    permit,
    thing_in,
    within,
)
from app.policy.access_words import AccessState
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision, refuse
from app.policy.grounds import Thing

UNSETTLED = frozenset({AccessState.OPEN, AccessState.WAITING, AccessState.QUESTIONED})
"""States in which nothing has been answered for good."""
EDITABLE = frozenset({AccessState.OPEN, AccessState.WAITING})
"""States in which things are added and left out."""
_ANSWERS = frozenset(
    {
        LedgerKind.ACCESS_GRANTED,
        LedgerKind.ACCESS_NOT_FOUND,
        LedgerKind.ACCESS_REFUSED,
        LedgerKind.ACCESS_RETURNED,
    }
)
"""What answers a request as a whole; that a part was not found leaves the rest to be answered."""
Right = Callable[[AsyncSession, Actor, AccessRequest, datetime], Awaitable[Decision | None]]
"""Returns the refusal, ``None`` where the act is allowed; a refusal has its event."""
_NUMBERS = 0x61636373
"""Keeps the lock on a unit's numbers apart from other locks on the same unit."""


class RequestChangedError(ConflictError):
    """Somebody else has changed the request since this person opened the page."""

    code = "access_request_changed"
    message = "您打开页面以后，有人办理了这份申请，您的改动没有保存。请看过现在的情况以后再办理。"


async def find_request(
    session: AsyncSession, actor: Actor, request_id: UUID, *, for_update: bool = False
) -> AccessRequest:
    """Return a request of which the actor may know; ``for_update`` locks its row.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    request = await session.get(
        AccessRequest, request_id, with_for_update=for_update, populate_existing=True
    )
    if request is None:
        raise NotFoundError
    thing = await thing_of_request(session, request)
    if (await authorise(session, actor, Act.ACCESS_KNOW, thing)).allowed:
        return request
    if not await mails_request(session, actor, request):
        raise NotFoundError
    return request


async def thing_of_request(session: AsyncSession, request: AccessRequest) -> Thing:
    """Return what rules look at: whose records, and which of the staff asks."""
    return await thing_in(session, request.unit_id, person_id=request.requester_id)


def known_requests(actor: Actor, extent: Extent) -> ColumnElement[bool]:
    """Return the condition that the actor may know a request by the rule of requests."""
    return within(extent, actor, AccessRequest.unit_id, person=AccessRequest.requester_id)


async def findable_requests(
    session: AsyncSession, actor: Actor, extent: Extent
) -> ColumnElement[bool]:
    """Return the condition under which ``find_request`` finds a request."""
    return or_(known_requests(actor, extent), await mailed_by(session, actor))


def number_of(year: int, serial: int) -> str:
    """Return the number of a request as people say it.

    >>> number_of(2026, 3)
    '调阅〔2026〕3号'
    """
    return f"调阅〔{year}〕{serial}号"


async def next_serial(session: AsyncSession, unit_id: UUID, year: int) -> int:
    """Return the next number of a unit; others wait for it until the transaction ends."""
    low = int.from_bytes(unit_id.bytes[-4:], "big", signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(_NUMBERS, low)))
    last = await session.scalar(
        select(func.max(AccessRequest.serial)).where(
            AccessRequest.unit_id == unit_id, AccessRequest.year == year
        )
    )
    return (last or 0) + 1


async def begin_act(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    right: Right,
    *,
    seen_revision: int | None,
    states: frozenset[AccessState] = UNSETTLED,
    now: datetime,
) -> AccessRequest | Decision:
    """Lock a request for whoever has the right, or return the refusal, which is noted.

    ``note_change`` ends what begins here.

    Raises:
        ConflictError: it is in no state in which this may be done.
        NotFoundError: there is no such request for this actor.
        RequestChangedError: somebody else was first.
    """
    request = await find_request(session, actor, request_id, for_update=True)
    refused = await right(session, actor, request, now)
    if refused is not None:
        return refused
    _require_current(request, seen_revision, states)
    return request


async def note_change(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    request: AccessRequest,
    detail: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Count and flush a change, and append its event about the request.

    Where a time for the answer runs, an answer meets it and a withdrawal ends it.
    """
    request.revision += 1
    await session.flush()
    await append(
        session,
        kind,
        actor,
        unit_id=request.unit_id,
        subject_id=request.id,
        detail={"no": number_of(request.year, request.serial), **detail},
        now=now,
    )
    if kind in _ANSWERS:
        await meet_answer(session, request, actor, now)
    elif kind is LedgerKind.ACCESS_WITHDRAWN:
        await give_up_answer(session, request, actor, now)


async def keeper_may(
    session: AsyncSession, actor: Actor, request: AccessRequest, now: datetime
) -> Decision | None:
    """Return the refusal of what only the record keeper may do."""
    thing = await thing_of_request(session, request)
    decision = await permit(
        session, actor, Act.ACCESS_RECEIVE, thing, subject_id=request.id, now=now
    )
    return None if decision.allowed else decision


async def issuer_may(
    session: AsyncSession, actor: Actor, request: AccessRequest, now: datetime
) -> Decision | None:
    """Return the refusal of what the keeper does, and whoever mails this request's copies."""
    if await mails_request(session, actor, request):
        return None
    return await keeper_may(session, actor, request, now)


async def asker_may(
    session: AsyncSession, actor: Actor, request: AccessRequest, now: datetime
) -> Decision | None:
    """Return the refusal of what only the asker may do."""
    return await permit_asker(session, actor, request, Act.ACCESS_ASK, now)


async def asker_or_keeper_may(
    session: AsyncSession, actor: Actor, request: AccessRequest, now: datetime
) -> Decision | None:
    """Return the refusal of what the asker may do, and the record keeper for everybody."""
    thing = await thing_of_request(session, request)
    if (await authorise(session, actor, Act.ACCESS_RECEIVE, thing)).allowed:
        return None
    return await asker_may(session, actor, request, now)


async def permit_asker(
    session: AsyncSession, actor: Actor, request: AccessRequest, act: Act, now: datetime
) -> Decision | None:
    """Return the refusal of what only the asker may do; a refusal appends ``act:refused``.

    Staff act for themselves, whoever comes from outside acts through the record keeper.
    """
    if request.requester_id is not None:
        if request.requester_id == actor.id:
            return None
        decision = refuse("这份申请由申请人本人办理，您不能代为办理。")
    else:
        thing = await thing_of_request(session, request)
        decision = await authorise(session, actor, Act.ACCESS_RECEIVE, thing)
        if decision.allowed:
            return None
    await note_refusal(
        session,
        actor,
        act,
        unit_id=request.unit_id,
        subject_id=request.id,
        decision=decision,
        now=now,
    )
    return decision


def _require_current(
    request: AccessRequest, seen_revision: int | None, states: frozenset[AccessState]
) -> None:
    if seen_revision is not None and seen_revision != request.revision:
        raise RequestChangedError
    state = AccessState(request.state)
    if state not in states:
        raise ConflictError(f"这份申请{state.label}，不能再这样办理。请刷新页面查看。")
