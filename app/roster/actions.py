"""Write the roster: add a shift, take one away, copy last week."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.deadlines.refreshing import refresh_shifts
from app.errors import ConflictError, InvalidInputError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import DutyShift, Person, Section
from app.people.authority import permit, thing_in
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import ShiftKind
from app.roster.queries import DAYS_OF_A_WEEK, Shift, shifts_between, week_of

LONGEST = timedelta(days=DAYS_OF_A_WEEK)
LONGEST_NOTE = 200
"""A longer shift is a mistyped date."""
_WEEK = timedelta(days=DAYS_OF_A_WEEK)


class OverlappingShiftError(ConflictError):
    """This person is on the roster at that time already."""

    code = "overlapping_shift"
    message = "这名人员在这段时间已经排了班。请调整时间，或先删除原来的安排。"


class ShiftNotPossibleError(InvalidInputError):
    """Person, section or times do not fit."""

    code = "shift_not_possible"


@dataclass(frozen=True, slots=True)
class NewShift:
    """A shift to be written; ``until_at`` is its first moment off duty."""

    person_id: UUID
    section_id: UUID | None
    kind: ShiftKind
    from_at: datetime
    until_at: datetime
    note: str = ""


async def may_keep(
    session: AsyncSession, actor: Actor, unit_id: UUID, *, now: datetime
) -> Decision:
    """Return whether the actor keeps this roster; a refusal appends ``act:refused``."""
    thing = await thing_in(session, unit_id)
    return await permit(session, actor, Act.ROSTER_KEEP, thing, subject_id=unit_id, now=now)


async def add_shift(
    session: AsyncSession, actor: Actor, unit_id: UUID, shift: NewShift, *, now: datetime
) -> UUID | Decision:
    """Put somebody on the roster. Appends ``roster:changed``.

    Raises:
        ShiftNotPossibleError: the person or section is not of this unit, or the times are wrong.
        OverlappingShiftError: the person stands on a roster at that time.
    """
    decision = await may_keep(session, actor, unit_id, now=now)
    if not decision.allowed:
        return decision
    await _check_belonging(session, unit_id, shift)
    problem = problem_with_times(shift.from_at, shift.until_at)
    if problem:
        raise ShiftNotPossibleError(problem)
    (shift_id,) = await write_shifts(session, actor, unit_id, [shift], now=now)
    await _note(session, actor, unit_id, shift_id, {"change": "added", **_detail(shift)}, now=now)
    return shift_id


async def remove_shift(
    session: AsyncSession, actor: Actor, shift: Shift, *, now: datetime
) -> Decision | None:
    """Take a shift off the roster. Appends ``roster:changed`` with all that stood there."""
    decision = await may_keep(session, actor, shift.unit_id, now=now)
    if not decision.allowed:
        return decision
    await session.execute(delete(DutyShift).where(DutyShift.id == shift.id))
    await refresh_shifts(session, [(shift.person_id, shift.from_at, shift.until_at)], actor, now)
    detail = {"change": "removed", **_detail(_as_new(shift))}
    await _note(session, actor, shift.unit_id, shift.id, detail, now=now)
    return None


async def copy_last_week(
    session: AsyncSession, actor: Actor, unit_id: UUID, monday: date, *, now: datetime
) -> tuple[int, int] | Decision:
    """Repeat the week before; return how many shifts were written and how many left out.

    Left out is whoever has a shift at that time already or has left by then.
    Appends ``roster:changed``.
    """
    decision = await may_keep(session, actor, unit_id, now=now)
    if not decision.allowed:
        return decision
    begins, ends = week_of(monday)
    earlier = [
        _as_new(shift)
        for shift in await shifts_between(session, unit_id, begins - _WEEK, begins)
        if shift.from_at >= begins - _WEEK
    ]
    moved = [replace(s, from_at=s.from_at + _WEEK, until_at=s.until_at + _WEEK) for s in earlier]
    people = {shift.person_id for shift in moved}
    taken = await taken_between(session, people, begins, ends + LONGEST)
    gone = await _left_before(session, people, monday)
    fitting = [s for s in moved if s.person_id not in gone and not _is_taken(s, taken)]
    await write_shifts(session, actor, unit_id, fitting, now=now)
    detail = {"change": "copied", "week": monday.isoformat(), "rows": len(fitting)}
    await _note(session, actor, unit_id, unit_id, detail, now=now)
    return len(fitting), len(moved) - len(fitting)


async def write_shifts(
    session: AsyncSession,
    actor: Actor,
    unit_id: UUID,
    shifts: Collection[NewShift],
    *,
    now: datetime,
) -> list[UUID]:
    """Insert rows; the caller has asked for the right and appends the event.

    Raises:
        OverlappingShiftError: one of them overlaps; none was written.
    """
    rows = [
        DutyShift(
            id=ids.new_id(),
            unit_id=unit_id,
            section_id=shift.section_id,
            person_id=shift.person_id,
            from_at=shift.from_at,
            until_at=shift.until_at,
            kind=shift.kind.value,
            note=shift.note,
            noted_by_id=actor.id,
            noted_at=now,
        )
        for shift in shifts
    ]
    try:
        async with session.begin_nested():
            session.add_all(rows)
            await session.flush()
    except IntegrityError as error:
        if "ex_duty_shift_one_at_a_time" in str(error.orig):
            raise OverlappingShiftError from error
        raise
    await refresh_shifts(
        session, [(row.person_id, row.from_at, row.until_at) for row in rows], actor, now
    )
    return [row.id for row in rows]


def problem_with_note(note: str) -> str:
    """Return what is wrong with a remark, or nothing; none is cut without a word."""
    return "" if len(note) <= LONGEST_NOTE else f"备注最长 {LONGEST_NOTE} 个字，请缩短。"


def problem_with_times(from_at: datetime, until_at: datetime) -> str:
    """Return what is wrong with the two ends of a shift, or nothing."""
    if until_at <= from_at:
        return "结束时间应晚于开始时间。"
    if until_at - from_at > LONGEST:
        return f"一班最长 {DAYS_OF_A_WEEK} 天，请核对日期；更长的值班请分成几班。"
    return ""


async def taken_between(
    session: AsyncSession, people: Collection[UUID], begins: datetime, ends: datetime
) -> list[tuple[UUID, datetime, datetime]]:
    """Return person, beginning and end of the shifts that these people have in any unit."""
    rows = await session.execute(
        select(DutyShift.person_id, DutyShift.from_at, DutyShift.until_at).where(
            DutyShift.person_id.in_(people), DutyShift.from_at < ends, DutyShift.until_at > begins
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _is_taken(shift: NewShift, taken: Collection[tuple[UUID, datetime, datetime]]) -> bool:
    return any(
        person == shift.person_id and begun < shift.until_at and ended > shift.from_at
        for person, begun, ended in taken
    )


async def _left_before(
    session: AsyncSession, people: Collection[UUID], day: date
) -> frozenset[UUID]:
    found = await session.scalars(
        select(Person.id).where(Person.id.in_(people), Person.left_on < day)
    )
    return frozenset(found)


async def _check_belonging(session: AsyncSession, unit_id: UUID, shift: NewShift) -> None:
    person = await session.get(Person, shift.person_id)
    if person is None or person.unit_id != unit_id:
        raise ShiftNotPossibleError("没有在本单位找到这名人员。请从列表中选择。")
    day = shift.from_at.astimezone(SHANGHAI).date()
    if person.left_on is not None and person.left_on < day:
        raise ShiftNotPossibleError("这名人员那时已经离岗，不能排班。")
    section = await session.get(Section, shift.section_id) if shift.section_id else None
    if shift.section_id is not None and (section is None or section.unit_id != unit_id):
        raise ShiftNotPossibleError("没有在本单位找到这个科室。请从列表中选择。")


def _as_new(shift: Shift) -> NewShift:
    return NewShift(
        person_id=shift.person_id,
        section_id=shift.section_id,
        kind=shift.kind,
        from_at=shift.from_at,
        until_at=shift.until_at,
        note=shift.note,
    )


def _detail(shift: NewShift) -> dict[str, object]:
    return {
        "person": shift.person_id,
        "section": shift.section_id,
        "kind": shift.kind.value,
        "from_at": shift.from_at,
        "until_at": shift.until_at,
        "note": shift.note,
    }


async def _note(
    session: AsyncSession,
    actor: Actor,
    unit_id: UUID,
    subject_id: UUID,
    detail: dict[str, object],
    *,
    now: datetime,
) -> None:
    await append(
        session,
        LedgerKind.ROSTER_CHANGED,
        actor,
        unit_id=unit_id,
        subject_id=subject_id,
        detail=detail,
        now=now,
    )
