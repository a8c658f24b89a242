"""What goes into a copy now: each item looked at afresh, and why some stay behind (复制)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.bundling import FORMAT, BundledFile, ending_of, safe_name
from app.access.facts import highest_class
from app.access.materials import word_of_recording
from app.access.requests import number_of
from app.clock import SHANGHAI
from app.models import (
    AccessItem,
    AccessPermit,
    AccessRequest,
    Case,
    CaseDocument,
    EvidenceLink,
    Original,
    Person,
    Recording,
    Unit,
)
from app.policy.access_words import CopyForm, CopyMedium
from app.policy.case_words import DocumentState, SecurityClass
from app.policy.copying import IssuedItem, item_problem
from app.policy.decision import Citation
from app.policy.law_words import ConsultAct, Scope
from app.policy.pack import Pack
from app.policy.vocabulary import RecordingState
from app.recordings.moments import RecordingTime

_FIT = frozenset({RecordingState.SEALED, RecordingState.PROCESSED, RecordingState.DAMAGED})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that does not go along: its place in the request, and why.

    What it is called is not said, because the list leaves the house with the copy.
    """

    number: int
    record_id: UUID
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Return what the manifest says of it."""
        return {"number": self.number, "record_id": str(self.record_id), "reason": self.reason}


@dataclass(frozen=True, slots=True)
class CopyContents:
    """The files of a copy, and what was asked for and stays behind."""

    files: tuple[BundledFile, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def size_bytes(self) -> int:
        """Return the size of the files together."""
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class NewIssue:
    """On what a copy leaves the house, how many are made of it, and whether it bears its code."""

    medium: CopyMedium
    copies: int = 1
    form: CopyForm = CopyForm.EXACT


async def contents_of_copy(session: AsyncSession, permit: AccessPermit) -> CopyContents:
    """Return what goes along under a permit as everything stands now, in the order asked for."""
    rows = (await session.execute(_items_of(permit.request_id))).all()
    classes = await _classes_of(session, [row.recording_id for row in rows if row.recording_id])
    ceiling = SecurityClass(permit.ceiling)
    limit = Scope(permit.limit_scope) if permit.limit_scope else None
    files: list[BundledFile] = []
    left_out: list[LeftOut] = []
    for number, row in enumerate(rows, start=1):
        problem = item_problem(_facts_of(row, classes), ceiling, limit)
        if problem:
            left_out.append(LeftOut(number, row.document_id or row.recording_id, problem))
        else:
            files.append(_file_of(len(files) + 1, number, row))
    return CopyContents(tuple(files), tuple(left_out))


async def manifest_of(
    session: AsyncSession,
    request: AccessRequest,
    contents: CopyContents,
    *,
    act: ConsultAct,
    new: NewIssue,
    code: str,
    issued_by_id: UUID,
    pack: Pack,
    citations: Collection[Citation],
    now: datetime,
) -> dict[str, Any]:
    """Return what a copy says of itself: what it is, for whom, by which right, file by file."""
    unit = (await session.get_one(Unit, request.unit_id)).name
    taker, taker_unit = request.applicant_name, request.applicant_unit
    if request.requester_id is not None:
        person = await session.get_one(Person, request.requester_id)
        taker, taker_unit = person.full_name, (await session.get_one(Unit, person.unit_id)).name
    return {
        "act": act.label,
        "articles": [citation.article for citation in citations],
        "code": code,
        "copies": new.copies,
        "files": [file.as_json() for file in contents.files],
        "form": new.form.label,
        "format": FORMAT,
        "issued_at": now.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "issued_by": (await session.get_one(Person, issued_by_id)).full_name,
        "left_out": [line.as_json() for line in contents.left_out],
        "medium": new.medium.label,
        "regulation": {
            "pack": pack.id,
            "sha256": pack.sha256,
            "title": pack.title,
            "version": pack.version,
        },
        "request_no": number_of(request.year, request.serial),
        "taker": taker,
        "taker_unit": taker_unit,
        "unit": unit,
    }


def _items_of(request_id: UUID) -> Any:
    return (
        select(
            AccessItem.is_granted,
            AccessItem.document_id,
            AccessItem.recording_id,
            CaseDocument.title,
            CaseDocument.document_no,
            CaseDocument.kind.label("document_kind"),
            CaseDocument.state.label("document_state"),
            CaseDocument.struck_at,
            CaseDocument.is_concluding,
            CaseDocument.is_final,
            Case.security_class,
            func.coalesce(CaseDocument.file_name, Recording.file_name).label("file_name"),
            Recording.kind.label("recording_kind"),
            Recording.state.label("recording_state"),
            Recording.recorded_at,
            Recording.received_at,
            Original.storage_key,
            Original.size_bytes,
            Original.sha256,
            Original.sm3,
        )
        .outerjoin(CaseDocument, CaseDocument.id == AccessItem.document_id)
        .outerjoin(Case, Case.id == CaseDocument.case_id)
        .outerjoin(Recording, Recording.id == AccessItem.recording_id)
        .outerjoin(
            Original,
            Original.id == func.coalesce(CaseDocument.original_id, Recording.original_id),
        )
        .where(AccessItem.request_id == request_id)
        .order_by(AccessItem.id)
    )


async def _classes_of(
    session: AsyncSession, recording_ids: Sequence[UUID]
) -> Mapping[UUID, list[SecurityClass]]:
    """Return the classes of the cases in which the recordings lie now."""
    found: defaultdict[UUID, list[SecurityClass]] = defaultdict(list)
    if recording_ids:
        rows = await session.execute(
            select(EvidenceLink.recording_id, Case.security_class)
            .join(Case, Case.id == EvidenceLink.case_id)
            .where(EvidenceLink.recording_id.in_(recording_ids), EvidenceLink.ended_at.is_(None))
        )
        for recording_id, security_class in rows:
            found[recording_id].append(SecurityClass(security_class))
    return found


def _facts_of(row: Row[Any], classes: Mapping[UUID, list[SecurityClass]]) -> IssuedItem:
    if row.recording_id is not None:
        return IssuedItem(
            security_class=highest_class(classes.get(row.recording_id, ())),
            is_granted=row.is_granted,
            is_fit=row.recording_state in _FIT and row.storage_key is not None,
        )
    return IssuedItem(
        security_class=SecurityClass(row.security_class),
        is_granted=row.is_granted,
        is_there=row.struck_at is None,
        is_fit=row.document_state == DocumentState.READY,
        is_document=True,
        is_concluding=row.is_concluding,
        is_draft=row.is_final is False,
    )


def _file_of(number: int, item: int, row: Row[Any]) -> BundledFile:
    if row.recording_id is None:
        title = f"{row.title} {row.document_no}".strip()
        kind = row.document_kind
    else:
        kind = word_of_recording(row.recording_kind)
        title = f"{kind} {_moment_of(RecordingTime(row.recorded_at, row.received_at))}"
    return BundledFile(
        number=number,
        item=item,
        name=safe_name(number, title, ending_of(row.file_name or "")),
        title=title,
        kind=kind,
        record_id=row.document_id or row.recording_id,
        storage_key=row.storage_key,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        sm3=row.sm3,
    )


def _moment_of(time: RecordingTime) -> str:
    """Return a moment as a file's name may say it; that of an arrival says that it is one."""
    moment = f"{time.at.astimezone(SHANGHAI):%Y-%m-%d %H.%M.%S}"
    return moment if time.believed else f"{moment} {time.word}"
