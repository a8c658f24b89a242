"""Read deadlines: the board, one recording's, and the figures of the start page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Uuid,
    and_,
    any_,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.running import citations_of
from app.models import AccessRequest, Deadline, Device, Person, Recording, Section, Unit
from app.people.authority import Extent, within
from app.policy.actor import Actor
from app.policy.deadlines import DeadlineFacts, DeadlineState, state_of
from app.policy.decision import Citation
from app.policy.law_words import Requester
from app.policy.vocabulary import DeadlineSubject

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000
SOON = timedelta(hours=24)
"""From so long before its end on a deadline counts as due soon."""
_IN_ORDER = (Deadline.due_at.asc().nulls_last(), Deadline.id)


@dataclass(frozen=True, slots=True)
class DeadlineFilter:
    """What the board is narrowed to; ``is_open`` is everything that is neither met nor over."""

    state: DeadlineState | None = None
    is_open: bool = False
    is_provisional: bool = False
    unit_id: UUID | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """One deadline as it is shown: what about, whose, by when, on which articles. No content."""

    id: UUID
    subject_kind: DeadlineSubject
    subject_id: UUID
    unit_id: UUID
    unit_name: str
    section_name: str
    requester: Requester | None
    request_year: int
    request_serial: int
    device_no: str
    recorded_at: datetime | None
    submitted_by_id: UUID | None
    period: str
    person_id: UUID | None
    person_name: str
    due_at: datetime | None
    met_at: datetime | None
    is_provisional: bool
    escalated_at: datetime | None
    reason: str
    cancel_reason: str
    citations: tuple[Citation, ...]
    state: DeadlineState


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the board ends: the end of its last line, and its id."""

    due_at: datetime | None
    id: UUID


@dataclass(frozen=True, slots=True)
class DeadlinePage:
    """Some lines, the earliest end first, and the place after which others follow."""

    lines: tuple[DeadlineLine, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class DeadlineFigures:
    """How many deadlines stand how."""

    due_soon: int = 0
    overdue: int = 0
    provisional: int = 0


async def list_deadlines(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    wanted: DeadlineFilter,
    *,
    now: datetime,
    after: Place | None = None,
    limit: int = PAGE_SIZE,
) -> DeadlinePage:
    """Return a page of the board within ``extent``; what has no end yet comes last."""
    conditions = [visible(actor, extent), *_narrow(wanted, now)]
    if after is not None:
        conditions.append(_beyond(after))
    found = select(Deadline.id).where(*conditions).order_by(*_IN_ORDER).limit(limit + 1)
    if wanted.person:
        found = found.join(Person, Person.id == Deadline.person_id)
    # What is shown beside them is asked for by their ids: who reaches two hundred units is thought
    # about anew each time, and to think of seven tables at once takes longer than to read them.
    ids = literal((await session.scalars(found)).all(), ARRAY(Uuid))
    rows = await session.execute(_lines().where(Deadline.id == any_(ids)).order_by(*_IN_ORDER))
    lines = [_line(row, now) for row in rows]
    shown = tuple(lines[:limit])
    last = shown[-1] if len(lines) > limit else None
    return DeadlinePage(shown, Place(last.due_at, last.id) if last else None)


async def deadline_on(
    session: AsyncSession, subject_id: UUID, now: datetime
) -> DeadlineLine | None:
    """Return the newest deadline of a recording; the caller may know of the recording."""
    row = (
        await session.execute(
            _lines()
            .where(Deadline.subject_id == subject_id)
            .order_by(Deadline.cancelled_at.asc().nulls_first(), Deadline.id.desc())
            .limit(1)
        )
    ).first()
    return _line(row, now) if row else None


async def deadline_of(session: AsyncSession, deadline_id: UUID, now: datetime) -> DeadlineLine:
    """Return one deadline that exists; the caller has asked for the right."""
    row = (await session.execute(_lines().where(Deadline.id == deadline_id))).one()
    return _line(row, now)


async def figures_of_units(
    session: AsyncSession, units: Collection[UUID], now: datetime
) -> DeadlineFigures:
    """Return how the open deadlines of these units stand."""
    return await _figures(session, Deadline.unit_id.in_(units), now)


async def figures_of_person(
    session: AsyncSession, person_id: UUID | None, now: datetime
) -> DeadlineFigures:
    """Return how the open deadlines stand to which this person has to see."""
    return await _figures(session, Deadline.person_id == person_id, now)


async def reported_of(
    session: AsyncSession, units: Collection[UUID], now: datetime, *, limit: int
) -> tuple[DeadlineLine, ...]:
    """Return the overdue deadlines that were reported, the oldest end first."""
    rows = await session.execute(
        _lines()
        .where(
            Deadline.unit_id.in_(units),
            in_state(DeadlineState.OVERDUE, now),
            Deadline.escalated_at.is_not(None),
        )
        .order_by(Deadline.due_at, Deadline.id)
        .limit(limit)
    )
    return tuple(_line(row, now) for row in rows)


def visible(actor: Actor, extent: Extent) -> ColumnElement[bool]:
    """Return the condition that the actor may know of a deadline."""
    return within(extent, actor, Deadline.unit_id, person=Deadline.person_id)


def in_state(state: DeadlineState, now: datetime) -> ColumnElement[bool]:
    """Return the SQL twin of ``state_of``."""
    due, met = Deadline.due_at, Deadline.met_at
    is_open = and_(*_open())
    done = and_(Deadline.cancelled_at.is_(None), met.is_not(None))
    ways: dict[DeadlineState, ColumnElement[bool]] = {
        DeadlineState.CANCELLED: Deadline.cancelled_at.is_not(None),
        DeadlineState.DUE_SOON: and_(is_open, due >= now, due <= now + SOON),
        DeadlineState.MET: and_(done, or_(due.is_(None), met <= due)),
        DeadlineState.MET_LATE: and_(done, met > due),
        DeadlineState.OVERDUE: and_(is_open, due < now),
        DeadlineState.RUNNING: and_(is_open, due > now + SOON),
        DeadlineState.WAITING: and_(is_open, due.is_(None)),
    }
    return ways[state]


async def _figures(
    session: AsyncSession, condition: ColumnElement[bool], now: datetime
) -> DeadlineFigures:
    row = (
        await session.execute(
            select(
                func.count().filter(in_state(DeadlineState.DUE_SOON, now)),
                func.count().filter(in_state(DeadlineState.OVERDUE, now)),
                func.count().filter(Deadline.is_provisional),
            ).where(condition, *_open())
        )
    ).one()
    return DeadlineFigures(*row)


def _open() -> tuple[ColumnElement[bool], ...]:
    return Deadline.met_at.is_(None), Deadline.cancelled_at.is_(None)


def _narrow(wanted: DeadlineFilter, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions.append(in_state(wanted.state, now))
    if wanted.is_open:
        conditions += _open()
    if wanted.is_provisional:
        conditions.append(Deadline.is_provisional.is_(True))
    if wanted.unit_id is not None:
        conditions.append(Deadline.unit_id == wanted.unit_id)
    if wanted.person:
        conditions.append(Person.full_name.icontains(wanted.person, autoescape=True))
    return conditions


def _beyond(place: Place) -> ColumnElement[bool]:
    """Return the condition that a line comes after ``place`` on the board."""
    due = Deadline.due_at
    if place.due_at is None:
        return and_(due.is_(None), Deadline.id > place.id)
    same = and_(due == place.due_at, Deadline.id > place.id)
    return or_(due > place.due_at, same, due.is_(None))


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Deadline,
            Unit.name,
            Person.full_name,
            Section.name,
            AccessRequest.requester,
            AccessRequest.year,
            AccessRequest.serial,
            Recording.submitted_by_person_id,
            Device.device_no,
        )
        .join(Unit, Unit.id == Deadline.unit_id)
        .outerjoin(Person, Person.id == Deadline.person_id)
        .outerjoin(Section, Section.id == Deadline.subject_id)
        .outerjoin(AccessRequest, AccessRequest.id == Deadline.subject_id)
        .outerjoin(Recording, Recording.id == Deadline.subject_id)
        .outerjoin(
            Device,
            Device.id == func.coalesce(Recording.device_id, Recording.submitted_by_device_id),
        )
    )


def _line(found: Row[Any], now: datetime) -> DeadlineLine:
    row, unit_name, person_name, section_name, *asked, submitted_by, device_no = tuple(found)
    requester, year, serial = asked
    facts = DeadlineFacts(row.due_at, row.met_at, row.cancelled_at)
    recorded = row.facts.get("recorded_at")
    return DeadlineLine(
        id=row.id,
        subject_kind=DeadlineSubject(row.subject_kind),
        subject_id=row.subject_id,
        unit_id=row.unit_id,
        unit_name=unit_name,
        section_name=section_name or "",
        requester=Requester(requester) if requester else None,
        request_year=year or 0,
        request_serial=serial or 0,
        device_no=device_no or "",
        recorded_at=datetime.fromisoformat(recorded) if recorded else None,
        submitted_by_id=submitted_by,
        period=row.period,
        person_id=row.person_id,
        person_name=person_name or "",
        due_at=row.due_at,
        met_at=row.met_at,
        is_provisional=row.is_provisional,
        escalated_at=row.escalated_at,
        reason=row.reason,
        cancel_reason=row.cancel_reason or "",
        citations=citations_of(row.basis),
        state=state_of(facts, now, SOON),
    )
