"""Read people and units as the doors show them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import NotFoundError
from app.models import Device, Person
from app.people.laws import learned_with, packs_of
from app.policy.pack import Pack


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
    wanted = set(unit_ids)
    names = (await learned_with(session, wanted)).names
    return {unit_id: names[unit_id] for unit_id in wanted if unit_id in names}


async def pack_of_unit(session: AsyncSession, unit_id: UUID) -> Pack:
    """Return the law a unit lives by: its agency's adoption in force, own settings included.

    Raises:
        NotFoundError: there is no such unit; forms and addresses name any.
    """
    found = await packs_of(session, [unit_id])
    if unit_id not in found:
        raise NotFoundError
    return found[unit_id]
