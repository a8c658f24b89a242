"""Begin a sitting: staff at their sign-in, visitors on a reading terminal (汝州调阅 3, 4, 6, 7).

Of one permit one sitting is open at a time, and each counts as a use. A second one elsewhere is
refused in words; the first can be ended from there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.closing import end_viewing
from app.access.codes import new_code
from app.access.reading_terminals import free_terminals
from app.access.requests import find_request, thing_of_request
from app.access.sitting_facts import Sitting, read_before_sitting
from app.access.watching import judge, note_refused_viewing
from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import AccessPermit, AccessRequest, ReadingTerminal, SignInSession, Viewing
from app.people.authority import permit
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.queries import pack_of_unit
from app.people.units import units_above
from app.policy.access_words import ViewingEnd
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision, refuse
from app.policy.permits import beginning_problem, permit_problem

IDLE = timedelta(minutes=30)
"""After so long without a sign of life a sitting is over."""
TAKEN = "这台阅览终端正在使用，或者已经停用。请另选一台。"


class SittingElsewhereError(ConflictError):
    """Under this permit somebody sits already, somewhere else."""

    code = "sitting_elsewhere"
    message = "这项准予正在另一处查阅，同一时间只能在一处查阅。请先结束那一处的查阅，再从这里开始。"


class NotGrantedError(ConflictError):
    """The request has no permit, or has none yet."""

    code = "not_granted"
    message = "这份申请还没有准予查阅。请在申请页面查看还缺什么手续。"


@dataclass(frozen=True, slots=True)
class Seat:
    """To what a new sitting is bound, and who opened it for a visitor."""

    address: str
    credential_id: UUID | None = None
    terminal_id: UUID | None = None
    served_by_id: UUID | None = None


async def begin_viewing(
    session: AsyncSession, actor: Actor, request_id: UUID, *, address: str, now: datetime
) -> Viewing | Decision:
    """Begin a sitting at the requester's own sign-in, or return the refusal.

    One that is open there already is gone on with. Appends ``viewing:begun``, or
    ``viewing:refused``. Locks the permit.

    Raises:
        NotFoundError: the actor may not know the request.
        NotGrantedError: there is no permit.
        SittingElsewhereError: somebody sits under the permit elsewhere.
    """
    request = await find_request(session, actor, request_id)
    if request.requester_id is None or request.requester_id != actor.id:
        raise ConflictError("查阅由申请人本人开始；来访人的查阅由资料保管人员在阅览终端上打开。")
    row = await _locked_permit(session, request)
    sitting = await read_before_sitting(
        session,
        row.id,
        now=now,
        credential_id=actor.credential_id,
        terminal_id=await _room(session, actor, request.unit_id),
    )
    assert sitting is not None
    decision = await judge(session, actor, sitting)
    if not decision.allowed:
        await note_refused_viewing(session, actor, sitting, decision, now=now)
        return decision
    seat = Seat(address, actor.credential_id, sitting.facts.terminal_id)
    open_one = await _open_one(session, actor, row, seat, now)
    if open_one is not None:
        return open_one
    return await _begin(session, actor, row, sitting, seat, now=now)


async def open_for_visitor(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    terminal_id: UUID | None,
    *,
    address: str,
    now: datetime,
) -> Viewing | Decision:
    """Open a sitting on a reading terminal for somebody from outside, or return the refusal.

    Appends ``viewing:begun``, ``viewing:refused``, or ``act:refused`` where the actor does not keep
    the records. Locks the terminal and the permit.

    Raises:
        ConflictError: the request is one of the staff's own.
        NotAcceptableError: nobody can sit down at that terminal.
        NotFoundError: the actor may not know the request.
        NotGrantedError, SittingElsewhereError: as in ``begin_viewing``.
    """
    request = await find_request(session, actor, request_id)
    thing = await thing_of_request(session, request)
    allowed = await permit(
        session, actor, Act.ACCESS_RECEIVE, thing, subject_id=request.id, now=now
    )
    if not allowed.allowed:
        return allowed
    if request.requester_id is not None:
        raise ConflictError("这是本单位人员的申请，由申请人本人登录后开始查阅。")
    await session.execute(
        select(ReadingTerminal.id).where(ReadingTerminal.id == terminal_id).with_for_update()
    )
    if terminal_id not in {free.id for free in await free_terminals(session, request.unit_id)}:
        raise NotAcceptableError(FieldProblem("terminal", TAKEN))
    row = await _locked_permit(session, request)
    sitting = await read_before_sitting(
        session, row.id, now=now, credential_id=None, terminal_id=terminal_id
    )
    assert sitting is not None
    problem = permit_problem(sitting.facts)
    if problem:
        return await _refuse(session, actor, sitting, problem, now)
    seat = Seat(address, terminal_id=terminal_id, served_by_id=actor.id)
    open_one = await _open_one(session, actor, row, seat, now)
    return open_one or await _begin(session, actor, row, sitting, seat, now=now)


async def _locked_permit(session: AsyncSession, request: AccessRequest) -> AccessPermit:
    row = await session.scalar(
        select(AccessPermit)
        .where(AccessPermit.request_id == request.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotGrantedError
    return row


async def _room(session: AsyncSession, actor: Actor, unit_id: UUID) -> UUID | None:
    """Return the terminal before which the actor sits, if it stands in the records' own room."""
    if actor.terminal_id is None:
        return None
    terminal = await session.get_one(ReadingTerminal, actor.terminal_id)
    rooms = {unit_id} | await units_above(session, unit_id)
    return terminal.id if terminal.unit_id in rooms else None


async def _open_one(
    session: AsyncSession, actor: Actor, row: AccessPermit, seat: Seat, now: datetime
) -> Viewing | None:
    """Return the sitting that is open at this very seat; one that nobody sits in any more ends."""
    found = await session.scalar(
        select(Viewing)
        .where(Viewing.permit_id == row.id, Viewing.ended_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        return None
    is_there = seat.credential_id is None or found.address == seat.address
    bound = (found.credential_id, found.terminal_id)
    if is_there and bound == (seat.credential_id, seat.terminal_id):
        return found
    end = await _end_of(session, found, now)
    if end is None:
        raise SittingElsewhereError
    await end_viewing(session, actor, found, end, now=now)
    return None


async def _end_of(session: AsyncSession, viewing: Viewing, now: datetime) -> ViewingEnd | None:
    """Return why nobody can be sitting there, if that is so."""
    if viewing.credential_id is not None:
        sign_in = await session.get_one(
            SignInSession, viewing.credential_id, populate_existing=True
        )
        if sign_in.revoked_at is not None or sign_in.expires_at <= now:
            return ViewingEnd.SIGNED_OUT
    return ViewingEnd.LEFT if viewing.last_seen_at <= now - IDLE else None


async def _begin(
    session: AsyncSession,
    actor: Actor,
    row: AccessPermit,
    sitting: Sitting,
    seat: Seat,
    *,
    now: datetime,
) -> Viewing | Decision:
    problem = beginning_problem(sitting.act, row.uses, row.uses_allowed)
    if problem:
        return await _refuse(session, actor, sitting, problem, now)
    row.uses += 1
    viewing = Viewing(
        id=ids.new_id(),
        request_id=row.request_id,
        permit_id=row.id,
        unit_id=row.unit_id,
        person_id=row.person_id,
        credential_id=seat.credential_id,
        terminal_id=seat.terminal_id,
        served_by_id=seat.served_by_id,
        code=new_code(),
        address=seat.address,
        started_at=now,
        last_seen_at=now,
        spans={},
    )
    session.add(viewing)
    await session.flush()
    detail = {
        "viewing": viewing.id,
        "permit": row.id,
        "use": row.uses,
        "terminal": seat.terminal_id,
        "mark": viewing.code,
        "address": seat.address,
    }
    await append(
        session,
        LedgerKind.VIEWING_BEGUN,
        actor,
        unit_id=row.unit_id,
        subject_id=row.request_id,
        detail=detail,
        now=now,
    )
    return viewing


async def _refuse(
    session: AsyncSession, actor: Actor, sitting: Sitting, problem: str, now: datetime
) -> Decision:
    pack = await pack_of_unit(session, sitting.unit_id)
    decision = refuse(problem, *pack.citation("access.register"))
    await note_refused_viewing(session, actor, sitting, decision, now=now)
    return decision
