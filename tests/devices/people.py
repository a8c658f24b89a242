"""The keeper and the holder of devices, for tests about devices; the others are the town's."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.registry import DeviceFacts, add_device
from app.models import DeviceHolding
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.vocabulary import ActorKind, DeviceKind, Role
from tests.world import NOW, PASSWORD_HASH, Town


async def hire(session: AsyncSession, town: Town, username: str, *roles: Role) -> Actor:
    """Return somebody new who holds these roles in the brigade."""
    held = tuple(Assignment(town.brigade, role) for role in roles)
    person = NewPerson(username, "徐海涛", "", PASSWORD_HASH)
    person_id = await register_person(
        session, WORKER, town.brigade, person, assignments=held, now=NOW
    )
    return Actor(ActorKind.PERSON, person_id, town.brigade, assignments=held)


async def equip(session: AsyncSession, unit_id: UUID, device_no: str = "RZ-0900") -> UUID:
    """Return a camera of this unit that nobody holds."""
    facts = DeviceFacts(device_no=device_no, kind=DeviceKind.BODY_CAMERA)
    return await add_device(session, WORKER, unit_id, facts, NOW)


async def hold(session: AsyncSession, device_id: UUID, person: Actor) -> DeviceHolding:
    """Let somebody hold the device since two hours ago."""
    assert person.id is not None
    row = DeviceHolding(
        id=ids.new_id(),
        device_id=device_id,
        person_id=person.id,
        from_at=NOW - timedelta(hours=2),
        purpose="河道巡查",
        noted_at=NOW,
    )
    session.add(row)
    await session.flush()
    return row
