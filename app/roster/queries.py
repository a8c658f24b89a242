"""Read the roster: the weeks of one unit, and who was on duty at a moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.errors import NotFoundError
from app.models import DutyShift, Person, Section, Unit
from app.people.authority import Extent, extent_of, open_list
from app.people.queries import unit_names
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import ShiftKind

DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Shift:
    """One line of the roster."""

    id: UUID
    unit_id: UUID
    section_id: UUID | None
    section_name: str
    person_id: UUID
    person_name: str
    kind: ShiftKind
    from_at: datetime
    until_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Named:
    """A unit, section or person to choose from; ``place`` is the section of a person."""

    id: UUID
    name: str
    place: UUID | None = None


def monday_of(day: date) -> date:
    """Return the first day of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def week_of(monday: date) -> tuple[datetime, datetime]:
    """Return the moments at which a week begins and ends in Asia/Shanghai."""
    begins = datetime.combine(monday, time.min, SHANGHAI)
    return begins, begins + timedelta(days=DAYS_OF_A_WEEK)


async def readable_units(session: AsyncSession, actor: Actor) -> tuple[Named, ...] | Decision:
    """Return the units whose roster the actor may read, by name, or the refusal."""
    extent = await open_list(session, actor, Act.ROSTER_READ)
    if isinstance(extent, Decision):
        return extent
    names = await unit_names(session, extent.units)
    return tuple(Named(unit, name) for unit, name in sorted(names.items(), key=lambda it: it[1]))


async def keepable(session: AsyncSession, actor: Actor) -> Extent:
    """Return where the actor keeps the roster."""
    return await extent_of(session, actor, Act.ROSTER_KEEP)


async def shifts_between(
    session: AsyncSession, unit_id: UUID, begins: datetime, ends: datetime
) -> tuple[Shift, ...]:
    """Return the shifts of one unit that touch the span, by their beginning."""
    rows = await session.execute(
        _shifts()
        .where(DutyShift.unit_id == unit_id, DutyShift.from_at < ends, DutyShift.until_at > begins)
        .order_by(DutyShift.from_at, Person.full_name, DutyShift.id)
    )
    return tuple(_shift(row) for row in rows)


async def on_duty_at(
    session: AsyncSession, unit_id: UUID, moment: datetime, *, section_id: UUID | None = None
) -> tuple[Shift, ...]:
    """Return who was on duty in a unit at a moment; with a section, those of the section."""
    conditions: list[ColumnElement[bool]] = [
        DutyShift.unit_id == unit_id,
        DutyShift.from_at <= moment,
        DutyShift.until_at > moment,
    ]
    if section_id is not None:
        conditions.append(DutyShift.section_id == section_id)
    rows = await session.execute(_shifts().where(*conditions).order_by(Person.full_name))
    return tuple(_shift(row) for row in rows)


async def find_shift(session: AsyncSession, actor: Actor, shift_id: UUID) -> Shift:
    """Return a shift the actor may read.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
    """
    row = (await session.execute(_shifts().where(DutyShift.id == shift_id))).one_or_none()
    if row is None:
        raise NotFoundError
    shift = _shift(row)
    if shift.unit_id not in (await extent_of(session, actor, Act.ROSTER_READ)).units:
        raise NotFoundError
    return shift


async def sections_of(session: AsyncSession, unit_id: UUID) -> tuple[Named, ...]:
    """Return the sections of a unit by name."""
    rows = await session.scalars(
        select(Section).where(Section.unit_id == unit_id).order_by(Section.name)
    )
    return tuple(Named(row.id, row.name) for row in rows)


async def members_of(session: AsyncSession, unit_id: UUID, on: date) -> tuple[Named, ...]:
    """Return who serves in a unit on a day, by name; those with equal names by user name."""
    rows = await session.scalars(
        select(Person)
        .where(Person.unit_id == unit_id, or_(Person.left_on.is_(None), Person.left_on >= on))
        .order_by(Person.full_name, Person.username)
    )
    people = rows.all()
    return tuple(Named(row.id, _told_apart(row, people), row.section_id) for row in people)


def _told_apart(person: Person, people: Collection[Person]) -> str:
    namesakes = sum(other.full_name == person.full_name for other in people)
    mark = person.officer_no or person.username
    return person.full_name if namesakes == 1 else f"{person.full_name}（{mark}）"


@cache
def _shifts() -> Select[DutyShift, str, str]:
    return (
        select(DutyShift, Section.name, Person.full_name)
        .join(Person, Person.id == DutyShift.person_id)
        .join(Unit, Unit.id == DutyShift.unit_id)
        .outerjoin(Section, Section.id == DutyShift.section_id)
    )


def _shift(row: Row[DutyShift, str, str]) -> Shift:
    shift, section_name, person_name = row
    return Shift(
        id=shift.id,
        unit_id=shift.unit_id,
        section_id=shift.section_id,
        section_name=section_name or "",
        person_id=shift.person_id,
        person_name=person_name,
        kind=ShiftKind(shift.kind),
        from_at=shift.from_at,
        until_at=shift.until_at,
        note=shift.note,
    )
