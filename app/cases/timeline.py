"""时间轴: everything of one case on one line of time, whatever subject keeps it.

Steps come from the ledger, documents and recordings from the file, deadlines with the articles on
which they rest, gaps between recordings with the articles that expect none. Approvals are added
by whoever keeps them (``Timeline.joined``).
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.gaps import expected_throughout, gaps
from app.cases.marks import MOST, Lane, Mark, Timeline, in_order
from app.cases.steps import StepTaken, in_their_days, steps_taken
from app.cases.visibility import find_case, thing_of
from app.clock import SHANGHAI
from app.deadlines.running import citations_of
from app.ledger.kinds import LABELS
from app.models import (
    Case,
    CaseDocument,
    Deadline,
    Device,
    EvidenceLink,
    Person,
    Recording,
)
from app.people.authority import authorise
from app.people.closures import lies_in_bound_version
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_words import DocumentState, MaterialRole
from app.policy.closing import Closure
from app.policy.vocabulary import MediaKind
from app.recordings.moments import RecordingTime
from app.recordings.visibility import knowledge_of, known_to


async def timeline_of(
    session: AsyncSession, actor: Actor, case_id: UUID, now: datetime
) -> Timeline:
    """Return everything of a case that has a time.

    Whoever may know of the case and not read its file sees of a document its kind alone.

    Raises:
        NotFoundError: there is no such case, or it is not for this actor to know.
    """
    found = await find_case(session, actor, case_id)
    thing = await thing_of(session, found)
    bound = replace(thing, closures=thing.closures | {Closure.BOUND})
    reads, reads_bound = [
        (await authorise(session, actor, Act.CASE_READ_FILE, each)).allowed
        for each in (thing, bound)
    ]
    known = known_to(actor, await knowledge_of(session, actor))
    recordings = [mark async for mark in _recordings(session, found.id, known, reads=reads)]
    readable = ~lies_in_bound_version() | literal(reads_bound) if reads else literal(value=False)
    documents = [mark async for mark in _documents(session, found.id, readable)]
    marks = [
        *await steps_on(session, found.id),
        *documents,
        *recordings,
        *await _deadlines(session, found.id, now),
        *await _gaps(session, found.id),
    ]
    return Timeline(
        found.id,
        found.case_no,
        found.title,
        tuple(in_order(marks)),
        is_cut=MOST in {len(recordings), len(documents)},
    )


async def steps_on(session: AsyncSession, case_id: UUID) -> list[Mark]:
    """Return the steps that a case has taken, as marks; each stands on its own day."""
    opened_on = await session.scalar(select(Case.opened_on).where(Case.id == case_id))
    if opened_on is None:
        return []
    return [_step(step) for step in in_their_days(await steps_taken(session, case_id), opened_on)]


def _step(step: StepTaken) -> Mark:
    told = LABELS[step.line.kind]
    if step.is_day:
        told += f"，登记于 {step.line.at.astimezone(SHANGHAI).isoformat(' ', 'minutes')[:16]}"
    detail = f"{told}。{step.said}" if step.said else told
    return Mark(Lane.STEP, step.line.id, step.at, step.state.label, detail, is_day=step.is_day)


async def _documents(
    session: AsyncSession, case_id: UUID, readable: ColumnElement[bool]
) -> AsyncIterator[Mark]:
    rows = await session.execute(
        select(
            CaseDocument.id,
            CaseDocument.kind,
            CaseDocument.title,
            CaseDocument.made_on,
            CaseDocument.added_at,
            CaseDocument.is_final,
            CaseDocument.state,
            readable.label("reads"),
        )
        .where(CaseDocument.case_id == case_id, CaseDocument.struck_at.is_(None))
        .order_by(CaseDocument.id)
        .limit(MOST)
    )
    for row in rows:
        at = _noon(row.made_on) if row.made_on else row.added_at
        title = row.title if row.reads and row.title else row.kind
        yield Mark(
            Lane.DOCUMENT,
            row.id,
            at,
            title,
            _standing(row),
            is_day=row.made_on is not None,
            href=f"/documents/{row.id}" if row.reads else "",
        )


def _standing(row: Row[*tuple[Any, ...]]) -> str:
    """Return what a document is; what could not be read is no draft of anything."""
    said = "定稿" if row.is_final else "草稿"
    if row.state != DocumentState.READY.value:
        said = DocumentState(row.state).label
    return said if row.made_on else f"{said}（文书日期未填，按放入时间排列）"


def recording_named(readable: ColumnElement[bool]) -> ColumnElement[str]:
    """Return what was recorded, by whom and with what, so that two of one device are told apart.

    The name of a file may hold that of a party, so for others it is the kind alone.
    """
    kind = case(*((Recording.kind == one.value, one.label) for one in MediaKind))
    file_name = case((readable, func.nullif(func.btrim(Recording.file_name), "")))
    officer = func.coalesce(Person.full_name, "执法人员待定")
    source = func.concat_ws("，", officer, Device.device_no)
    return func.concat(func.coalesce(file_name, kind), "（", source, "）")


async def _recordings(
    session: AsyncSession, case_id: UUID, known: ColumnElement[bool], *, reads: bool
) -> AsyncIterator[Mark]:
    rows = await session.execute(
        select(
            Recording.id,
            Recording.kind,
            Recording.recorded_at,
            Recording.received_at,
            Recording.duration_ms,
            EvidenceLink.role,
            EvidenceLink.object_of_proof,
            recording_named(or_(literal(reads), known)).label("title"),
            known.label("is_known"),
        )
        .join(EvidenceLink, EvidenceLink.recording_id == Recording.id)
        .outerjoin(
            Device,
            Device.id == func.coalesce(Recording.device_id, Recording.submitted_by_device_id),
        )
        .outerjoin(Person, Person.id == Recording.officer_id)
        .where(EvidenceLink.case_id == case_id, EvidenceLink.ended_at.is_(None))
        .order_by(Recording.id)
        .limit(MOST)
    )
    for row in rows:
        time = RecordingTime(row.recorded_at, row.received_at)
        at = time.at
        length = timedelta(milliseconds=row.duration_ms or 0)
        is_photo = row.kind == MediaKind.PHOTO.value
        yield Mark(
            Lane.PHOTO if is_photo else Lane.RECORDING,
            row.id,
            at,
            row.title,
            "：".join(filter(None, (MaterialRole(row.role).label, row.object_of_proof)))
            + ("" if time.believed else "（记录时间不明，按收到时间排列）"),
            until=at + length if length else None,
            href=f"/recordings/{row.id}" if row.is_known else "",
        )


async def _gaps(session: AsyncSession, case_id: UUID) -> list[Mark]:
    """Return where recordings stop and go on, if a rule expects them to go on throughout."""
    cited = await expected_throughout(session, case_id)
    if cited is None:
        return []
    rows = await session.execute(gaps(case_id, Lane.GAP.value).limit(MOST))
    detail = "同一设备前后两段录制之间没有记录。请核对原因；有说明材料的，请归入案卷。"
    return [
        Mark(Lane.GAP, row.id, row.at, row.title, detail, until=row.until, citations=cited)
        for row in rows
    ]


async def _deadlines(session: AsyncSession, case_id: UUID, now: datetime) -> list[Mark]:
    """Return the deadlines that run for the recordings of the case, and those that were missed."""
    rows = await session.scalars(
        select(Deadline)
        .join(EvidenceLink, EvidenceLink.recording_id == Deadline.subject_id)
        .where(
            EvidenceLink.case_id == case_id, EvidenceLink.ended_at.is_(None), runs_or_was_missed()
        )
        .order_by(Deadline.due_at, Deadline.id)
        .limit(MOST)
    )
    return [_deadline(row, now) for row in rows]


def runs_or_was_missed() -> ColumnElement[bool]:
    """Return the condition that a deadline stands on the line of time."""
    return and_(
        Deadline.cancelled_at.is_(None),
        Deadline.due_at.is_not(None),
        or_(Deadline.met_at.is_(None), Deadline.met_at > Deadline.due_at),
    )


def _deadline(row: Deadline, now: datetime) -> Mark:
    assert row.due_at is not None
    is_open = row.met_at is None
    standing = "已逾期" if row.due_at < now else "未办结"
    return Mark(
        Lane.DEADLINE,
        row.id,
        row.starts_at,
        row.reason,
        standing if is_open else "逾期办结",
        until=row.due_at,
        is_open=is_open,
        citations=citations_of(row.basis),
    )


def _noon(day: date) -> datetime:
    """Return the middle of a day: of a document only the day is known."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
