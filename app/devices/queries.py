"""Read one device as somebody may know it, and what the rules need of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import NotFoundError
from app.models import Device, DeviceHolding, Person, Section, Unit
from app.people.authority import authorise, extent_of, thing_in, within
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.grounds import Thing
from app.policy.vocabulary import DeviceKind, DeviceState

_HELD_NOW = (DeviceHolding.device_id == Device.id) & DeviceHolding.until_at.is_(None)


@dataclass(frozen=True, slots=True)
class DeviceDetail:
    """One device with its holder of this moment; ``cost`` is in yuan."""

    id: UUID
    unit_id: UUID
    unit_name: str
    section_id: UUID | None
    section_name: str
    device_no: str
    kind: DeviceKind
    model: str
    maker: str
    serial_no: str
    gb28181_no: str
    cost: Decimal | None
    budget_year: int | None
    acquired_on: date | None
    state: DeviceState
    label_code: str | None
    holder_id: UUID | None
    holder_name: str
    held_since: datetime | None


async def find_device(session: AsyncSession, actor: Actor, device_id: UUID) -> DeviceDetail:
    """Return a device the actor may know of.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
    """
    detail = await _detail(session, device_id)
    if detail is None:
        raise NotFoundError
    known = await authorise(session, actor, Act.DEVICE_KNOW, await thing_of_device(session, detail))
    if not known.allowed:
        raise NotFoundError
    return detail


async def known_devices(
    session: AsyncSession, actor: Actor, device_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Return those of the devices whose page the actor may open, for links that lead somewhere."""
    if not device_ids:
        return frozenset()
    extent = await extent_of(session, actor, Act.DEVICE_KNOW)
    found = await session.scalars(
        select(Device.id)
        .outerjoin(DeviceHolding, _HELD_NOW)
        .where(
            Device.id.in_(device_ids),
            within(extent, actor, Device.unit_id, person=DeviceHolding.person_id, device=Device.id),
        )
    )
    return frozenset(found)


async def thing_of_device(session: AsyncSession, detail: DeviceDetail) -> Thing:
    """Return what the rules need: the unit, the holder, and the terminal that the device may be."""
    return await thing_in(session, detail.unit_id, person_id=detail.holder_id, device_id=detail.id)


async def _detail(session: AsyncSession, device_id: UUID) -> DeviceDetail | None:
    found = (
        await session.execute(
            select(Device, Unit, Section, DeviceHolding, Person)
            .join(Unit, Unit.id == Device.unit_id)
            .outerjoin(Section, Section.id == Device.section_id)
            .outerjoin(DeviceHolding, _HELD_NOW)
            .outerjoin(Person, Person.id == DeviceHolding.person_id)
            .where(Device.id == device_id)
        )
    ).one_or_none()
    if found is None:
        return None
    device, unit, section, holding, holder = found
    return DeviceDetail(
        id=device.id,
        unit_id=device.unit_id,
        unit_name=unit.name,
        section_id=device.section_id,
        section_name=section.name if section else "",
        device_no=device.device_no,
        kind=DeviceKind(device.kind),
        model=device.model,
        maker=device.maker,
        serial_no=device.serial_no,
        gb28181_no=device.gb28181_no,
        cost=device.cost,
        budget_year=device.budget_year,
        acquired_on=device.acquired_on,
        state=DeviceState(device.state),
        label_code=device.label_code,
        holder_id=holder.id if holder else None,
        holder_name=holder.full_name if holder else "",
        held_since=holding.from_at if holding else None,
    )
