"""The small picture of a case's line of time: what lies close together comes as one mark.

PostgreSQL counts what would fall on one place, so the page of a case with ten thousand recordings
reads a few hundred rows. The caller has asked whether the actor may know of the case.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    TIMESTAMP,
    Select,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.gaps import expected_throughout, gaps
from app.cases.marks import Lane, Mark, in_order
from app.cases.timeline import recording_named, runs_or_was_missed, steps_on
from app.models import CaseDocument, Deadline, Device, EvidenceLink, Person, Recording
from app.policy.vocabulary import MediaKind
from app.recordings.moments import believed_time

_MOMENT = TIMESTAMP(timezone=True)
_NOON = timedelta(hours=12)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first moment of a case to the last."""

    first: datetime
    last: datetime


async def stretch_of(session: AsyncSession, case_id: UUID) -> Stretch | None:
    """Return from when to when a case goes; ``None`` while nothing of it has a time.

    Gaps lie between recordings, so they are not asked for.
    """
    marks = _marks(case_id, reads=False)
    first, last = (
        await session.execute(
            select(func.min(marks.c.at), func.max(func.coalesce(marks.c.until, marks.c.at)))
        )
    ).one()
    moments = [mark.at for mark in await steps_on(session, case_id)]
    moments += [moment for moment in (first, last) if moment is not None]
    return Stretch(min(moments), max(moments)) if moments else None


async def marks_together(
    session: AsyncSession, case_id: UUID, drawn: Stretch, *, places: int, reads: bool
) -> tuple[Mark, ...]:
    """Return what a case holds, as one mark for all of a lane that falls on one of the places.

    ``drawn`` is divided into ``places``; ``reads`` is the right to the titles of documents and
    the names of files.
    """
    has_gaps = await expected_throughout(session, case_id) is not None
    marks = _marks(case_id, reads=reads, has_gaps=has_gaps)
    seconds = func.extract("epoch", marks.c.at - literal(drawn.first, _MOMENT))
    place = func.floor(seconds / (drawn.last - drawn.first).total_seconds() * places)
    rows = await session.execute(
        select(
            marks.c.lane,
            func.array_agg(aggregate_order_by(marks.c.id, marks.c.at, marks.c.id))[1].label("id"),
            func.min(marks.c.at).label("at"),
            func.max(marks.c.until).label("until"),
            func.min(marks.c.title.collate("C")).label("title"),
            func.count().label("number"),
            func.bool_or(marks.c.is_open).label("is_open"),
        ).group_by(marks.c.lane, place)
    )
    found = [
        Mark(
            Lane(row.lane),
            row.id,
            row.at,
            row.title,
            until=row.until,
            is_open=row.is_open,
            count=row.number,
        )
        for row in rows
    ]
    found += await steps_on(session, case_id)
    return tuple(in_order(found))


def _marks(case_id: UUID, *, reads: bool, has_gaps: bool = False) -> CTE:
    """Return every mark of a case but its steps; ``timeline`` says the same of each in words."""
    parts = [
        _documents(case_id, reads=reads),
        _recordings(case_id, reads=reads),
        _deadlines(case_id),
    ]
    if has_gaps:
        parts.append(gaps(case_id, Lane.GAP.value).order_by(None))
    return union_all(*parts).cte("mark")


def _documents(case_id: UUID, *, reads: bool) -> Select[*tuple[Any, ...]]:
    document = CaseDocument
    of_day = func.timezone("Asia/Shanghai", document.made_on + _NOON)
    title = func.coalesce(func.nullif(document.title, ""), document.kind)
    return select(
        literal(Lane.DOCUMENT.value).label("lane"),
        document.id.label("id"),
        func.coalesce(of_day, document.added_at).label("at"),
        cast(null(), _MOMENT).label("until"),
        (title if reads else document.kind).label("title"),
        literal(value=False).label("is_open"),
    ).where(document.case_id == case_id, document.struck_at.is_(None))


def _recordings(case_id: UUID, *, reads: bool) -> Select[*tuple[Any, ...]]:
    at = func.coalesce(believed_time(), Recording.received_at)
    length = func.nullif(Recording.duration_ms, 0) * _MILLISECOND
    is_photo = Recording.kind == MediaKind.PHOTO.value
    return (
        select(
            case((is_photo, Lane.PHOTO.value), else_=Lane.RECORDING.value),
            Recording.id,
            at,
            at + length,
            recording_named(literal(reads)),
            literal(value=False),
        )
        .join(EvidenceLink, EvidenceLink.recording_id == Recording.id)
        .outerjoin(
            Device,
            Device.id == func.coalesce(Recording.device_id, Recording.submitted_by_device_id),
        )
        .outerjoin(Person, Person.id == Recording.officer_id)
        .where(EvidenceLink.case_id == case_id, EvidenceLink.ended_at.is_(None))
    )


def _deadlines(case_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal(Lane.DEADLINE.value),
            Deadline.id,
            Deadline.starts_at,
            Deadline.due_at,
            Deadline.reason,
            Deadline.met_at.is_(None),
        )
        .join(EvidenceLink, EvidenceLink.recording_id == Deadline.subject_id)
        .where(
            EvidenceLink.case_id == case_id, EvidenceLink.ended_at.is_(None), runs_or_was_missed()
        )
    )
