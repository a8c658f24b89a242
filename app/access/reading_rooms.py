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
from app.people.queries import pack_of_unit
from app.policy import authorising
from app.policy.actor import Actor, Assignment
from app.policy.acts import Act
from app.policy.authorising import RULES
from app.policy.grounds import Thing
from app.policy.vocabulary import ActorKind, Role


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
    """Return who holds the role today, each judged by the rule that judges the enrolling.

    One statement, however many hold it. What an administrator may do nobody lends to another.
    """
    day, until = day_of(now), RoleAssignment.until_on
    roles = {role.value for ground in RULES[Act.READING_ROOM_KEEP].grounds for role in ground.roles}
    rows = await session.execute(
        select(
            Person.id,
            Person.full_name,
            Person.unit_id.label("own_unit_id"),
            RoleAssignment.unit_id,
            RoleAssignment.role,
        )
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(
            Person.is_active,
            RoleAssignment.unit_id.in_(units),
            RoleAssignment.role.in_(roles),
            RoleAssignment.from_on <= day,
            or_(until.is_(None), until >= day),
        )
        .order_by(Person.full_name, Person.id)
    )
    held: dict[UUID, Actor] = {}
    names: dict[UUID, str] = {}
    for person_id, name, own_unit, unit_id, role in rows:
        one = Assignment(unit_id, Role(role))
        earlier = held[person_id].assignments if person_id in held else ()
        held[person_id] = Actor(ActorKind.PERSON, person_id, own_unit, assignments=(*earlier, one))
        names[person_id] = name
    pack = await pack_of_unit(session, thing.unit_id)
    return tuple(
        names[key]
        for key, setter in held.items()
        if authorising.authorise(setter, Act.READING_ROOM_KEEP, thing, pack).allowed
    )
