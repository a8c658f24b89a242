"""Open a document to read it: only by right, and always on the record (调阅 4)."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.visibility import find_case
from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseDocument, Original
from app.papers.holding import (
    HeldDocument,
    find_document,
    permit_reading,
    permit_reading_file,
)
from app.policy.actor import Actor
from app.policy.case_words import DocumentState
from app.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """What is about to be sent."""

    storage_key: str
    size_bytes: int
    media_type: str
    file_name: str


async def open_document(
    session: AsyncSession, actor: Actor, document_id: UUID, *, now: datetime
) -> OpenedDocument | Decision:
    """Return where the bytes of a document lie. Appends ``document:opened``.

    Raises:
        NotFoundError: there is none, or the actor may not know its case.
        ConflictError: nobody has looked at it yet, or it was put aside.
    """
    held = await find_document(session, actor, document_id)
    decision = await permit_reading(session, actor, held, now)
    if not decision.allowed:
        return decision
    opened = await locate_document(session, held.document)
    await note_opening(session, actor, held, now=now)
    return opened


async def note_opening(
    session: AsyncSession, actor: Actor, held: HeldDocument, *, now: datetime
) -> None:
    """Append ``document:opened`` with the digest of what is about to be sent."""
    original = await session.get_one(Original, held.document.original_id)
    await append(
        session,
        LedgerKind.DOCUMENT_OPENED,
        actor,
        unit_id=held.case.unit_id,
        subject_id=held.document.id,
        detail={
            "case": str(held.case.id),
            "original": str(original.id),
            "sha256": original.sha256,
        },
        now=now,
    )


async def locate_document(session: AsyncSession, document: CaseDocument) -> OpenedDocument:
    """Return where the bytes of a document lie; the caller has judged the right to them.

    Raises:
        ConflictError: nobody has looked at it yet, or it was put aside.
    """
    if document.state != DocumentState.READY.value:
        raise ConflictError(
            "这份文书正在检查，请稍后刷新页面。"
            if document.state == DocumentState.RECEIVED.value
            else "这份文书已被隔离，不能打开。原件保存完好，请按页面上的说明另行上传。"
        )
    original = await session.get_one(Original, document.original_id)
    case_no = await session.scalar(select(Case.case_no).where(Case.id == document.case_id))
    return OpenedDocument(
        original.storage_key,
        original.size_bytes,
        document.media_type,
        name_to_keep(case_no or "", document.title, document.file_name),
    )


def name_to_keep(case_no: str, title: str, file_name: str) -> str:
    """Return under which name a document is kept by whoever takes it: case, then document.

    >>> name_to_keep("汝水罚〔2026〕1号", "询问笔录", "scan0017.PDF")
    '汝水罚〔2026〕1号 询问笔录.pdf'
    """
    ending = PurePosixPath(file_name).suffix.lower()
    return f"{case_no} {title.removesuffix(ending)}{ending}"


async def still_may_read(
    session: AsyncSession, actor: Actor, document_id: UUID, *, now: datetime
) -> bool:
    """Return whether the right still holds while a document is being sent."""
    held = await find_document(session, actor, document_id)
    return (await permit_reading(session, actor, held, now)).allowed


async def open_file(
    session: AsyncSession, actor: Actor, case_id: UUID, *, now: datetime
) -> Case | Decision:
    """Return a case whose file may be read by this actor; a refusal is noted.

    Raises:
        NotFoundError: the actor may not know the case.
    """
    case = await find_case(session, actor, case_id)
    decision = await permit_reading_file(session, actor, case, now)
    return case if decision.allowed else decision
