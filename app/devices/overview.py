"""Figures of devices and terminals for the start page: numbers and device numbers, no content."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Device, DeviceHolding, Recording, TerminalToken
from app.policy.vocabulary import DeviceKind, DeviceState

_NAMED = 5


@dataclass(frozen=True, slots=True)
class TerminalFigures:
    """How many terminals may hand in, and when any of them was last heard."""

    enrolled: int
    last_heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeviceCount:
    """How many devices of one kind there are."""

    kind: DeviceKind
    number: int


@dataclass(frozen=True, slots=True)
class SilentTerminals:
    """Terminals that handed nothing in for a while: how many, and the first few numbers."""

    count: int
    device_nos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """How many devices somebody holds now, how many stand broken, how many are being repaired."""

    out: int = 0
    faulty: int = 0
    in_repair: int = 0


async def service_figures(session: AsyncSession, units: Collection[UUID]) -> ServiceFigures:
    """Return what the keeper of these units' devices has to follow up."""
    row = (
        await session.execute(
            select(
                func.count(DeviceHolding.id),
                func.count().filter(Device.state == DeviceState.FAULTY.value),
                func.count().filter(Device.state == DeviceState.IN_REPAIR.value),
            )
            .select_from(Device)
            .outerjoin(
                DeviceHolding,
                (DeviceHolding.device_id == Device.id) & DeviceHolding.until_at.is_(None),
            )
            .where(Device.unit_id.in_(units))
        )
    ).one()
    return ServiceFigures(out=row[0], faulty=row[1], in_repair=row[2])


async def terminal_figures(session: AsyncSession, units: Collection[UUID]) -> TerminalFigures:
    """Return the figures of the terminals of these units whose token is in force."""
    row = (
        await session.execute(
            select(
                func.count(TerminalToken.device_id.distinct()),
                func.max(TerminalToken.last_seen_at),
            )
            .join(Device, Device.id == TerminalToken.device_id)
            .where(Device.unit_id.in_(units), TerminalToken.revoked_at.is_(None))
        )
    ).one()
    return TerminalFigures(enrolled=row[0], last_heard_at=row[1])


async def devices_by_kind(
    session: AsyncSession, units: Collection[UUID]
) -> tuple[DeviceCount, ...]:
    """Return how many devices of each kind these units have, the most frequent kind first."""
    rows = await session.execute(
        select(Device.kind, func.count())
        .where(Device.unit_id.in_(units))
        .group_by(Device.kind)
        .order_by(func.count().desc(), Device.kind)
    )
    return tuple(DeviceCount(DeviceKind(row[0]), row[1]) for row in rows)


async def silent_terminals(
    session: AsyncSession, units: Collection[UUID], *, since: datetime
) -> SilentTerminals:
    """Return the terminals that could have handed something in since then and have not.

    A terminal enrolled after ``since`` is too new to be called silent. Rotating a token does not
    make a terminal new, so the oldest token tells.
    """
    silent = _silent(units, since)
    count = await session.scalar(select(func.count()).select_from(silent.subquery()))
    names = await session.scalars(silent.order_by(Device.device_no).limit(_NAMED))
    return SilentTerminals(count=count or 0, device_nos=tuple(names))


def _silent(units: Collection[UUID], since: datetime) -> Select[str]:
    handed_in = exists().where(
        Recording.submitted_by_device_id == Device.id, Recording.received_at >= since
    )
    return select(Device.device_no).where(
        Device.unit_id.in_(units),
        _has_token(TerminalToken.revoked_at.is_(None)),
        _has_token(TerminalToken.created_at < since),
        ~handed_in,
    )


def _has_token(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(TerminalToken.device_id == Device.id, condition)
