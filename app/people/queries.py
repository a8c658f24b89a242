"""Read people and units as the doors show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import NotFoundError
from app.models import Device, Person, Section, Unit
from app.people.laws import packs_of
from app.policy.pack import Pack


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as the header and the account page show them."""

    id: UUID
    username: str
    full_name: str
    post: str
    unit_id: UUID
    unit_name: str
    section_name: str


async def person_facts(session: AsyncSession, person_id: UUID) -> PersonFacts:
    """Return the facts of one person who exists; the request's own were read with the cookie."""
    person = await session.get_one(Person, person_id)
    unit = await session.get_one(Unit, person.unit_id)
    section = await session.get(Section, person.section_id) if person.section_id else None
    return PersonFacts(
        id=person.id,
        username=person.username,
        full_name=person.full_name,
        post=person.post,
        unit_id=unit.id,
        unit_name=unit.name,
        section_name=section.name if section else "",
    )


async def names_of(session: AsyncSession, actor_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the display names of people (姓名) and devices (设备编号) by id."""
    wanted = {actor_id for actor_id in actor_ids if actor_id is not None}
    if not wanted:
        return {}
    people = await session.execute(select(Person.id, Person.full_name).where(Person.id.in_(wanted)))
    devices = await session.execute(
        select(Device.id, Device.device_no).where(Device.id.in_(wanted))
    )
    return {row[0]: row[1] for row in (*people, *devices)}


async def unit_names(session: AsyncSession, unit_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of units by id."""
    rows = await session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(set(unit_ids))))
    return {row[0]: row[1] for row in rows}


async def pack_of_unit(session: AsyncSession, unit_id: UUID) -> Pack:
    """Return the law a unit lives by: its agency's adoption in force, own settings included.

    Raises:
        NotFoundError: there is no such unit; forms and addresses name any.
    """
    found = await packs_of(session, [unit_id])
    if unit_id not in found:
        raise NotFoundError
    return found[unit_id]
