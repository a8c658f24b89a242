"""Read a document that has come: how many pages, which words, whether it may be shown at all.

The bytes are opened only in confined child processes (decision D12, promise P9). Whatever they
do there is a finding; the bytes are kept in every case. Pages of a scan that no browser shows are
kept as pictures beside it, which can be made again at any time.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from app.clock import Clock
from app.db import type_of_sessions
from app.jobs.leases import ClaimedJob, finish
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.media.findings import FindingCode, Verdict
from app.media.inspect import inspect_media
from app.media.limits import MediaLimits
from app.models import Case, CaseDocument, Original
from app.pages.limits import PageLimits
from app.pages.passing import PaperType
from app.pages.problems import PaperProblem
from app.pages.read import KeepPage, PaperFacts, read_paper
from app.pages.tool import TOOL
from app.pages.wire import PagePicture
from app.papers.pages import KeptPage
from app.policy.actor import WORKER
from app.policy.case_words import DocumentState
from app.searching.indexing import index_cases
from app.settings import Settings
from app.storage.store import Store
from app.storage.threads import in_threads
from app.unseen import words_alone

_COSTLY = frozenset({FindingCode.TIMEOUT, FindingCode.TOO_MANY_PIXELS})


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is read."""

    original_id: UUID
    storage_key: str
    size_bytes: int
    media_type: PaperType


async def read_document(
    sessions: type_of_sessions,
    store: Store,
    job: ClaimedJob,
    *,
    settings: Settings,
    clock: Clock,
) -> None:
    """Bring one document to ``ready`` or ``quarantined``.

    Appends ``document:read`` or ``document:quarantined``.

    Raises:
        LeaseLostError: another worker finished first; nothing was written.
        StorageFailureError: the original cannot be opened.
    """
    async with sessions() as session:
        subject = await _gather(session, job.subject_id)
    if subject is None:
        async with sessions() as session, session.begin():
            await finish(session, job, clock())
        return
    pages: list[KeptPage] = []
    keep = _keeper(store, subject.original_id, pages)
    facts = await _read(store, subject, settings, keep, clock())
    async with sessions() as session, session.begin():
        await _apply(session, job, facts, pages, clock())


async def _gather(session: AsyncSession, document_id: UUID) -> _Subject | None:
    """Return what to read, or ``None`` when it was settled before."""
    row = (
        await session.execute(
            select(CaseDocument.state, CaseDocument.media_type, Original)
            .join(Original, Original.id == CaseDocument.original_id)
            .where(CaseDocument.id == document_id)
        )
    ).one()
    state, media_type, original = row
    if state != DocumentState.RECEIVED.value:
        return None
    return _Subject(original.id, original.storage_key, original.size_bytes, PaperType(media_type))


def _keeper(store: Store, original_id: UUID, pages: list[KeptPage]) -> KeepPage:
    """Return what puts a page of a scan into the store and on the list."""

    async def keep(number: int, picture: PagePicture) -> None:
        name = f"page-{number:04d}.jpg"
        key = await in_threads(store, store.put_derivative, original_id, name, picture.jpeg)
        pages.append(KeptPage(key, picture.width, picture.height))

    return keep


async def _read(
    store: Store, subject: _Subject, settings: Settings, keep: KeepPage, now: datetime
) -> PaperFacts:
    descriptor = await in_threads(store, store.open_original, subject.storage_key)
    try:
        if subject.media_type in {PaperType.JPEG, PaperType.PNG}:
            return await _read_picture(descriptor, subject, settings, now)
        limits = PageLimits(
            wall_seconds=settings.media_timeout_seconds,
            max_pixels=settings.media_max_pixels,
        )
        is_scan = subject.media_type is PaperType.TIFF
        return await read_paper(
            descriptor,
            size_bytes=subject.size_bytes,
            media_type=subject.media_type,
            limits=limits.of_a_scan() if is_scan else limits,
            sandbox=settings.sandbox,
            keep=keep if is_scan else None,
        )
    finally:
        os.close(descriptor)


async def _read_picture(
    descriptor: int, subject: _Subject, settings: Settings, now: datetime
) -> PaperFacts:
    """A picture is one page; it is decoded as photographs of recordings are."""
    found = await inspect_media(
        descriptor,
        size_bytes=subject.size_bytes,
        now=now,
        limits=MediaLimits(
            wall_seconds=settings.media_timeout_seconds,
            max_pixels=settings.media_max_pixels,
            max_thumbnails=1,
        ),
        sandbox=settings.sandbox,
    )
    problem = None
    if found.verdict is not Verdict.OK or found.facts is None:
        costs = any(finding.code in _COSTLY for finding in found.findings)
        problem = PaperProblem.TOO_COSTLY if costs else PaperProblem.DAMAGED
    return PaperFacts(page_count=1, text="", problem=problem)


async def _apply(
    session: AsyncSession,
    job: ClaimedJob,
    facts: PaperFacts,
    pages: list[KeptPage],
    now: datetime,
) -> None:
    document = (
        await session.scalars(
            select(CaseDocument)
            .where(CaseDocument.id == job.subject_id)
            .options(defer(CaseDocument.content_text))
            .with_for_update()
        )
    ).one()
    await finish(session, job, now)
    state = DocumentState.QUARANTINED if facts.problem else DocumentState.READY
    document.state = state.value
    document.problem = facts.problem.value if facts.problem else ""
    document.page_count = facts.page_count
    words = words_alone(facts.text)
    document.content_text = words
    document.facts = {
        "tool": TOOL,
        "characters": len(words),
        "has_more": facts.has_more,
        "told_pages": facts.told_pages,
        "pages": [page.to_json() for page in pages],
        "sheets": facts.sheets,
    }
    case = await session.get_one(Case, document.case_id)
    await append(
        session,
        LedgerKind.DOCUMENT_QUARANTINED if facts.problem else LedgerKind.DOCUMENT_READ,
        WORKER,
        unit_id=case.unit_id,
        subject_id=document.id,
        detail={
            "case": str(case.id),
            "tool": TOOL,
            "page_count": facts.page_count,
            "problem": document.problem or None,
        },
        now=now,
    )
    await index_cases(session, [case.id], now=now)
