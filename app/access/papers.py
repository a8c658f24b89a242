"""出示的材料: what somebody from outside has shown, with scans (汝州调阅 6, 7).

A scan is an original: written once, read-only. It is opened by those who may know the request,
and each opening is on record. A paper that was entered by mistake is struck out, never removed.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.requests import begin_act, find_request, keeper_may, note_change
from app.access.resending import was_paper_taken
from app.access.saying import unsaid
from app.access.settling import settle
from app.db import transaction
from app.errors import NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import AccessPaper, AccessRequest, Original
from app.pages.passing import SCANS
from app.papers.adding import Desk
from app.papers.arriving import (
    ArrivedPaper,
    KeptPaper,
    arriving,
    keep_paper,
    register_original,
    twin_of,
)
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.access_words import AccessState
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.law_words import Paper

LONGEST = 200


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A paper as the keeper enters it; what was entered with a ``form_key`` is entered once."""

    kind: Paper
    document_no: str = ""
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class OpenedScan:
    """What is about to be sent."""

    request_id: UUID
    storage_key: str
    size_bytes: int
    media_type: str
    file_name: str


async def may_show(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    form_key: UUID | None,
    *,
    now: datetime,
) -> Decision | None:
    """Return the refusal before anything is sent; it is noted.

    Where this form has entered its paper before, there is nothing to refuse. Raises what
    ``begin_act`` raises.
    """
    if form_key is not None and await was_paper_taken(session, actor, form_key):
        return None
    request = await begin_act(session, actor, request_id, keeper_may, seen_revision=None, now=now)
    return request if isinstance(request, Decision) else None


async def request_of(session: AsyncSession, actor: Actor, paper_id: UUID) -> UUID:
    """Return the request for which a paper was shown.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    paper = await session.get(AccessPaper, paper_id)
    if paper is None:
        raise NotFoundError
    return (await find_request(session, actor, paper.request_id)).id


async def show_paper(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    shown: ShownPaper,
    *,
    now: datetime,
) -> Decision | None:
    """Note a paper without a scan, or return the refusal. Appends ``access:paper_shown``.

    A form that was sent before enters nothing. Locks the request.

    Raises what ``begin_act`` raises, and ``NotAcceptableError``.
    """
    request = await _begin(session, actor, request_id, shown, now)
    if not isinstance(request, AccessRequest):
        return request
    if not shown.document_no:
        raise NotAcceptableError(
            FieldProblem("document_no", "请填写证件或者文书的号码，或者上传扫描件。")
        )
    await _note(session, actor, request, _row(request, actor, shown, now), now=now)
    return None


async def show_scan(
    desk: Desk,
    actor: Actor,
    request_id: UUID,
    shown: ShownPaper,
    *,
    file_name: str,
    stream: AsyncIterator[bytes],
) -> Decision | None:
    """Keep the scan of a paper, or return the refusal. Appends ``access:paper_shown``.

    A form that was sent before enters nothing. Locks the request at the end. Commits by itself;
    call it without an open transaction.

    Raises:
        NotAcceptableError, UnfitDocumentError, BodyBrokenError: nothing is kept.
        StorageFullError, StorageFailureError: nothing is added.
        NotFoundError, ConflictError: as ``begin_act`` says.
    """
    async with arriving(desk.store, stream, file_name, takes=SCANS) as paper:
        async with transaction(desk.sessions) as session:
            asked = await _begin(session, actor, request_id, shown, desk.clock())
            if not isinstance(asked, AccessRequest):
                return asked
            twin = await twin_of(session, paper)
        kept = await keep_paper(desk.store, paper, twin)
        async with transaction(desk.sessions) as session:
            now = desk.clock()
            request = await _begin(session, actor, request_id, shown, now)
            if not isinstance(request, AccessRequest):
                return request
            await _take(session, actor, request, shown, paper=paper, kept=kept, now=now)
    return None


async def strike_paper(
    session: AsyncSession,
    actor: Actor,
    paper_id: UUID,
    reason: str,
    *,
    seen_revision: int,
    now: datetime,
) -> UUID | Decision:
    """Strike a paper out and return its request's id, or the refusal.

    What was verified with it is verified no more. Appends ``access:paper_struck``. Locks the
    request.

    Raises:
        NotAcceptableError: without a reason.
        NotFoundError: there is none, or it was struck before.
        RequestChangedError, ConflictError: as ``begin_act`` says.
    """
    paper = await session.get(AccessPaper, paper_id)
    if paper is None:
        raise NotFoundError
    request = await begin_act(
        session,
        actor,
        paper.request_id,
        keeper_may,
        seen_revision=seen_revision,
        now=now,
    )
    if isinstance(request, Decision):
        return request
    if problems := unsaid(("reason", "划去的原因", reason), longest=LONGEST):
        raise NotAcceptableError(*problems)
    await session.refresh(paper, with_for_update=True)
    if paper.struck_at is not None:
        raise NotFoundError
    paper.struck_at, paper.struck_by_id, paper.strike_reason = now, actor.id, reason
    request.verified_at = request.verified_by_id = None
    request.state = AccessState.OPEN.value
    await session.flush()
    detail = {"paper": str(paper.id), "kind": paper.kind, "reason": reason}
    await note_change(session, LedgerKind.ACCESS_PAPER_STRUCK, actor, request, detail, now=now)
    await settle(session, actor, request, now=now)
    return request.id


async def open_scan(
    session: AsyncSession, actor: Actor, paper_id: UUID, *, now: datetime
) -> OpenedScan:
    """Return where the bytes of a scan lie. Appends ``access:paper_opened``.

    Raises:
        NotFoundError: there is none, or the request is not for this actor to know.
    """
    paper = await session.get(AccessPaper, paper_id)
    if paper is None or paper.original_id is None or paper.media_type is None:
        raise NotFoundError
    request = await find_request(session, actor, paper.request_id)
    original = await session.get_one(Original, paper.original_id)
    await append(
        session,
        LedgerKind.ACCESS_PAPER_OPENED,
        actor,
        unit_id=request.unit_id,
        subject_id=request.id,
        detail={"paper": str(paper.id), "kind": paper.kind, "sha256": original.sha256},
        now=now,
    )
    return OpenedScan(
        request.id,
        original.storage_key,
        original.size_bytes,
        paper.media_type,
        paper.file_name,
    )


async def _begin(
    session: AsyncSession, actor: Actor, request_id: UUID, shown: ShownPaper, now: datetime
) -> AccessRequest | Decision | None:
    """Lock a request to which a paper may be added; a refusal is noted.

    ``None``: this form has entered its paper before.
    """
    if shown.form_key is not None and await was_paper_taken(session, actor, shown.form_key):
        return None
    request = await begin_act(session, actor, request_id, keeper_may, seen_revision=None, now=now)
    if isinstance(request, Decision):
        return request
    if request.requester_id is not None:
        raise NotAcceptableError(FieldProblem("kind", "本单位人员的申请不需要登记材料。"))
    if len(shown.document_no) > LONGEST:
        raise NotAcceptableError(FieldProblem("document_no", f"最长 {LONGEST} 个字，请缩短。"))
    return request


async def _take(
    session: AsyncSession,
    actor: Actor,
    request: AccessRequest,
    shown: ShownPaper,
    *,
    paper: ArrivedPaper,
    kept: KeptPaper,
    now: datetime,
) -> None:
    await register_original(session, kept, now)
    row = _row(request, actor, shown, now)
    row.original_id, row.media_type = kept.original_id, paper.media_type.value
    row.file_name = paper.file_name[-LONGEST:]
    await _note(session, actor, request, row, digest=kept.digests.sha256, now=now)


def _row(request: AccessRequest, actor: Actor, shown: ShownPaper, now: datetime) -> AccessPaper:
    return AccessPaper(
        id=ids.new_id(),
        request_id=request.id,
        kind=shown.kind.value,
        document_no=shown.document_no,
        file_name="",
        taken_by_id=actor.id,
        taken_at=now,
        form_key=shown.form_key,
    )


async def _note(
    session: AsyncSession,
    actor: Actor,
    request: AccessRequest,
    row: AccessPaper,
    *,
    digest: str = "",
    now: datetime,
) -> None:
    session.add(row)
    await session.flush()
    detail = {"paper": str(row.id), "kind": row.kind, "sha256": digest or None}
    await note_change(session, LedgerKind.ACCESS_PAPER_SHOWN, actor, request, detail, now=now)
    await settle(session, actor, request, now=now)
