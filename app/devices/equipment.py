"""配备情况: how many devices of which kind stand against how many officers, and what they cost."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Device, Person, RoleAssignment, Unit
from app.people.queries import pack_of_unit
from app.policy.decision import Citation, Decision
from app.policy.pack import Pack
from app.policy.ratio import RULE, decide_ratio
from app.policy.vocabulary import DeviceKind, DeviceState, Role


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Devices of one kind in one unit by state; ``verdict`` is open where no ratio is loaded."""

    kind: DeviceKind
    serviceable: int
    faulty: int
    lost: int
    per_officer: Decimal | None
    per_hundred: Decimal | None
    verdict: Decision | None


@dataclass(frozen=True, slots=True)
class UnitEquipment:
    """One unit: officers on post today, and its devices."""

    unit_id: UUID
    unit_name: str
    officers: int
    kinds: tuple[KindFigures, ...]
    rule: tuple[Citation, ...]
    """The article that refers to a ratio; the ratio itself may still be missing."""

    @property
    def has_ratio(self) -> bool:
        """Whether a verdict can be given for any kind."""
        return any(item.verdict is not None for item in self.kinds)


@dataclass(frozen=True, slots=True)
class YearCost:
    """What the devices of one budget year cost in one unit; ``year`` may be unknown."""

    unit_name: str
    year: int | None
    devices: int
    cost: Decimal


async def equipment_of(
    session: AsyncSession, units: Collection[UUID], today: date
) -> tuple[UnitEquipment, ...]:
    """Return the figures of each unit by name; scrapped devices count nowhere."""
    officers = await _officers(session, units, today)
    counts = await _counts(session, units)
    names = await session.execute(
        select(Unit.id, Unit.name).where(Unit.id.in_(units)).order_by(Unit.name)
    )
    return tuple(
        [
            _unit(
                unit_id,
                name,
                officers.get(unit_id, 0),
                counts.get(unit_id, {}),
                await pack_of_unit(session, unit_id),
            )
            for unit_id, name in names
        ]
    )


async def costs_by_year(session: AsyncSession, units: Collection[UUID]) -> tuple[YearCost, ...]:
    """Return what was spent by unit and budget year, the latest year first (Shanxi art. 21)."""
    rows = await session.execute(
        select(Unit.name, Device.budget_year, func.count(), func.sum(Device.cost))
        .join(Unit, Unit.id == Device.unit_id)
        .where(Device.unit_id.in_(units))
        .group_by(Unit.name, Device.budget_year)
        .order_by(Unit.name, Device.budget_year.desc().nulls_last())
    )
    return tuple(
        YearCost(name, year, number, cost or Decimal(0)) for name, year, number, cost in rows
    )


def _unit(
    unit_id: UUID,
    name: str,
    officers: int,
    counts: dict[DeviceKind, dict[DeviceState, int]],
    pack: Pack,
) -> UnitEquipment:
    return UnitEquipment(
        unit_id=unit_id,
        unit_name=name,
        officers=officers,
        kinds=tuple(_kind(kind, counts.get(kind, {}), officers, pack) for kind in DeviceKind),
        rule=pack.citation(RULE),
    )


def _kind(
    kind: DeviceKind, states: dict[DeviceState, int], officers: int, pack: Pack
) -> KindFigures:
    serviceable = states.get(DeviceState.SERVICEABLE, 0)
    each = Decimal(serviceable) / officers if officers else None
    return KindFigures(
        kind=kind,
        serviceable=serviceable,
        faulty=states.get(DeviceState.FAULTY, 0) + states.get(DeviceState.IN_REPAIR, 0),
        lost=states.get(DeviceState.LOST, 0),
        per_officer=None if each is None else each.quantize(Decimal("0.01")),
        per_hundred=None if each is None else (each * 100).quantize(Decimal("0.1")),
        verdict=decide_ratio(pack, kind, officers=officers, serviceable=serviceable),
    )


async def _officers(session: AsyncSession, units: Collection[UUID], today: date) -> dict[UUID, int]:
    """Count the people who hold the officer's role in a unit on this day and are in service."""
    rows = await session.execute(
        select(RoleAssignment.unit_id, func.count(RoleAssignment.person_id.distinct()))
        .join(Person, Person.id == RoleAssignment.person_id)
        .where(
            RoleAssignment.unit_id.in_(units),
            RoleAssignment.role == Role.OFFICER.value,
            RoleAssignment.from_on <= today,
            or_(RoleAssignment.until_on.is_(None), RoleAssignment.until_on >= today),
            Person.is_active,
            or_(Person.left_on.is_(None), Person.left_on >= today),
        )
        .group_by(RoleAssignment.unit_id)
    )
    return {row[0]: row[1] for row in rows}


async def _counts(
    session: AsyncSession, units: Collection[UUID]
) -> dict[UUID, dict[DeviceKind, dict[DeviceState, int]]]:
    rows = await session.execute(
        select(Device.unit_id, Device.kind, Device.state, func.count())
        .where(Device.unit_id.in_(units))
        .group_by(Device.unit_id, Device.kind, Device.state)
    )
    found: dict[UUID, dict[DeviceKind, dict[DeviceState, int]]] = {}
    for unit_id, kind, state, number in rows:
        found.setdefault(unit_id, {}).setdefault(DeviceKind(kind), {})[DeviceState(state)] = number
    return found
