"""阅览室 as whoever wants to view needs to know it: which terminals there are, who enrols one.

Where none is enrolled nothing can be viewed that must not leave the room (汝州调阅 4); then it is
said who can change that.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.models import Person, ReadingTerminal, RoleAssignment
from app.people.authority import authorise
from app.people.identifying import assignments_on
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.authorising import RULES
from app.policy.grounds import Thing
from app.policy.vocabulary import ActorKind


@dataclass(frozen=True, slots=True)
class ReadingRoom:
    """The terminals of a unit and of those above it, by name.

    Only where there are none: ``setters``, by name, can enrol one, and whether this actor
    ``may_enrol`` one themselves.
    """

    terminals: tuple[str, ...]
    setters: tuple[str, ...] = ()
    may_enrol: bool = False


async def room_for(
    session: AsyncSession, actor: Actor, thing: Thing, *, now: datetime
) -> ReadingRoom:
    """Return the reading room in which the records of a unit are viewed."""
    units = thing.above | {thing.unit_id}
    names = await session.scalars(
        select(ReadingTerminal.name)
        .where(ReadingTerminal.unit_id.in_(units), ReadingTerminal.retired_at.is_(None))
        .order_by(ReadingTerminal.name, ReadingTerminal.id)
    )
    terminals = tuple(names)
    if terminals:
        return ReadingRoom(terminals)
    setters = await _who_may_enrol(session, thing, units, now)
    may_enrol = (await authorise(session, actor, Act.READING_ROOM_KEEP, thing)).allowed
    return ReadingRoom((), setters, may_enrol=may_enrol)


async def _who_may_enrol(
    session: AsyncSession, thing: Thing, units: frozenset[UUID], now: datetime
) -> tuple[str, ...]:
    """Return who holds the role today, each judged by the rule that judges the enrolling."""
    day, until = day_of(now), RoleAssignment.until_on
    roles = {role.value for ground in RULES[Act.READING_ROOM_KEEP].grounds for role in ground.roles}
    holders = select(RoleAssignment.person_id).where(
        RoleAssignment.unit_id.in_(units),
        RoleAssignment.role.in_(roles),
        RoleAssignment.from_on <= day,
        or_(until.is_(None), until >= day),
    )
    people = await session.scalars(
        select(Person)
        .where(Person.is_active, Person.id.in_(holders))
        .order_by(Person.full_name, Person.id)
    )
    found = []
    for person in people.all():
        held = await assignments_on(session, person.id, day)
        setter = Actor(ActorKind.PERSON, person.id, person.unit_id, assignments=held)
        if (await authorise(session, setter, Act.READING_ROOM_KEEP, thing)).allowed:
            found.append(person.full_name)
    return tuple(found)
