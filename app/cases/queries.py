"""Read one case: its facts, parties, handlers, the versions of its file and the steps it took."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.changing import refuse_act
from app.cases.moving import act_of_step
from app.cases.visibility import find_case, thing_of
from app.models import Case, Person, Unit
from app.people.authority import authorise
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_steps import STEPS, decide_change, decide_reopening
from app.policy.case_words import (
    CaseProcedure,
    CaseState,
    ControlMark,
    SecurityClass,
)
from app.policy.closing import OPEN, Closures
from app.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a form about a case asks before it opens, and the right that its verb asks for."""

    may: Callable[[AsyncSession, Actor, Case], Awaitable[Decision]]
    act: Act


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """One case as its page and its forms see it; ``revision`` is what they send back."""

    id: UUID
    unit_id: UUID
    unit_name: str
    case_no: str
    title: str
    cause: str
    procedure: CaseProcedure
    state: CaseState
    place: str
    note: str
    security_class: SecurityClass
    control_marks: tuple[ControlMark, ...]
    opened_on: date
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    revision: int


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case with what one actor may do about it; each verb asks again.

    ``is_open``: its file is not bound. ``steps`` are those that this actor may take next, the usual
    one first. ``may_keep`` is the right to file and archive it, ``reads_file`` that to the content
    of the file, and so to numbers and telephones of people.
    """

    detail: CaseDetail
    is_open: bool
    may_change: bool
    may_reopen: bool
    may_keep: bool
    reads_file: bool
    steps: tuple[CaseState, ...]
    closures: Closures = OPEN
    reading: Decision | None = None
    """The answer to whether this actor may read the file, for whoever is told why not."""


async def case_detail(session: AsyncSession, actor: Actor, case_id: UUID) -> CaseDetail:
    """Return one case of which the actor may know.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    return await detail_of(session, await find_case(session, actor, case_id))


async def opened_case(session: AsyncSession, actor: Actor, case_id: UUID) -> OpenedCase:
    """Return one case of which the actor may know, with what they may do about it.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    case = await find_case(session, actor, case_id)
    thing = await thing_of(session, case)
    may = {
        act: (await authorise(session, actor, act, thing)).allowed
        for act in (Act.CASE_CHANGE, Act.CASE_KEEP_FILE)
    }
    reading = await authorise(session, actor, Act.CASE_READ_FILE, thing)
    state = CaseState(case.state)
    is_open = decide_change(await pack_of_unit(session, case.unit_id), state).allowed
    return OpenedCase(
        detail=await detail_of(session, case),
        is_open=is_open,
        may_change=may[Act.CASE_CHANGE] and is_open,
        may_keep=may[Act.CASE_KEEP_FILE],
        may_reopen=may[Act.CASE_KEEP_FILE] and decide_reopening(state).allowed,
        reads_file=reading.allowed,
        steps=tuple(then for then in STEPS[state] if may[act_of_step(then)]),
        closures=thing.closures,
        reading=reading,
    )


async def enter_case(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    entrance: Entrance,
    *,
    tried_at: datetime | None = None,
) -> tuple[CaseDetail, Decision]:
    """Return a case and whether a form about it is open to this actor.

    A refusal of what was tried, not only looked at, appends ``act:refused``.

    Raises:
        NotFoundError: there is no such case for this actor.
    """
    case = await find_case(session, actor, case_id)
    decision = await entrance.may(session, actor, case)
    if not decision.allowed and tried_at is not None:
        await refuse_act(session, actor, entrance.act, case, decision, now=tried_at)
    return await detail_of(session, case), decision


async def detail_of(session: AsyncSession, case: Case) -> CaseDetail:
    """Return a case as pages see it; the caller may know of it."""
    unit = await session.get_one(Unit, case.unit_id)
    opener = await session.get_one(Person, case.opened_by_id)
    return CaseDetail(
        id=case.id,
        unit_id=case.unit_id,
        unit_name=unit.name,
        case_no=case.case_no,
        title=case.title,
        cause=case.cause,
        procedure=CaseProcedure(case.procedure),
        state=CaseState(case.state),
        place=case.place,
        note=case.note,
        security_class=SecurityClass(case.security_class),
        control_marks=tuple(ControlMark(mark) for mark in case.control_marks),
        opened_on=case.opened_on,
        opened_by=opener.full_name,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        revision=case.revision,
    )
