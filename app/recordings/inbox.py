"""待编目: what has arrived and nobody has catalogued yet; and what one person handed in.

Pages are found by key, never by counting: a UUIDv7 sorts by the moment a recording arrived
(decision D16).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.models import Derivative, Device, Finding, Person, Recording, Unit
from app.people.closures import lies_in_state_secret
from app.policy.actor import Actor
from app.policy.vocabulary import DerivativeKind, MediaKind, RecordingState, Severity
from app.recordings.visibility import custody_of, submitted_by

PAGE_SIZE = 50
_officer = aliased(Person)


class Direction(StrEnum):
    """Which way the reader turns the page."""

    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What the reader narrowed the list to; every field may be open.

    Without a state, what is in quarantine is left out: nobody can catalogue it.
    """

    state: RecordingState | None = None
    kind: MediaKind | None = None
    unit_id: UUID | None = None
    device_no: str = ""
    officer: str = ""
    text: str = ""
    received_from: datetime | None = None
    received_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """One line of a list."""

    id: UUID
    file_name: str
    state: RecordingState
    kind: MediaKind
    unit_name: str
    device_no: str | None
    submitter_name: str | None
    officer_name: str | None
    recorded_at: datetime | None
    received_at: datetime
    duration_ms: int | None
    size_bytes: int
    is_duplicate: bool
    worst: Severity | None
    finding_codes: tuple[str, ...]
    """The gravest first."""
    first_thumbnail: int | None


@dataclass(frozen=True, slots=True)
class RecordingPage:
    """A page of rows, newest first, and the keys of its neighbours."""

    rows: tuple[RecordingRow, ...]
    newer: UUID | None
    older: UUID | None


async def list_uncatalogued(
    session: AsyncSession,
    actor: Actor,
    wanted: InboxFilter,
    *,
    cursor: UUID | None = None,
    direction: Direction = Direction.OLDER,
    limit: int = PAGE_SIZE,
) -> RecordingPage:
    """Return a page of the inbox of everything the actor keeps.

    What is in quarantine is shown to whoever asks for it alone. A second arrival of the same bytes
    needs no cataloguing of its own and is left out.
    """
    conditions = await _uncatalogued(session, actor, wanted)
    return await _page(session, conditions, cursor=cursor, direction=direction, limit=limit)


async def uncatalogued_ids(
    session: AsyncSession, actor: Actor, wanted: InboxFilter, *, limit: int
) -> tuple[UUID, ...]:
    """Return the newest of the same recordings by their ids alone, on all pages."""
    conditions = await _uncatalogued(session, actor, wanted)
    statement = _rows().where(*conditions).order_by(Recording.id.desc()).limit(limit)
    found = await session.scalars(statement.with_only_columns(Recording.id))
    return tuple(found)


async def _uncatalogued(
    session: AsyncSession, actor: Actor, wanted: InboxFilter
) -> list[ColumnElement[bool]]:
    return [
        Recording.unit_id.in_(await custody_of(session, actor)),
        Recording.catalogued_at.is_(None),
        Recording.duplicate_of_id.is_(None),
        *_narrow(wanted),
        *([_not_quarantined()] if wanted.state is None else []),
    ]


def _not_quarantined() -> ColumnElement[bool]:
    return Recording.state != RecordingState.QUARANTINED.value


async def list_submitted(
    session: AsyncSession,
    actor: Actor,
    *,
    cursor: UUID | None = None,
    direction: Direction = Direction.OLDER,
    limit: int = PAGE_SIZE,
) -> RecordingPage:
    """Return a page of what this person or terminal handed in, duplicates included."""
    conditions = [submitted_by(actor)]
    return await _page(session, conditions, cursor=cursor, direction=direction, limit=limit)


async def count_quarantined(session: AsyncSession, actor: Actor) -> int:
    """Return how much of what the actor keeps is in quarantine, which nobody can catalogue."""
    counted = select(func.count()).where(
        Recording.unit_id.in_(await custody_of(session, actor)),
        Recording.catalogued_at.is_(None),
        Recording.duplicate_of_id.is_(None),
        Recording.state == RecordingState.QUARANTINED.value,
    )
    return await session.scalar(counted) or 0


async def newest_uncatalogued(session: AsyncSession, actor: Actor) -> UUID | None:
    """Return the id of the newest arrival; a changed answer means the list is out of date."""
    page = await list_uncatalogued(session, actor, InboxFilter(), limit=1)
    return page.rows[0].id if page.rows else None


def _narrow(wanted: InboxFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions.append(Recording.state == wanted.state.value)
    if wanted.kind is not None:
        conditions.append(Recording.kind == wanted.kind.value)
    if wanted.unit_id is not None:
        conditions.append(Recording.unit_id == wanted.unit_id)
    if wanted.device_no:
        conditions.append(Device.device_no.contains(wanted.device_no, autoescape=True))
    if wanted.officer:
        conditions.append(_officer.full_name.icontains(wanted.officer, autoescape=True))
    if wanted.text:
        conditions.append(Recording.file_name.icontains(wanted.text, autoescape=True))
    if wanted.received_from is not None:
        conditions.append(Recording.received_at >= wanted.received_from)
    if wanted.received_before is not None:
        conditions.append(Recording.received_at < wanted.received_before)
    return conditions


async def _page(
    session: AsyncSession,
    conditions: Sequence[ColumnElement[bool]],
    *,
    cursor: UUID | None,
    direction: Direction,
    limit: int,
) -> RecordingPage:
    newer_first = direction is Direction.OLDER
    statement = _rows().where(*conditions).limit(limit + 1)
    statement = statement.order_by(Recording.id.desc() if newer_first else Recording.id.asc())
    if cursor is not None:
        beyond = Recording.id < cursor if newer_first else Recording.id > cursor
        statement = statement.where(beyond)
    found = [_row(record) for record in (await session.execute(statement)).all()]
    has_more, rows = len(found) > limit, found[:limit]
    if not newer_first:
        rows.reverse()
    has_newer = has_more if not newer_first else cursor is not None
    has_older = has_more if newer_first else cursor is not None
    return RecordingPage(
        rows=tuple(rows),
        newer=rows[0].id if rows and has_newer else None,
        older=rows[-1].id if rows and has_older else None,
    )


@cache
def _rows() -> Select[Any]:
    found = aliased(Finding)
    codes = (
        select(func.array_agg(aggregate_order_by(found.severity + ":" + found.code, found.id)))
        .where(found.recording_id == Recording.id)
        .correlate(Recording)
        .scalar_subquery()
    )
    has_thumbnail = exists().where(
        Derivative.original_id == Recording.original_id,
        Derivative.kind == DerivativeKind.THUMBNAIL.value,
        Derivative.ordinal == 0,
        # What lies in a state secret has no picture for anybody.
        ~lies_in_state_secret(),
    )
    return (
        select(
            Recording,
            Unit.name,
            Device.device_no,
            Person.full_name,
            _officer.full_name,
            codes,
            has_thumbnail,
        )
        .join(Unit, Unit.id == Recording.unit_id)
        .outerjoin(
            Device,
            Device.id == func.coalesce(Recording.device_id, Recording.submitted_by_device_id),
        )
        .outerjoin(_officer, _officer.id == Recording.officer_id)
        .outerjoin(Person, Person.id == Recording.submitted_by_person_id)
    )


_ORDER = (Severity.SERIOUS, Severity.WARNING, Severity.INFO)


def _row(record: Row[Any]) -> RecordingRow:
    recording, unit_name, device_no, submitter, officer, codes, has_thumbnail = tuple(record)
    marks = [mark.split(":", 1) for mark in codes or []]
    marks.sort(key=lambda mark: _ORDER.index(Severity(mark[0])))
    return RecordingRow(
        id=recording.id,
        file_name=recording.file_name,
        state=RecordingState(recording.state),
        kind=MediaKind(recording.kind),
        unit_name=unit_name,
        device_no=device_no,
        submitter_name=submitter,
        officer_name=officer,
        recorded_at=recording.recorded_at,
        received_at=recording.received_at,
        duration_ms=recording.duration_ms,
        size_bytes=recording.size_bytes,
        is_duplicate=recording.duplicate_of_id is not None,
        worst=Severity(marks[0][0]) if marks else None,
        finding_codes=tuple(code for _, code in marks),
        first_thumbnail=0 if has_thumbnail else None,
    )
