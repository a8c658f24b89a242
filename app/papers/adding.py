"""Add a document to the file of a case (长子 9, 山西 17): its bytes, its kind, its place."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cases.changing import begin_change
from app.clock import SHANGHAI, Clock
from app.db import transaction, type_of_sessions
from app.errors import ConflictError
from app.jobs.leases import add_job, queue_for
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseDocument, Original
from app.pages.passing import PaperType
from app.papers.arriving import (
    ArrivedPaper,
    KeptPaper,
    arriving,
    keep_paper,
    register_original,
    twin_of,
)
from app.papers.holding import current_version, open_for_change
from app.papers.kinds import KindLine, kinds_of_unit
from app.papers.placing import make_room
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.units import agency_of
from app.policy.actor import Actor
from app.policy.case_words import DocumentState
from app.policy.decision import Decision
from app.policy.vocabulary import JobKind
from app.queue import Nudge, Nudger, nudge_after_commit
from app.searching.indexing import index_cases
from app.settings import Settings
from app.storage.store import Store

LONGEST = 200
MOST_DOCUMENTS = 2_000
_SCAN_WEIGHT = 256
"""A page of a scan that is drawn costs as much time as so many times its bytes of anything else."""
_TEXTS = {"title": "题名", "document_no": "文号", "author": "责任者"}


class AlreadyInFileError(ConflictError):
    """The same bytes lie in the file already."""

    code = "document_in_file"


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What is said of a document; what is left open is taken from the name of its file."""

    kind: str = ""
    title: str = ""
    document_no: str = ""
    author: str = ""
    made_on: date | None = None
    is_final: bool = False
    replaces_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What a door needs to take documents in."""

    settings: Settings
    sessions: type_of_sessions
    store: Store
    nudger: Nudger
    clock: Clock


async def add_document(
    desk: Desk,
    actor: Actor,
    case_id: UUID,
    new: NewDocument,
    *,
    file_name: str,
    stream: AsyncIterator[bytes],
) -> UUID | Decision:
    """Add one document and return its id, or the refusal. Appends ``document:added``.

    Locks the case at the end. Its pages and words are read by a job after the answer. Commits by
    itself; call it without an open transaction.

    Raises:
        NotFoundError: the actor may not know the case.
        UnfitDocumentError, NotAcceptableError: nothing is kept.
        AlreadyInFileError: the same bytes lie in this version of the file.
        ConflictError: what is to be replaced is no draft of this file any more.
        StorageFullError, StorageFailureError, BodyBrokenError: nothing is added.
    """
    async with arriving(desk.store, stream, file_name) as paper:
        async with transaction(desk.sessions) as session:
            asked = await _ask(session, actor, case_id, new, paper, now=desk.clock())
            if isinstance(asked, Decision):
                return asked
        kept = await keep_paper(desk.store, paper, asked)
        async with transaction(desk.sessions) as session:
            now = desk.clock()
            case = await open_for_change(session, actor, case_id, now=now)
            if isinstance(case, Decision):
                return case
            kind = await _judged(session, case, new, paper, now)
            await register_original(session, kept, now)
            row = await _row(session, actor, case, new, kind, now=now)
            row.original_id, row.media_type = kept.original_id, paper.media_type.value
            row.file_name, row.title = file_name[-LONGEST:], new.title or title_from(file_name)
            session.add(row)
            await session.flush()
            nudge = _wake(session, desk, row.id, paper, now)
            await _note(session, actor, case, row, kept, now=now)
            nudge_after_commit(session, desk.nudger, nudge)
    return row.id


def title_from(file_name: str) -> str:
    """Return the title of a document that was given none.

    >>> title_from("送达回证 1.pdf")
    '送达回证 1'
    """
    return PurePath(file_name).stem.strip()[:LONGEST] or "未命名文书"


async def usual_author(session: AsyncSession, unit_id: UUID) -> str:
    """Return the author (责任者) of a document of which nobody is named: the agency itself."""
    return (await agency_of(session, unit_id)).name


def guess_kind(kinds: Sequence[KindLine], words: str) -> KindLine | None:
    """Return the kind with the longest name that stands in the title or the file's name.

    People leave out 行政: 处罚决定书 is that of a penalty, 不予处罚决定书 has the longer name.
    """
    named = [
        (len(name), kind)
        for kind in kinds
        for name in (kind.plain_name, kind.plain_name.replace("行政", ""))
        if name and name in words
    ]
    return max(named, key=lambda found: found[0], default=(0, None))[1]


async def _ask(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    new: NewDocument,
    paper: ArrivedPaper,
    *,
    now: datetime,
) -> Original | Decision | None:
    """Return an original of the same bytes if there is one; raise or refuse before any is kept."""
    case = await begin_change(session, actor, case_id, seen_revision=None, now=now)
    if isinstance(case, Decision):
        return case
    await _judged(session, case, new, paper, now)
    return await twin_of(session, paper)


async def _judged(
    session: AsyncSession,
    case: Case,
    new: NewDocument,
    paper: ArrivedPaper,
    now: datetime,
) -> KindLine:
    """Return the kind of the document, or raise what is wrong with it."""
    kinds = await kinds_of_unit(session, case.unit_id)
    kind = next((kind for kind in kinds if kind.name == new.kind), None)
    if not new.kind:
        kind = guess_kind(kinds, f"{new.title} {paper.file_name}")
    texts = {"title": new.title, "document_no": new.document_no, "author": new.author}
    problems = problems_of(texts, new.made_on, now)
    if kind is None:
        what = (
            "请选择文书种类。" if kinds else "本机关还没有设置文书种类，请机关的系统管理员先设置。"
        )
        problems.append(FieldProblem("kind", what))
    if problems or kind is None:
        raise NotAcceptableError(*problems)
    version = await current_version(session, case.id)
    await _require_new(session, case.id, version, paper)
    if new.replaces_id is not None:
        await _require_draft(session, case.id, version, new.replaces_id)
    return kind


def problems_of(
    texts: Mapping[str, str], made_on: date | None, now: datetime
) -> list[FieldProblem]:
    """Return what is wrong with what is said of a document, by the names of its fields."""
    problems = [
        FieldProblem(name, f"{_TEXTS[name]}最长{LONGEST}个字，请缩短。")
        for name, text in texts.items()
        if len(text) > LONGEST
    ]
    if made_on is not None and made_on > now.astimezone(SHANGHAI).date():
        problems.append(FieldProblem("made_on", "文书日期不能晚于今天。"))
    return problems


async def _require_new(
    session: AsyncSession, case_id: UUID, version: int, paper: ArrivedPaper
) -> None:
    rows = await session.execute(
        select(CaseDocument.title, Original.sha256)
        .join(Original, Original.id == CaseDocument.original_id)
        .where(
            CaseDocument.case_id == case_id,
            CaseDocument.file_version == version,
            CaseDocument.struck_at.is_(None),
        )
    )
    found = rows.all()
    for title, sha256 in found:
        if sha256 == paper.part.sha256:
            raise AlreadyInFileError(
                f"案卷里已经有内容完全相同的文书“{title}”，没有重复保存。"
                "题名、种类有误的，请更正那一份。"
            )
    if len(found) >= MOST_DOCUMENTS:
        raise ConflictError(f"一个案卷最多{MOST_DOCUMENTS}份文书，没有再保存。请合并后上传。")


async def _require_draft(
    session: AsyncSession, case_id: UUID, version: int, document_id: UUID
) -> CaseDocument:
    newer = select(CaseDocument.replaces_id).where(
        CaseDocument.replaces_id == document_id, CaseDocument.struck_at.is_(None)
    )
    draft = await session.scalar(
        select(CaseDocument).where(
            CaseDocument.id == document_id,
            CaseDocument.case_id == case_id,
            CaseDocument.file_version == version,
            CaseDocument.struck_at.is_(None),
            CaseDocument.is_final.is_(False),
            ~newer.exists(),
        )
    )
    if draft is None:
        raise ConflictError("要代替的草稿已经定稿、划去或者被代替，请返回卷内目录重新选择。")
    return draft


async def _row(
    session: AsyncSession,
    actor: Actor,
    case: Case,
    new: NewDocument,
    kind: KindLine,
    *,
    now: datetime,
) -> CaseDocument:
    assert actor.id is not None
    version = await current_version(session, case.id)
    if new.replaces_id is not None:
        position = (await _require_draft(session, case.id, version, new.replaces_id)).position
    else:
        usual = [each.name for each in await kinds_of_unit(session, case.unit_id)]
        position = await make_room(session, case.id, version, usual, kind.name)
    return CaseDocument(
        id=ids.new_id(),
        case_id=case.id,
        file_version=version,
        kind=kind.name,
        document_no=new.document_no,
        author=new.author or await usual_author(session, case.unit_id),
        made_on=new.made_on,
        stage=kind.stage,
        is_concluding=kind.is_concluding,
        is_final=new.is_final,
        position=position,
        state=DocumentState.RECEIVED.value,
        replaces_id=new.replaces_id,
        added_by_id=actor.id,
        added_at=now,
    )


def _wake(
    session: AsyncSession, desk: Desk, document_id: UUID, paper: ArrivedPaper, now: datetime
) -> Nudge:
    weight = _SCAN_WEIGHT if paper.media_type is PaperType.TIFF else 1
    length = paper.part.length * weight
    queue = queue_for(length, long_from_bytes=desk.settings.long_job_bytes)
    return add_job(session, JobKind.READ_DOCUMENT, document_id, queue=queue, now=now)


async def _note(
    session: AsyncSession,
    actor: Actor,
    case: Case,
    row: CaseDocument,
    kept: KeptPaper,
    *,
    now: datetime,
) -> None:
    await append(
        session,
        LedgerKind.DOCUMENT_ADDED,
        actor,
        unit_id=case.unit_id,
        subject_id=row.id,
        detail={
            "case": str(case.id),
            "kind": row.kind,
            "original": str(kept.original_id),
            "size_bytes": kept.digests.size_bytes,
            "sha256": kept.digests.sha256,
            "sm3": kept.digests.sm3,
            "replaces": str(row.replaces_id) if row.replaces_id else None,
        },
        now=now,
    )
    await index_cases(session, [case.id], now=now)
