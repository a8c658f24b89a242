"""Read whose a recording is, and on what that rests."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Device, DeviceHolding, Person, Recording
from app.policy.vocabulary import DeviceSource, OfficerSource
from app.recordings.moments import is_doubtful


@dataclass(frozen=True, slots=True)
class AttributionDetail:
    """Device and officer with their sources; ``held_*`` are those of the hand-over it rests on.

    ``based_on`` is the time that was looked up in the hand-overs, ``based_on_source`` who says it;
    both are empty when no time was believed and only one person ever held the device.
    """

    device_id: UUID | None
    device_no: str
    device_source: DeviceSource | None
    device_note: str
    section_id: UUID | None
    officer_id: UUID | None
    officer_name: str
    officer_source: OfficerSource | None
    officer_note: str
    held_from: datetime | None
    held_until: datetime | None
    based_on: datetime | None
    based_on_source: str
    named_device_no: str
    named_officer_no: str
    is_set_aside: bool
    attributed_at: datetime | None


async def attribution_of(session: AsyncSession, recording_id: UUID) -> AttributionDetail:
    """Return the attribution of a recording that exists."""
    recording, device, officer, holding = (
        await session.execute(
            select(Recording, Device, Person, DeviceHolding)
            .outerjoin(Device, Device.id == Recording.device_id)
            .outerjoin(Person, Person.id == Recording.officer_id)
            .outerjoin(DeviceHolding, DeviceHolding.id == Recording.holding_id)
            .where(Recording.id == recording_id)
        )
    ).one()
    device_source, officer_source = recording.device_source, recording.officer_source
    started = recording.recorded_at
    if started is not None and is_doubtful(started, recording.received_at):
        started = None
    return AttributionDetail(
        device_id=recording.device_id,
        device_no=device.device_no if device else "",
        device_source=DeviceSource(device_source) if device_source else None,
        device_note=recording.device_note,
        section_id=device.section_id if device else None,
        officer_id=recording.officer_id,
        officer_name=officer.full_name if officer else "",
        officer_source=OfficerSource(officer_source) if officer_source else None,
        officer_note=recording.officer_note,
        held_from=holding.from_at if holding else None,
        held_until=holding.until_at if holding else None,
        based_on=started,
        based_on_source=(recording.recorded_at_source or "") if started else "",
        named_device_no=recording.named_device_no or "",
        named_officer_no=recording.named_officer_no or "",
        is_set_aside=recording.set_aside_at is not None,
        attributed_at=recording.attributed_at,
    )
