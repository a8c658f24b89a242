"""Read which recordings lie in a case (案件资料), page by page.

Whoever may know of the case sees that something lies in it: what it is, when, by whom and as what.
The name of a file may hold the name of a party, so it is for readers of the file and for whoever
may know of the recording itself, and only the latter are led to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.stages import Spell, made_in, spells_of, stage_at, stages_of_case
from app.cases.visibility import find_case, thing_of
from app.models import Device, EvidenceLink, Person, Recording
from app.people.authority import authorise, extent_of
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_words import EvidenceKind, MaterialRole
from app.policy.law_words import Stage
from app.policy.vocabulary import MediaKind
from app.recordings.moments import RecordingTime
from app.recordings.visibility import knowledge_of, known_to

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One recording in a case; ``name`` is empty for whoever may not read it.

    ``stage`` is the one in which it was made, where the law names any. ``is_known``: the actor may
    open its page. ``is_kept``: the actor catalogues it.
    """

    id: UUID
    recording_id: UUID
    name: str
    kind: MediaKind
    recorded_at: datetime | None
    received_at: datetime
    duration_ms: int | None
    device_no: str
    officer: str
    stage: Stage | None
    role: MaterialRole
    evidence_kind: EvidenceKind | None
    object_of_proof: str
    is_known: bool
    is_kept: bool

    @property
    def is_time_believed(self) -> bool:
        """Whether the time of recording is known and can be true."""
        return RecordingTime(self.recorded_at, self.received_at).believed is not None


@dataclass(frozen=True, slots=True)
class MaterialPage:
    """A page of what lies in a case, in the order in which it came in; ``after`` is the next."""

    lines: tuple[MaterialLine, ...]
    after: UUID | None


async def recordings_of_case(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    *,
    after: UUID | None = None,
    stage: Stage | None = None,
    limit: int = PAGE_SIZE,
) -> MaterialPage:
    """Return a page of the recordings in a case, or of one of its stages, found by key.

    Raises:
        NotFoundError: there is no such case, or it is not for this actor to know.
    """
    case = await find_case(session, actor, case_id)
    thing = await thing_of(session, case)
    reads = (await authorise(session, actor, Act.CASE_READ_FILE, thing)).allowed
    statement = (await _materials(session, actor)).where(EvidenceLink.case_id == case.id)
    if stage is not None:
        statement = statement.where(made_in(stage, await spells_of(session, case)))
    if after is not None:
        statement = statement.where(EvidenceLink.id > after)
    rows = (await session.execute(statement.order_by(EvidenceLink.id).limit(limit + 1))).all()
    named = (await stages_of_case(session, case.unit_id)).outcome
    spells = await spells_of(session, case) if named else []
    lines = tuple(_line(row, spells, reads=reads) for row in rows[:limit])
    return MaterialPage(lines, lines[-1].id if len(rows) > limit else None)


async def _materials(session: AsyncSession, actor: Actor) -> Select[Any]:
    known = known_to(actor, await knowledge_of(session, actor))
    kept = (await extent_of(session, actor, Act.RECORDING_CATALOGUE)).units
    sender = func.coalesce(Recording.device_id, Recording.submitted_by_device_id)
    columns: tuple[Any, ...] = (
        EvidenceLink.id,
        EvidenceLink.recording_id,
        Recording.file_name,
        Recording.kind,
        Recording.recorded_at,
        Recording.received_at,
        Recording.duration_ms,
        Device.device_no,
        Person.full_name,
        EvidenceLink.role,
        EvidenceLink.evidence_kind,
        EvidenceLink.object_of_proof,
        known.label("is_known"),
        Recording.unit_id.in_(kept).label("is_kept"),
    )
    statement: Select[Any] = (
        select(*columns)
        .join(Recording, Recording.id == EvidenceLink.recording_id)
        .outerjoin(Device, Device.id == sender)
        .outerjoin(Person, Person.id == Recording.officer_id)
        .where(EvidenceLink.ended_at.is_(None))
    )
    return statement


def _line(row: Row[Any], spells: Sequence[Spell], *, reads: bool) -> MaterialLine:
    time = RecordingTime(row.recorded_at, row.received_at)
    return MaterialLine(
        id=row.id,
        recording_id=row.recording_id,
        name=row.file_name if reads or row.is_known else "",
        kind=MediaKind(row.kind),
        recorded_at=row.recorded_at,
        received_at=row.received_at,
        duration_ms=row.duration_ms,
        device_no=row.device_no or "",
        officer=row.full_name or "",
        stage=stage_at(time.at, spells) if spells else None,
        role=MaterialRole(row.role),
        evidence_kind=EvidenceKind(row.evidence_kind) if row.evidence_kind else None,
        object_of_proof=row.object_of_proof,
        # Of what nobody sent, nobody is the sender: that comparison answers neither yes nor no.
        is_known=bool(row.is_known),
        is_kept=row.is_kept,
    )
