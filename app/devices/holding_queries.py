"""Who holds a device, held it, or holds what: the life of a device between its hand-overs."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.models import Device, DeviceHolding, Person, Unit
from app.people.authority import Extent, extent_of, within
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.vocabulary import DeviceKind, HoldingEnd

MOST = 100
"""How many holdings a list shows."""


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """Who answered for a device from a moment to a moment; ``until_at`` is not included."""

    person_id: UUID
    holding_id: UUID
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class HoldingLine:
    """One holding as lists show it."""

    id: UUID
    device_id: UUID
    device_no: str
    kind: DeviceKind
    model: str
    unit_name: str
    person_id: UUID
    person_name: str
    from_at: datetime
    until_at: datetime | None
    ended: HoldingEnd | None
    begun_by: str
    ended_by: str
    purpose: str
    content: str
    remark: str


async def holder_at(session: AsyncSession, device_id: UUID, moment: datetime) -> HolderFacts | None:
    """Return who held the device at a moment, or ``None`` when it was in stock."""
    found = await session.scalar(
        select(DeviceHolding).where(
            DeviceHolding.device_id == device_id,
            DeviceHolding.from_at <= moment,
            or_(DeviceHolding.until_at.is_(None), DeviceHolding.until_at > moment),
        )
    )
    return _holder(found) if found else None


async def holders_between(
    session: AsyncSession, device_id: UUID, since: datetime, before: datetime
) -> tuple[HolderFacts, ...]:
    """Return who held the device at any moment of the span, in order of time."""
    rows = await session.scalars(
        select(DeviceHolding)
        .where(
            DeviceHolding.device_id == device_id,
            DeviceHolding.from_at < before,
            or_(DeviceHolding.until_at.is_(None), DeviceHolding.until_at > since),
        )
        .order_by(DeviceHolding.from_at)
    )
    return tuple(_holder(row) for row in rows)


async def holdings_of_device(
    session: AsyncSession, device_id: UUID, *, limit: int = MOST
) -> tuple[HoldingLine, ...]:
    """Return the holdings of a device, newest first."""
    return await _lines(session, _holdings().where(Device.id == device_id).limit(limit))


async def holdings_of_person(
    session: AsyncSession,
    actor: Actor,
    person_id: UUID,
    *,
    only_open: bool = False,
    limit: int = MOST,
) -> tuple[HoldingLine, ...]:
    """Return a person's holdings, newest first, as far as the actor may read the ledger.

    Everybody may read their own.
    """
    extent = await extent_of(session, actor, Act.DEVICE_READ_LEDGER)
    if person_id == actor.id:
        extent = Extent(extent.units, reaches_own=True, reaches_sent=False)
    statement = _holdings().where(
        DeviceHolding.person_id == person_id,
        within(extent, actor, Device.unit_id, person=DeviceHolding.person_id),
    )
    if only_open:
        statement = statement.where(DeviceHolding.until_at.is_(None))
    return await _lines(session, statement.limit(limit))


async def find_holding(session: AsyncSession, actor: Actor, holding_id: UUID) -> HoldingLine | None:
    """Return one holding of a device that the actor hands out, or that they hold or held."""
    extent = await extent_of(session, actor, Act.DEVICE_HAND_OVER)
    lines = await _lines(
        session,
        _holdings().where(
            DeviceHolding.id == holding_id,
            within(extent, actor, Device.unit_id, person=DeviceHolding.person_id)
            | (DeviceHolding.begun_by_id == actor.id),
        ),
    )
    return lines[0] if lines else None


def _holder(row: DeviceHolding) -> HolderFacts:
    return HolderFacts(row.person_id, row.id, row.from_at, row.until_at)


@cache
def _holdings() -> Select[DeviceHolding, Device, str, str, str, str]:
    giver, taker = aliased(Person), aliased(Person)
    return (
        select(
            DeviceHolding,
            Device,
            Unit.name,
            Person.full_name,
            giver.full_name,
            taker.full_name,
        )
        .join(Device, Device.id == DeviceHolding.device_id)
        .join(Unit, Unit.id == Device.unit_id)
        .join(Person, Person.id == DeviceHolding.person_id)
        .outerjoin(giver, giver.id == DeviceHolding.begun_by_id)
        .outerjoin(taker, taker.id == DeviceHolding.ended_by_id)
        .order_by(DeviceHolding.from_at.desc(), DeviceHolding.id.desc())
    )


async def _lines(
    session: AsyncSession, statement: Select[DeviceHolding, Device, str, str, str, str]
) -> tuple[HoldingLine, ...]:
    return tuple(
        HoldingLine(
            id=holding.id,
            device_id=device.id,
            device_no=device.device_no,
            kind=DeviceKind(device.kind),
            model=device.model,
            unit_name=unit_name,
            person_id=holding.person_id,
            person_name=person,
            from_at=holding.from_at,
            until_at=holding.until_at,
            ended=HoldingEnd(holding.ended) if holding.ended else None,
            begun_by=giver or "",
            ended_by=taker or "",
            purpose=holding.purpose,
            content=holding.content,
            remark=holding.remark,
        )
        for holding, device, unit_name, person, giver, taker in await session.execute(statement)
    )
