"""What waits for a leader: repairs asked for, devices proposed for scrapping."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Device, DeviceFault, DeviceRepair, DeviceWriteOff, Person, Unit
from app.people.authority import Extent, extent_of
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.vocabulary import DeviceKind, RepairState


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """One request; ``cause`` is the fault or the reason, ``plan`` empty for scrapping."""

    device_id: UUID
    device_no: str
    kind: DeviceKind
    unit_name: str
    cause: str
    plan: str
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime


async def count_waiting(session: AsyncSession, actor: Actor) -> int:
    """Return how many requests wait for the word of this person."""
    repairs = await extent_of(session, actor, Act.DEVICE_AUTHORISE_REPAIR)
    write_offs = await extent_of(session, actor, Act.DEVICE_WRITE_OFF)
    asked = await waiting_repairs(session, repairs)
    proposed = await waiting_write_offs(session, write_offs)
    return len([one for one in (*asked, *proposed) if one.asked_by_id != actor.id])


async def waiting_repairs(session: AsyncSession, extent: Extent) -> tuple[WaitingRequest, ...]:
    """Return the repairs of these units that wait for leave, the oldest first."""
    rows = await session.execute(
        select(Device, Unit.name, DeviceFault.description, DeviceRepair, Person)
        .join(DeviceRepair, DeviceRepair.device_id == Device.id)
        .join(DeviceFault, DeviceFault.id == DeviceRepair.fault_id)
        .join(Unit, Unit.id == Device.unit_id)
        .join(Person, Person.id == DeviceRepair.asked_by_id)
        .where(Device.unit_id.in_(extent.units), DeviceRepair.state == RepairState.ASKED.value)
        .order_by(DeviceRepair.asked_at)
    )
    return tuple(
        WaitingRequest(
            device_id=device.id,
            device_no=device.device_no,
            kind=DeviceKind(device.kind),
            unit_name=unit_name,
            cause=fault,
            plan=repair.plan,
            asked_by_id=person.id,
            asked_by=person.full_name,
            asked_at=repair.asked_at,
        )
        for device, unit_name, fault, repair, person in rows
    )


async def waiting_write_offs(session: AsyncSession, extent: Extent) -> tuple[WaitingRequest, ...]:
    """Return the devices of these units that are proposed for scrapping, the oldest first."""
    rows = await session.execute(
        select(Device, Unit.name, DeviceWriteOff, Person)
        .join(DeviceWriteOff, DeviceWriteOff.device_id == Device.id)
        .join(Unit, Unit.id == Device.unit_id)
        .join(Person, Person.id == DeviceWriteOff.proposed_by_id)
        .where(Device.unit_id.in_(extent.units), DeviceWriteOff.decided_at.is_(None))
        .order_by(DeviceWriteOff.proposed_at)
    )
    return tuple(
        WaitingRequest(
            device_id=device.id,
            device_no=device.device_no,
            kind=DeviceKind(device.kind),
            unit_name=unit_name,
            cause=row.reason,
            plan="",
            asked_by_id=person.id,
            asked_by=person.full_name,
            asked_at=row.proposed_at,
        )
        for device, unit_name, row, person in rows
    )
