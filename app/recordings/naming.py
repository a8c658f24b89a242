"""Whom the custodian may name as the officer of recordings: the choices of the forms.

The rule is ``decide_named``; a list offers nobody whom sending the form would refuse.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Person, Posting, Recording, Unit
from app.recordings.attribution_facts import line_of_units
from app.recordings.recorder_facts import Activity, activity_between, decide_naming, staff_of


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be named as the officer, with the unit in which they served last here."""

    id: UUID
    full_name: str
    unit_name: str


async def namable_officers(
    session: AsyncSession, recording_ids: Collection[UUID]
) -> tuple[Colleague, ...]:
    """Return whoever may be named for one of the recordings at least, by unit and name.

    Those who have left or moved away since are among them, if they served here then.
    """
    activities = frozenset((await activities_of(session, recording_ids)).values())
    colleagues = await _colleagues_of(session, {each.unit_id for each in activities})
    waiting = await staff_of(session, [each.id for each in colleagues])
    accepted: set[UUID] = set()
    for activity in activities:
        verdicts = await decide_naming(session, activity, waiting)
        accepted |= {key for key, decision in verdicts.items() if decision.allowed}
        # Whoever may be named for one of them is not asked about the others.
        waiting = {key: staff for key, staff in waiting.items() if key not in accepted}
    return tuple(each for each in colleagues if each.id in accepted)


async def activities_of(
    session: AsyncSession, recording_ids: Collection[UUID]
) -> dict[UUID, Activity]:
    """Return on which days, and for which unit, each was recorded."""
    rows = await session.execute(
        select(
            Recording.id,
            Recording.unit_id,
            Recording.recorded_at,
            Recording.received_at,
            Recording.duration_ms,
        ).where(Recording.id.in_(recording_ids))
    )
    return {
        row.id: activity_between(row.unit_id, row.recorded_at, row.received_at, row.duration_ms)
        for row in rows
    }


async def has_served(session: AsyncSession, unit_id: UUID, person_id: UUID) -> bool:
    """Return whether somebody belongs, or ever belonged, to the line of a unit."""
    units = await line_of_units(session, unit_id)
    found = await session.scalar(
        select(Posting.id)
        .where(Posting.person_id == person_id, Posting.unit_id.in_(units))
        .limit(1)
    )
    return found is not None


async def _colleagues_of(
    session: AsyncSession, unit_ids: Collection[UUID]
) -> tuple[Colleague, ...]:
    """Return everybody who ever belonged to the lines of these units."""
    lines = [await line_of_units(session, unit_id) for unit_id in unit_ids]
    rows = await session.execute(
        select(Person.id, Person.full_name, Unit.name)
        .join(Posting, Posting.person_id == Person.id)
        .join(Unit, Unit.id == Posting.unit_id)
        .where(Posting.unit_id.in_(frozenset[UUID]().union(*lines)))
        .order_by(Posting.from_on)
    )
    last_here = {row.id: Colleague(*row) for row in rows}
    return tuple(
        sorted(last_here.values(), key=lambda each: (each.unit_name, each.full_name, each.id))
    )
