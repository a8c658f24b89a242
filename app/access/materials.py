"""How recordings and documents are named where no content may be shown: in the register.

A recording is named by its moment and its device, never by its file name or by what is on it; of a
case file with a security class not even the titles are written down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.item_cases import cases_of_items
from app.cases.visibility import knowledge_of_cases, known_cases
from app.clock import SHANGHAI
from app.models import AccessItem, Case, CaseDocument, Device, Recording
from app.policy.actor import Actor
from app.policy.case_words import SecurityClass
from app.policy.closing import STATE_SECRETS
from app.policy.vocabulary import MediaKind
from app.recordings.moments import RecordingTime

CLASSIFIED_FILE = "案卷（按照保密规定另行管理，案号从略）"
"""Of a state secret; whoever reads the register is not told that it is one (汝州调阅 10)."""


@dataclass(frozen=True, slots=True)
class Material:
    """One item of a request; ``duration_ms`` of a recording, ``page_count`` of a document."""

    item_id: UUID
    name: str
    is_granted: bool
    is_recording: bool
    duration_ms: int | None = None
    page_count: int | None = None


async def materials_of_request(session: AsyncSession, request_id: UUID) -> tuple[Material, ...]:
    """Return the items of a request in the order in which they were asked for."""
    rows = await session.execute(
        select(AccessItem, Recording, Device.device_no, CaseDocument, Case.security_class)
        .outerjoin(Recording, Recording.id == AccessItem.recording_id)
        .outerjoin(Device, Device.id == Recording.device_id)
        .outerjoin(CaseDocument, CaseDocument.id == AccessItem.document_id)
        .outerjoin(Case, Case.id == CaseDocument.case_id)
        .where(AccessItem.request_id == request_id)
        .order_by(AccessItem.id)
    )
    return tuple(_material(*row) for row in rows)


async def name_of_subject(session: AsyncSession, subject_id: UUID | None) -> str:
    """Return what a refused attempt was after, in words; nothing when it cannot be named."""
    if subject_id is None:
        return ""
    recording = (await session.execute(_recording(subject_id))).one_or_none()
    if recording is not None:
        return name_of_recording(*recording)
    document = (await session.execute(_document(subject_id))).one_or_none()
    if document is not None:
        return _name_of_document(*document)
    case = await session.get(Case, subject_id)
    if case is None:
        return ""
    return CLASSIFIED_FILE if _is_secret(case) else f"案卷 {case.case_no}"


async def cases_of_request(
    session: AsyncSession, actor: Actor, request_id: UUID, *, beside: UUID | None = None
) -> tuple[str, ...]:
    """Return the cases in which the items of a request lie now, as far as the actor may know them.

    A recording lies in each case to which it is linked; the oldest case stands first. What lies in
    the case ``beside`` is passed over.
    """
    which = cases_of_items(request_id, beside=() if beside is None else (beside,))
    known = known_cases(actor, await knowledge_of_cases(session, actor))
    cases = await session.scalars(select(Case).where(which, known).order_by(Case.id))
    return tuple(name_of_case(case) for case in cases)


def word_of_recording(kind: str) -> str:
    """Return what a recording of this kind is called; one of no known kind 音像资料."""
    found = MediaKind(kind)
    return "音像资料" if found is MediaKind.OTHER else found.label


def name_of_case(case: Case) -> str:
    """Return number and title, of a work secret the number alone, of a state secret neither."""
    if _is_secret(case):
        return CLASSIFIED_FILE
    is_open = case.security_class == SecurityClass.NONE
    return f"{case.case_no} {case.title}" if is_open else case.case_no


def _is_secret(case: Case) -> bool:
    return SecurityClass(case.security_class) in STATE_SECRETS


def _recording(recording_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(Recording.recorded_at, Recording.received_at, Recording.kind, Device.device_no)
        .outerjoin(Device, Device.id == Recording.device_id)
        .where(Recording.id == recording_id)
    )


def _document(document_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(CaseDocument.title, CaseDocument.document_no, Case.security_class)
        .join(Case, Case.id == CaseDocument.case_id)
        .where(CaseDocument.id == document_id)
    )


def _material(
    item: AccessItem,
    recording: Recording | None,
    device_no: str | None,
    document: CaseDocument | None,
    security_class: str | None,
) -> Material:
    if recording is not None:
        return Material(
            item.id,
            name_of_recording(
                recording.recorded_at, recording.received_at, recording.kind, device_no
            ),
            item.is_granted,
            is_recording=True,
            duration_ms=recording.duration_ms,
        )
    assert document is not None
    assert security_class is not None
    return Material(
        item.id,
        _name_of_document(document.title, document.document_no, security_class),
        item.is_granted,
        is_recording=False,
        page_count=document.page_count,
    )


def name_of_recording(
    recorded_at: datetime | None, received_at: datetime, kind: str, device_no: str | None
) -> str:
    """Return a recording by its kind, its moment and its device.

    >>> name_of_recording(None, datetime.fromisoformat("2026-11-21T10:00+08:00"), "video", "RZ-1")
    '录像（2026-11-21 10:00 收到，设备 RZ-1）'
    """
    time = RecordingTime(recorded_at, received_at)
    moment = time.at.astimezone(SHANGHAI)
    device = f"，设备 {device_no}" if device_no else ""
    return f"{word_of_recording(kind)}（{moment:%Y-%m-%d %H:%M} {time.word}{device}）"


def _name_of_document(title: str, document_no: str, security_class: str) -> str:
    if security_class != SecurityClass.NONE:
        return "文书（按照保密规定管理，名称从略）"
    return f"《{title}》{document_no}"


def listed(names: Sequence[str], most: int) -> str:
    """Return names as one line; more than ``most`` are counted.

    >>> listed(["甲", "乙", "丙"], 2)
    '甲；乙；等 3 项'
    """
    shown = [*names[:most], *([f"等 {len(names)} 项"] if len(names) > most else [])]
    return "；".join(shown)
