"""Who took part in a training or a check of officers, and who could be entered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Person, Training, TrainingAttendance, Unit
from app.people.units import with_units_below
from app.policy.vocabulary import TrainingKind


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person at a training, or one who was checked."""

    person_id: UUID
    full_name: str
    unit_name: str
    post: str
    result: str
    remark: str


@dataclass(frozen=True, slots=True)
class OwnTraining:
    """A record as it stands in the file of somebody who took part."""

    id: UUID
    kind: TrainingKind
    title: str
    held_on: date
    hours: Decimal | None
    result: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be entered as taking part."""

    id: UUID
    full_name: str
    unit_name: str


async def attendees_of(session: AsyncSession, training_id: UUID) -> tuple[Attendee, ...]:
    """Return who took part, by unit and name."""
    rows = await session.execute(
        select(TrainingAttendance, Person, Unit.name)
        .join(Person, Person.id == TrainingAttendance.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(TrainingAttendance.training_id == training_id)
        .order_by(Unit.code, Person.full_name, Person.id)
    )
    return tuple(
        Attendee(
            person_id=person.id,
            full_name=person.full_name,
            unit_name=unit_name,
            post=person.post,
            result=row.result,
            remark=row.remark,
        )
        for row, person, unit_name in rows
    )


async def trainings_of(session: AsyncSession, person_id: UUID, limit: int) -> list[OwnTraining]:
    """Return the latest records in which somebody took part."""
    rows = await session.execute(
        select(Training, TrainingAttendance.result)
        .join(TrainingAttendance, TrainingAttendance.training_id == Training.id)
        .where(TrainingAttendance.person_id == person_id)
        .order_by(Training.held_on.desc(), Training.id.desc())
        .limit(limit)
    )
    return [
        OwnTraining(row.id, TrainingKind(row.kind), row.title, row.held_on, row.hours, result)
        for row, result in rows
    ]


async def candidates_for(
    session: AsyncSession, unit_id: UUID, held_on: date
) -> tuple[Candidate, ...]:
    """Return the people of a unit and of those below it who were in service on that day."""
    units = await with_units_below(session, [unit_id])
    rows = await session.execute(
        select(Person.id, Person.full_name, Unit.name)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Person.unit_id.in_(units),
            Person.is_active,
            or_(Person.left_on.is_(None), Person.left_on >= held_on),
        )
        .order_by(Unit.code, Person.full_name, Person.id)
    )
    return tuple(Candidate(*row) for row in rows)
