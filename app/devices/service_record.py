"""What the books say about care and repair: of one device, or of all devices of some units."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.devices.listing import MOST_IN_A_SHEET
from app.models import Device, DeviceFault, DeviceMaintenance, DeviceRepair, Person, Unit
from app.policy.vocabulary import DeviceKind, RepairState


@dataclass(frozen=True, slots=True)
class Span:
    """Which rows are wanted: of one device or of these units, between two moments."""

    device_id: UUID | None = None
    units: Collection[UUID] = ()
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class MaintenanceLine:
    """One line of 设备保养台账."""

    device_no: str
    kind: DeviceKind
    unit_name: str
    done_on: date
    done_by: str
    what: str
    result: str
    noted_by: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class RepairLine:
    """One line of 设备维修台账; ``cost`` is in yuan."""

    device_no: str
    kind: DeviceKind
    unit_name: str
    found_at: datetime
    fault: str
    reported_by: str
    state: RepairState
    asked_by: str
    asked_at: datetime
    plan: str
    is_authorised: bool
    decided_by: str
    decided_at: datetime | None
    opinion: str
    repairer: str
    work: str
    cost: Decimal | None
    is_reimbursable: bool
    began_on: date | None
    ended_on: date | None
    tested_by: str
    tested_at: datetime | None
    test_note: str

    @property
    def is_without_leave(self) -> bool:
        """Whether it was repaired without anybody's leave."""
        return bool(self.repairer) and not self.is_authorised


async def list_maintenance(
    session: AsyncSession, span: Span, *, limit: int = MOST_IN_A_SHEET
) -> tuple[MaintenanceLine, ...]:
    """Return the care written down, the latest first."""
    rows = await session.execute(
        select(Device, Unit.name, DeviceMaintenance, Person.full_name)
        .join(DeviceMaintenance, DeviceMaintenance.device_id == Device.id)
        .join(Unit, Unit.id == Device.unit_id)
        .join(Person, Person.id == DeviceMaintenance.noted_by_id)
        .where(*_within(span, DeviceMaintenance.noted_at))
        .order_by(DeviceMaintenance.id.desc())
        .limit(limit)
    )
    return tuple(
        MaintenanceLine(
            device_no=device.device_no,
            kind=DeviceKind(device.kind),
            unit_name=unit_name,
            done_on=row.done_on,
            done_by=row.done_by,
            what=row.what,
            result=row.result,
            noted_by=noted_by,
            noted_at=row.noted_at,
        )
        for device, unit_name, row, noted_by in rows
    )


async def list_repairs(
    session: AsyncSession, span: Span, *, limit: int = MOST_IN_A_SHEET
) -> tuple[RepairLine, ...]:
    """Return the repairs, asked for, done or done without leave, the latest first."""
    reporter, asker, decider, tester = (aliased(Person) for _ in range(4))
    rows = await session.execute(
        select(
            Device,
            Unit.name,
            DeviceFault,
            DeviceRepair,
            reporter.full_name,
            asker.full_name,
            decider.full_name,
            tester.full_name,
        )
        .join(DeviceRepair, DeviceRepair.device_id == Device.id)
        .join(DeviceFault, DeviceFault.id == DeviceRepair.fault_id)
        .join(Unit, Unit.id == Device.unit_id)
        .join(reporter, reporter.id == DeviceFault.reported_by_id)
        .join(asker, asker.id == DeviceRepair.asked_by_id)
        .outerjoin(decider, decider.id == DeviceRepair.decided_by_id)
        .outerjoin(tester, tester.id == DeviceRepair.tested_by_id)
        .where(*_within(span, DeviceRepair.asked_at))
        .order_by(DeviceRepair.id.desc())
        .limit(limit)
    )
    return tuple(
        _repair_line(device, unit_name, fault, repair, names)
        for device, unit_name, fault, repair, *names in rows
    )


def _repair_line(
    device: Device,
    unit_name: str,
    fault: DeviceFault,
    repair: DeviceRepair,
    names: Sequence[str | None],
) -> RepairLine:
    reported_by, asked_by, decided_by, tested_by = (name or "" for name in names)
    return RepairLine(
        device_no=device.device_no,
        kind=DeviceKind(device.kind),
        unit_name=unit_name,
        found_at=fault.found_at,
        fault=fault.description,
        reported_by=reported_by,
        state=RepairState(repair.state),
        asked_by=asked_by,
        asked_at=repair.asked_at,
        plan=repair.plan,
        is_authorised=repair.is_authorised,
        decided_by=decided_by,
        decided_at=repair.decided_at,
        opinion=repair.opinion,
        repairer=repair.repairer,
        work=repair.work,
        cost=repair.cost,
        is_reimbursable=repair.is_reimbursable,
        began_on=repair.began_on,
        ended_on=repair.ended_on,
        tested_by=tested_by,
        tested_at=repair.tested_at,
        test_note=repair.test_note,
    )


def _within(span: Span, moment: InstrumentedAttribute[datetime]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Device.id == span.device_id
        if span.device_id is not None
        else Device.unit_id.in_(span.units)
    ]
    if span.since is not None:
        conditions.append(moment >= span.since)
    if span.before is not None:
        conditions.append(moment < span.before)
    return conditions
