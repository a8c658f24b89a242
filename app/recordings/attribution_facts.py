"""Gather what is known of a recording's device and officer, for the rules of ``attributing``.

Numbers that a file or a terminal names are looked up within the sender's own line of units only:
the registers of strangers are neither confirmed nor denied.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from app.clock import SHANGHAI
from app.models import Device, DeviceHolding, Person, Recording, RoleAssignment, Upload
from app.people.units import units_above, with_units_below
from app.policy.attributing import (
    RECORDING_ROLES,
    DeviceFacts,
    DeviceVerdict,
    Holding,
    KnownDevice,
    OfficerFacts,
)
from app.policy.vocabulary import DeviceKind, DeviceSource, OfficerSource
from app.recordings.file_names import read_file_name
from app.recordings.time_facts import RecordedTimes

DEVICE_KEY = "device_no"
OFFICER_KEY = "officer"
LONGEST_NAME = 100
"""Characters of a number or name that are kept; longer ones are no number of anything."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the terminal's metadata names, or else the file name."""

    device_no: str | None
    officer_no: str | None


async def named_by(session: AsyncSession, recording: Recording) -> Named:
    """Return the numbers that came with a recording; what a terminal says outranks the name."""
    upload = await session.get_one(Upload, recording.upload_id)
    in_name = read_file_name(recording.file_name)
    return Named(
        _said(upload.metadata_values, DEVICE_KEY) or in_name.device_no,
        _said(upload.metadata_values, OFFICER_KEY) or in_name.officer_no,
    )


def _said(values: dict[str, object], key: str) -> str | None:
    return str(values.get(key, "")).strip()[:LONGEST_NAME] or None


async def line_of_units(session: AsyncSession, unit_id: UUID) -> frozenset[UUID]:
    """Return a unit with everything above and below it: those who may lend one another devices."""
    below = await with_units_below(session, {unit_id})
    return below | await units_above(session, unit_id)


async def device_facts(
    session: AsyncSession, recording: Recording, named: Named, units: frozenset[UUID]
) -> DeviceFacts:
    """Return what the rules need to know of the device."""
    settled = recording.device_id if recording.device_source == DeviceSource.SETTLED else None
    return DeviceFacts(
        sender=await _known(session, recording.submitted_by_device_id),
        named_no=named.device_no,
        named=await device_of_number(session, named.device_no, units),
        settled=await _known(session, settled),
        is_foreign=recording.device_source == DeviceSource.FOREIGN,
    )


async def _known(session: AsyncSession, device_id: UUID | None) -> KnownDevice | None:
    device = await session.get(Device, device_id) if device_id else None
    return KnownDevice(device.id, DeviceKind(device.kind)) if device else None


async def device_of_number(
    session: AsyncSession, number: str | None, units: frozenset[UUID]
) -> KnownDevice | None:
    """Return the registered device of a number: ours, the maker's, or that of GB/T 28181.

    Cameras drop or add dashes and change case, so only letters and digits are compared. Two
    devices that fit are none.
    """
    plain = "".join(sign for sign in number or "" if sign.isalnum()).lower()
    if not plain:
        return None
    numbers = (Device.device_no, Device.serial_no, Device.gb28181_no)
    found = await session.execute(
        select(Device.id, Device.kind)
        .where(Device.unit_id.in_(units), or_(*(_plain(column) == plain for column in numbers)))
        .limit(2)
    )
    rows = found.all()
    return KnownDevice(rows[0][0], DeviceKind(rows[0][1])) if len(rows) == 1 else None


def _plain(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    return func.lower(func.regexp_replace(column, r"[^[:alnum:]]", "", "g"))


async def officer_of_name(
    session: AsyncSession, name: str | None, units: frozenset[UUID]
) -> UUID | None:
    """Return the person of this number, user name or full name; two who fit are none."""
    if not name:
        return None
    found = await session.scalars(
        select(Person.id)
        .where(
            Person.unit_id.in_(units),
            or_(Person.officer_no == name, Person.username == name, Person.full_name == name),
        )
        .limit(2)
    )
    people = found.all()
    return people[0] if len(people) == 1 else None


async def officer_facts(
    session: AsyncSession,
    recording: Recording,
    named: Named,
    *,
    units: frozenset[UUID],
    device: DeviceVerdict,
    times: RecordedTimes,
) -> OfficerFacts:
    """Return what the rules need to know of the officer."""
    start, submitter = recording.recorded_at, recording.submitted_by_person_id
    length = timedelta(milliseconds=recording.duration_ms or 0)
    is_decided = recording.officer_source == OfficerSource.CUSTODIAN
    return OfficerFacts(
        device=device,
        holdings=await holdings_of(session, device.device.id) if device.device else (),
        recorded_at=start,
        recorded_until=start + length if start else None,
        is_time_doubtful=times.is_doubtful,
        contradicted_by=times.contradicted_by,
        received_at=recording.received_at,
        named_no=named.officer_no,
        named=await officer_of_name(session, named.officer_no, units),
        submitter=submitter,
        submitter_records=await _records(session, submitter, recording.received_at),
        decided=recording.officer_id if is_decided else None,
    )


async def _records(session: AsyncSession, person_id: UUID | None, now: datetime) -> bool:
    """Return whether somebody held a role that records on the day of arrival."""
    if person_id is None:
        return False
    day = now.astimezone(SHANGHAI).date()
    found = await session.scalar(
        select(RoleAssignment.id)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.role.in_([role.value for role in RECORDING_ROLES]),
            RoleAssignment.from_on <= day,
            or_(RoleAssignment.until_on.is_(None), RoleAssignment.until_on >= day),
        )
        .limit(1)
    )
    return found is not None


async def holdings_of(session: AsyncSession, device_id: UUID) -> tuple[Holding, ...]:
    """Return everybody who ever held a device, the first holder first."""
    rows = await session.scalars(
        select(DeviceHolding)
        .where(DeviceHolding.device_id == device_id)
        .order_by(DeviceHolding.from_at)
    )
    return tuple(Holding(row.id, row.person_id, row.from_at, row.until_at) for row in rows)
