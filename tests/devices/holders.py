"""People who keep, hold and hand over devices, beside the cast of the town."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.holding import issue_device
from app.devices.holding_rows import HandOver
from app.devices.terminals import register_device
from app.models import DeviceHolding, Posting, Qualification
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.vocabulary import ActorKind, DeviceKind, QualificationKind, Role
from tests.world import NOW, PASSWORD_HASH, Town

REASON_AFTER = timedelta(hours=24)
TODAY = NOW.date()
NEXT_YEAR = TODAY + timedelta(days=365)


async def hire(
    session: AsyncSession, username: str, full_name: str, unit: UUID, *roles: Role
) -> Actor:
    """Register somebody with these roles in their own unit."""
    held = tuple(Assignment(unit, role) for role in roles)
    person = NewPerson(username, full_name, "", PASSWORD_HASH)
    person_id = await register_person(session, WORKER, unit, person, assignments=held, now=NOW)
    return Actor(ActorKind.PERSON, person_id, unit, assignments=held)


async def hire_keeper(session: AsyncSession, town: Town) -> Actor:
    """Xu keeps the devices of the sub-unit."""
    return await hire(session, "xu", "徐海涛", town.brigade, Role.DEVICE_KEEPER)


async def hire_officer(
    session: AsyncSession, town: Town, username: str = "ma", full_name: str = "马建国"
) -> Actor:
    """A second officer of the sub-unit, with a certificate."""
    officer = await hire(session, username, full_name, town.brigade, Role.OFFICER)
    await qualify(session, officer)
    return officer


async def serve(
    session: AsyncSession,
    person: Actor,
    *,
    since: date = date(2020, 1, 1),
    until: date | None = None,
) -> None:
    """Let the posting of a person begin, and perhaps end, on these days."""
    await session.execute(
        update(Posting).where(Posting.person_id == person.id).values(from_on=since, until_on=until)
    )


async def qualify(
    session: AsyncSession,
    person: Actor,
    *,
    since: date = date(2020, 1, 1),
    until: date = NEXT_YEAR,
    revoked_on: date | None = None,
) -> None:
    """Give a person a certificate."""
    session.add(
        Qualification(
            id=ids.new_id(),
            person_id=person.id,
            kind=QualificationKind.PROVINCIAL.value,
            certificate_no=f"豫{ids.new_id().hex[-8:]}",
            issuer="河南省人民政府",
            valid_from=since,
            valid_until=until,
            revoked_on=revoked_on,
            registered_at=NOW,
        )
    )
    await session.flush()


async def add_device(
    session: AsyncSession, unit: UUID, device_no: str, kind: DeviceKind = DeviceKind.BODY_CAMERA
) -> UUID:
    """Register one more device."""
    return await register_device(session, WORKER, unit, device_no=device_no, kind=kind, now=NOW)


def camera_of(town: Town) -> UUID:
    """Return the sub-unit's body camera, RZ-0001."""
    assert town.terminal.id is not None
    return town.terminal.id


async def give(
    session: AsyncSession,
    keeper: Actor,
    device_id: UUID,
    receiver: Actor,
    *,
    at: datetime | None = None,
) -> UUID:
    """Issue a device in a world where nothing stands against it."""
    said = HandOver(at=at, purpose="采砂巡查", remark="补登")
    outcome = await issue_device(
        session, keeper, device_id, receiver.id, said, reason_after=REASON_AFTER, now=NOW
    )
    assert isinstance(outcome, UUID), outcome
    return outcome


async def spans_of(
    session: AsyncSession, device_id: UUID
) -> list[tuple[UUID, datetime, datetime | None]]:
    """Return who held a device from when to when, in order of time."""
    rows = await session.scalars(
        select(DeviceHolding)
        .where(DeviceHolding.device_id == device_id)
        .order_by(DeviceHolding.from_at)
        .execution_options(populate_existing=True)
    )
    return [(row.person_id, row.from_at, row.until_at) for row in rows]
