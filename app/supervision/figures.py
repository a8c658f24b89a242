"""Figures of units for those who supervise them: counts and dates, nothing of any recording.

Source: Shanxi's rule, article 5. Every figure comes from one statement grouped by unit, so a
province costs as many statements as a town.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.queries import in_state
from app.models import (
    Deadline,
    Device,
    Hold,
    Person,
    Qualification,
    Recording,
    TerminalToken,
    Unit,
)
from app.policy.deadlines import DeadlineState
from app.policy.vocabulary import DeviceState, RecordingState


@dataclass(frozen=True, slots=True)
class Span:
    """The days the arrivals are counted over, and the moments the rest is judged at.

    ``first`` and ``after`` are midnights in Shanghai; ``silent_since`` is how long a terminal may
    have handed nothing in; ``expiring_by`` is the day until which a certificate counts as expiring.
    """

    first: datetime
    after: datetime
    today: date
    silent_since: datetime
    expiring_by: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of one unit, that unit alone."""

    arrived: int = 0
    quarantined: int = 0
    damaged: int = 0
    unsettled: int = 0
    uncatalogued: int = 0
    oldest_uncatalogued_at: datetime | None = None
    people: int = 0
    certificates_expiring: int = 0
    certificates_expired: int = 0
    devices: int = 0
    devices_out_of_use: int = 0
    devices_lost: int = 0
    terminals: int = 0
    terminals_silent: int = 0
    holds: int = 0
    deadlines_overdue: int = 0


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit in the tree; ``depth`` counts from the topmost unit in reach."""

    unit_id: UUID
    name: str
    depth: int
    figures: Figures


@dataclass(slots=True)
class _Gathered:
    """Figures by unit while the statements come in."""

    by_unit: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    def take(self, row: Any) -> None:
        values = dict(row._mapping)
        self.by_unit.setdefault(values.pop("unit_id"), {}).update(values)

    def of(self, unit_id: UUID) -> Figures:
        known = {item.name for item in fields(Figures)}
        values = self.by_unit.get(unit_id, {})
        return Figures(**{name: value for name, value in values.items() if name in known})


async def figures_by_unit(
    session: AsyncSession, units: Collection[UUID], span: Span
) -> tuple[UnitFigures, ...]:
    """Return the figures of these units in the order of the tree, superior units first."""
    gathered = _Gathered()
    for statement in (
        _arrivals(units, span),
        _backlog(units),
        _people(units),
        _certificates(units, span),
        _devices(units),
        _terminals(units, span),
        _holds(units, span),
        _deadlines(units, span),
    ):
        for row in await session.execute(statement):
            gathered.take(row)
    return tuple(
        UnitFigures(unit.id, unit.name, depth, gathered.of(unit.id))
        for unit, depth in await _tree(session, units)
    )


def _arrivals(units: Collection[UUID], span: Span) -> Select[*tuple[Any, ...]]:
    state = Recording.state
    return (
        select(
            Recording.unit_id,
            func.count().label("arrived"),
            func.count().filter(state == RecordingState.QUARANTINED.value).label("quarantined"),
            func.count().filter(state == RecordingState.DAMAGED.value).label("damaged"),
        )
        .where(
            Recording.unit_id.in_(units),
            Recording.received_at >= span.first,
            Recording.received_at < span.after,
        )
        .group_by(Recording.unit_id)
    )


def _backlog(units: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    """Duplicates need no cataloguing of their own."""
    return (
        select(
            Recording.unit_id,
            func.count().filter(Recording.settled_at.is_(None)).label("unsettled"),
            func.count().label("uncatalogued"),
            func.min(Recording.received_at).label("oldest_uncatalogued_at"),
        )
        .where(
            Recording.unit_id.in_(units),
            Recording.catalogued_at.is_(None),
            Recording.duplicate_of_id.is_(None),
        )
        .group_by(Recording.unit_id)
    )


def _people(units: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    return (
        select(Person.unit_id, func.count().label("people"))
        .where(Person.unit_id.in_(units), Person.left_on.is_(None), Person.is_active)
        .group_by(Person.unit_id)
    )


def _certificates(units: Collection[UUID], span: Span) -> Select[*tuple[Any, ...]]:
    """Count people by the certificate that lasts longest: a renewed one hides the old one."""
    lasts = (
        select(Person.unit_id, func.max(Qualification.valid_until).label("until"))
        .join(Person, Person.id == Qualification.person_id)
        .where(
            Person.unit_id.in_(units),
            Person.left_on.is_(None),
            or_(Qualification.revoked_on.is_(None), Qualification.revoked_on > span.today),
        )
        .group_by(Person.id)
        .subquery()
    )
    is_over = lasts.c.until < span.today
    return select(
        lasts.c.unit_id,
        func.count().filter(is_over).label("certificates_expired"),
        func.count()
        .filter(~is_over, lasts.c.until <= span.expiring_by)
        .label("certificates_expiring"),
    ).group_by(lasts.c.unit_id)


def _devices(units: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    out_of_use = (DeviceState.FAULTY.value, DeviceState.IN_REPAIR.value)
    return (
        select(
            Device.unit_id,
            func.count().label("devices"),
            func.count().filter(Device.state.in_(out_of_use)).label("devices_out_of_use"),
            func.count().filter(Device.state == DeviceState.LOST.value).label("devices_lost"),
        )
        .where(Device.unit_id.in_(units), Device.state != DeviceState.SCRAPPED.value)
        .group_by(Device.unit_id)
    )


def _terminals(units: Collection[UUID], span: Span) -> Select[*tuple[Any, ...]]:
    living = exists().where(
        TerminalToken.device_id == Device.id, TerminalToken.revoked_at.is_(None)
    )
    handed_in = exists().where(
        Recording.submitted_by_device_id == Device.id,
        Recording.received_at >= span.silent_since,
    )
    return (
        select(
            Device.unit_id,
            func.count().label("terminals"),
            func.count().filter(~handed_in).label("terminals_silent"),
        )
        .where(Device.unit_id.in_(units), living)
        .group_by(Device.unit_id)
    )


def _holds(units: Collection[UUID], span: Span) -> Select[*tuple[Any, ...]]:
    stands = and_(
        Hold.lifted_at.is_(None), or_(Hold.until_on.is_(None), Hold.until_on >= span.today)
    )
    return (
        select(Hold.unit_id, func.count().label("holds"))
        .where(Hold.unit_id.in_(units), stands)
        .group_by(Hold.unit_id)
    )


def _deadlines(units: Collection[UUID], span: Span) -> Select[*tuple[Any, ...]]:
    return (
        select(Deadline.unit_id, func.count().label("deadlines_overdue"))
        .where(Deadline.unit_id.in_(units), in_state(DeadlineState.OVERDUE, span.now))
        .group_by(Deadline.unit_id)
    )


async def _tree(session: AsyncSession, units: Collection[UUID]) -> list[tuple[Unit, int]]:
    """Return the units depth first, siblings by code; whoever's parent is out of reach is a top."""
    rows = list(await session.scalars(select(Unit).where(Unit.id.in_(units)).order_by(Unit.code)))
    known = {row.id for row in rows}
    ordered: list[tuple[Unit, int]] = []
    waiting = [(row, 0) for row in reversed(rows) if row.parent_id not in known]
    while waiting:
        unit, depth = waiting.pop()
        ordered.append((unit, depth))
        waiting += [(row, depth + 1) for row in reversed(rows) if row.parent_id == unit.id]
    return ordered


def span_of(first: datetime, after: datetime, now: datetime, today: date) -> Span:
    """Return the span of one month as the page judges it: a week of silence, 30 days of notice."""
    return Span(
        first=first,
        after=after,
        today=today,
        silent_since=now - timedelta(days=7),
        expiring_by=today + timedelta(days=30),
        now=now,
    )
