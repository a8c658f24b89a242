"""Read in which cases a recording lies, and into which it may be put."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.cases.visibility import knowledge_of_cases, known_cases
from app.errors import NotFoundError
from app.models import Case, EvidenceLink, Person, Recording
from app.people.authority import extent_of
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_numbers import spellings
from app.policy.case_steps import BOUND
from app.policy.case_words import CaseState, EvidenceKind, MaterialRole
from app.policy.vocabulary import MediaKind, RecordingState

MOST_CHOICES = 100
_linker = aliased(Person)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A recording in a case.

    ``is_open``: nobody has ended it. ``is_bound``: the file is, so nothing of it changes.
    """

    id: UUID
    recording_id: UUID
    file_name: str
    kind: MediaKind
    state: RecordingState
    recorded_at: datetime | None
    duration_ms: int | None
    case_id: UUID
    case_no: str
    case_title: str
    case_revision: int
    role: MaterialRole
    evidence_kind: EvidenceKind | None
    object_of_proof: str
    making_method: str
    made_at: datetime | None
    maker: str
    linked_by: str
    linked_at: datetime
    is_open: bool
    is_bound: bool


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """An open case into which the actor may put something."""

    id: UUID
    case_no: str
    title: str


async def links_of_recording(
    session: AsyncSession, actor: Actor, recording_id: UUID
) -> tuple[LinkLine, ...]:
    """Return the links of a recording to cases of which the actor may know."""
    known = known_cases(actor, await knowledge_of_cases(session, actor))
    statement = _links().where(
        EvidenceLink.recording_id == recording_id, EvidenceLink.ended_at.is_(None), known
    )
    return _lines((await session.execute(statement.order_by(EvidenceLink.id))).all())


async def find_link(session: AsyncSession, actor: Actor, link_id: UUID) -> LinkLine:
    """Return a link to a case of which the actor may know, an ended one too.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    known = known_cases(actor, await knowledge_of_cases(session, actor))
    rows = (await session.execute(_links().where(EvidenceLink.id == link_id, known))).all()
    if not rows:
        raise NotFoundError
    return _lines(rows)[0]


async def cases_to_choose(session: AsyncSession, actor: Actor) -> tuple[CaseChoice, ...]:
    """Return the newest running cases into which the actor may put something.

    Into a closed one, whose file is not bound yet, it is put by its number.
    """
    extent = await extent_of(session, actor, Act.CASE_CHANGE)
    rows = await session.execute(
        select(Case.id, Case.case_no, Case.title)
        .where(
            known_cases(actor, extent),
            Case.state.not_in([state.value for state in (CaseState.CLOSED, *BOUND)]),
        )
        .order_by(Case.id.desc())
        .limit(MOST_CHOICES)
    )
    return tuple(CaseChoice(*row) for row in rows)


async def case_of_number(session: AsyncSession, actor: Actor, case_no: str) -> UUID | None:
    """Return the case of this number that the actor may know, if there is exactly one.

    However the number is written; only those written just so count where there is one.
    """
    known = known_cases(actor, await knowledge_of_cases(session, actor))
    found = await session.execute(
        select(Case.id, Case.case_no).where(Case.case_no.in_(spellings(case_no)), known)
    )
    rows = found.all()
    exact = [row.id for row in rows if row.case_no == case_no]
    keys = exact or [row.id for row in rows]
    return keys[0] if len(keys) == 1 else None


def _links() -> Select[Any]:
    columns: tuple[Any, ...] = (EvidenceLink, Recording, Case, _linker.full_name)
    statement: Select[Any] = (
        select(*columns)
        .join(Recording, Recording.id == EvidenceLink.recording_id)
        .join(Case, Case.id == EvidenceLink.case_id)
        .join(_linker, _linker.id == EvidenceLink.linked_by_id)
    )
    return statement


def _lines(rows: Sequence[Row[Any]]) -> tuple[LinkLine, ...]:
    return tuple(_line(*tuple(row)) for row in rows)


def _line(link: EvidenceLink, recording: Recording, case: Case, linker: str) -> LinkLine:
    return LinkLine(
        id=link.id,
        recording_id=recording.id,
        file_name=recording.file_name,
        kind=MediaKind(recording.kind),
        state=RecordingState(recording.state),
        recorded_at=recording.recorded_at,
        duration_ms=recording.duration_ms,
        case_id=case.id,
        case_no=case.case_no,
        case_title=case.title,
        case_revision=case.revision,
        role=MaterialRole(link.role),
        evidence_kind=EvidenceKind(link.evidence_kind) if link.evidence_kind else None,
        object_of_proof=link.object_of_proof,
        making_method=link.making_method,
        made_at=link.made_at,
        maker=link.maker,
        linked_by=linker,
        linked_at=link.linked_at,
        is_open=link.ended_at is None,
        is_bound=CaseState(case.state) in BOUND,
    )
