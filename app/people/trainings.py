"""Read training and supervision: one record, a list, and what somebody took part in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.errors import NotFoundError
from app.models import Person, Training, TrainingAttendance, Unit
from app.people.authority import Extent, authorise, thing_in, within
from app.people.training_attendance import Attendee, attendees_of
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.vocabulary import TrainingKind

PAGE_ROWS = 50
_BATCH_ROWS = 1000


@dataclass(frozen=True, slots=True)
class TrainingDetail:
    """One record; whoever only took part in it sees no attendee but themselves."""

    id: UUID
    unit_id: UUID
    unit_name: str
    kind: TrainingKind
    title: str
    held_on: date
    hours: Decimal | None
    organiser: str
    note: str
    registered_by_id: UUID | None
    registered_at: datetime
    attendees: tuple[Attendee, ...]


@dataclass(frozen=True, slots=True)
class TrainingFilter:
    """What a list is narrowed to; the days are both included."""

    kind: TrainingKind | None = None
    text: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """One record in a list."""

    id: UUID
    unit_name: str
    kind: TrainingKind
    title: str
    held_on: date
    hours: Decimal | None
    organiser: str
    attendees: int


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """Records, the latest first; ``next_place`` leads to the older ones."""

    rows: tuple[TrainingRow, ...]
    next_place: str


async def find_training(session: AsyncSession, actor: Actor, training_id: UUID) -> TrainingDetail:
    """Return a record to whoever may read the files of its unit, or took part in it.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
    """
    found = (
        await session.execute(
            select(Training, Unit.name)
            .join(Unit, Unit.id == Training.unit_id)
            .where(Training.id == training_id)
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError
    row, unit_name = found
    attendees = await attendees_of(session, row.id)
    thing = await thing_in(session, row.unit_id)
    if not (await authorise(session, actor, Act.PERSON_READ_FILE, thing)).allowed:
        attendees = tuple(one for one in attendees if one.person_id == actor.id)
        if not attendees:
            raise NotFoundError
    return TrainingDetail(
        id=row.id,
        unit_id=row.unit_id,
        unit_name=unit_name,
        kind=TrainingKind(row.kind),
        title=row.title,
        held_on=row.held_on,
        hours=row.hours,
        organiser=row.organiser,
        note=row.note,
        registered_by_id=row.registered_by_id,
        registered_at=row.registered_at,
        attendees=attendees,
    )


async def list_trainings(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    wanted: TrainingFilter,
    *,
    place: str = "",
    limit: int = PAGE_ROWS,
) -> TrainingPage:
    """Return the records of these units, and those in which the actor took part."""
    took_part = exists().where(
        TrainingAttendance.training_id == Training.id, TrainingAttendance.person_id == actor.id
    )
    attendees = (
        select(func.count()).where(TrainingAttendance.training_id == Training.id).scalar_subquery()
    )
    statement = (
        select(Training, Unit.name, attendees)
        .join(Unit, Unit.id == Training.unit_id)
        .where(
            or_(within(extent, actor, Training.unit_id), took_part),
            *_conditions(wanted, actor, extent),
        )
        .order_by(Training.held_on.desc(), Training.id.desc())
        .limit(limit + 1)
    )
    if before := _read_place(place):
        key = tuple_(Training.held_on, Training.id)
        statement = statement.where(key < tuple_(*map(literal, before)))
    found = (await session.execute(statement)).all()
    rows = tuple(
        TrainingRow(
            id=row.id,
            unit_name=unit_name,
            kind=TrainingKind(row.kind),
            title=row.title,
            held_on=row.held_on,
            hours=row.hours,
            organiser=row.organiser,
            attendees=number,
        )
        for row, unit_name, number in found[:limit]
    )
    more = len(found) > limit
    return TrainingPage(rows, f"{rows[-1].held_on.isoformat()}~{rows[-1].id}" if more else "")


async def every_attendance(
    session: AsyncSession, actor: Actor, extent: Extent, wanted: TrainingFilter
) -> AsyncIterator[tuple[object, ...]]:
    """Yield who took part in what, a record without anybody as one row without a person.

    Each row: day, kind, title, hours, organiser, unit, person, their unit, result, remark.
    """
    all_of_it = within(extent, actor, Training.unit_id)
    own = TrainingAttendance.person_id == actor.id
    of_person = aliased(Unit)
    rows = await session.stream(
        select(
            Training.held_on,
            Training.kind,
            Training.title,
            Training.hours,
            Training.organiser,
            Unit.name,
            func.coalesce(Person.full_name, ""),
            func.coalesce(of_person.name, ""),
            func.coalesce(TrainingAttendance.result, ""),
            func.coalesce(TrainingAttendance.remark, ""),
        )
        .join(Unit, Unit.id == Training.unit_id)
        .outerjoin(TrainingAttendance, TrainingAttendance.training_id == Training.id)
        .outerjoin(Person, Person.id == TrainingAttendance.person_id)
        .outerjoin(of_person, of_person.id == Person.unit_id)
        .where(or_(all_of_it, own), *_conditions(wanted, actor, extent))
        .order_by(Training.held_on.desc(), Training.id.desc(), Person.full_name, Person.id)
        .execution_options(yield_per=_BATCH_ROWS)
    )
    async for row in rows:
        yield tuple(row)


def _conditions(wanted: TrainingFilter, actor: Actor, extent: Extent) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(Training.kind == wanted.kind.value)
    if wanted.first is not None:
        conditions.append(Training.held_on >= wanted.first)
    if wanted.last is not None:
        conditions.append(Training.held_on <= wanted.last)
    if wanted.text:
        attendance, person = aliased(TrainingAttendance), aliased(Person)
        named = exists().where(
            attendance.training_id == Training.id,
            attendance.person_id == person.id,
            # A name that finds a record tells that its bearer took part in it.
            or_(within(extent, actor, Training.unit_id), attendance.person_id == actor.id),
            person.full_name.contains(wanted.text, autoescape=True),
        )
        conditions.append(or_(Training.title.contains(wanted.text, autoescape=True), named))
    return conditions


def _read_place(text: str) -> tuple[date, UUID] | None:
    day, _, key = text.partition("~")
    try:
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        return None
