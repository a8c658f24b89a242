"""执法记录设备台账: the devices somebody may know of, by number, narrowed, and who holds each now.

Pages are found by key, never by counting (decision D16): a device number is unique and sorts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Device, DeviceHolding, Person, Section, Unit
from app.people.authority import Extent, within
from app.policy.actor import Actor
from app.policy.vocabulary import DeviceKind, DeviceState

PAGE_SIZE = 50
MOST_IN_A_SHEET = 5000
"""Rows of one exported or printed ledger; a bureau has hundreds."""

_HELD_NOW = (DeviceHolding.device_id == Device.id) & DeviceHolding.until_at.is_(None)


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """What the reader narrowed the list to; every field may be open."""

    text: str = ""
    kind: DeviceKind | None = None
    state: DeviceState | None = None
    unit_id: UUID | None = None
    section_id: UUID | None = None
    budget_year: int | None = None
    is_held: bool | None = None


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One line of the ledger; ``cost`` is in yuan, ``holder_name`` empty when in stock."""

    id: UUID
    device_no: str
    kind: DeviceKind
    model: str
    maker: str
    serial_no: str
    gb28181_no: str
    unit_name: str
    section_name: str
    holder_name: str
    state: DeviceState
    acquired_on: date | None
    cost: Decimal | None
    budget_year: int | None


@dataclass(frozen=True, slots=True)
class DevicePage:
    """A page of rows by number, and the numbers beyond which its neighbours lie."""

    rows: tuple[DeviceRow, ...]
    before: str | None
    after: str | None


async def list_devices(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    wanted: DeviceFilter,
    *,
    after: str = "",
    before: str = "",
    limit: int = PAGE_SIZE,
) -> DevicePage:
    """Return a page of the devices within ``extent``; ``before`` counts when both are given."""
    backwards = bool(before)
    statement = _rows().where(_reached(extent, actor), *_narrow(wanted)).limit(limit + 1)
    order = Device.device_no.desc() if backwards else Device.device_no.asc()
    statement = statement.order_by(order)
    if backwards:
        statement = statement.where(Device.device_no < before)
    elif after:
        statement = statement.where(Device.device_no > after)
    found = [_row(record) for record in (await session.execute(statement)).all()]
    has_more, rows = len(found) > limit, found[:limit]
    if backwards:
        rows.reverse()
    has_earlier = has_more if backwards else bool(after)
    has_later = backwards or has_more
    return DevicePage(
        rows=tuple(rows),
        before=rows[0].device_no if rows and has_earlier else None,
        after=rows[-1].device_no if rows and has_later else None,
    )


async def sections_in(
    session: AsyncSession, units: Sequence[UUID] | frozenset[UUID]
) -> tuple[tuple[UUID, UUID, str], ...]:
    """Return unit, section and both names of the sections of these units, for a choice."""
    rows = await session.execute(
        select(Unit.id, Section.id, Unit.name, Section.name)
        .join(Unit, Unit.id == Section.unit_id)
        .where(Section.unit_id.in_(units))
        .order_by(Unit.name, Section.name)
    )
    return tuple((row[0], row[1], f"{row[2]} {row[3]}") for row in rows)


async def budget_years(session: AsyncSession, actor: Actor, extent: Extent) -> tuple[int, ...]:
    """Return the budget years that occur within ``extent``, the latest first."""
    statement = (
        select(Device.budget_year)
        .outerjoin(DeviceHolding, _HELD_NOW)
        .where(_reached(extent, actor), Device.budget_year.is_not(None))
        .distinct()
        .order_by(Device.budget_year.desc())
    )
    return tuple(year for year in await session.scalars(statement) if year is not None)


def _reached(extent: Extent, actor: Actor) -> ColumnElement[bool]:
    return within(extent, actor, Device.unit_id, person=DeviceHolding.person_id, device=Device.id)


def _narrow(wanted: DeviceFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        columns = (Device.device_no, Device.model, Device.serial_no, Device.maker)
        conditions.append(
            or_(*(column.icontains(wanted.text, autoescape=True) for column in columns))
        )
    if wanted.kind is not None:
        conditions.append(Device.kind == wanted.kind.value)
    if wanted.state is not None:
        conditions.append(Device.state == wanted.state.value)
    if wanted.unit_id is not None:
        conditions.append(Device.unit_id == wanted.unit_id)
    if wanted.section_id is not None:
        conditions.append(Device.section_id == wanted.section_id)
    if wanted.budget_year is not None:
        conditions.append(Device.budget_year == wanted.budget_year)
    if wanted.is_held is not None:
        held = DeviceHolding.id.is_not(None)
        conditions.append(held if wanted.is_held else ~held)
    return conditions


@cache
def _rows() -> Select[Device, str, str, str]:
    return (
        select(Device, Unit.name, Section.name, Person.full_name)
        .select_from(Device)
        .outerjoin(DeviceHolding, _HELD_NOW)
        .join(Unit, Unit.id == Device.unit_id)
        .outerjoin(Section, Section.id == Device.section_id)
        .outerjoin(Person, Person.id == DeviceHolding.person_id)
    )


def _row(record: Row[Device, str, str, str]) -> DeviceRow:
    device, unit_name, section_name, holder_name = record
    return DeviceRow(
        id=device.id,
        device_no=device.device_no,
        kind=DeviceKind(device.kind),
        model=device.model,
        maker=device.maker,
        serial_no=device.serial_no,
        gb28181_no=device.gb28181_no,
        unit_name=unit_name,
        section_name=section_name or "",
        holder_name=holder_name or "",
        state=DeviceState(device.state),
        acquired_on=device.acquired_on,
        cost=device.cost,
        budget_year=device.budget_year,
    )
