"""复制发放: a copy leaves the house under a permit, and exactly what left is kept (汝州调阅 4, 6).

What was allowed is asked again when the copy is made, and once more when all of its bytes lie on
the disk. No transaction is open while bytes are copied: a bundle may hold gigabytes.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.bundling import canonical, write_bundle
from app.access.codes import new_code
from app.access.copying import CopyContents, NewIssue, manifest_of
from app.access.judging import AllowedCopy, CopyOrder, judge_order
from app.access.registering import register_copy
from app.access.requests import note_change
from app.db import transaction
from app.errors import ConflictError, StorageFailureError, StorageFullError
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.models import CopyIssue, Original
from app.papers.adding import Desk
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct
from app.storage.store import Store, StoredPart
from app.storage.threads import in_threads

_ROOM_FOR = 2
"""The bundle lies on the disk twice for a while: as it was written, and as it is kept."""
_FULL = "存储空间不足，复制件没有生成，也没有发放。请联系系统管理员扩充空间后重新办理。"


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the bundle will hold and say, as it was decided at the moment ``at``."""

    contents: CopyContents
    manifest: dict[str, Any]
    code: str
    at: datetime


async def issue_copy(
    desk: Desk,
    actor: Actor,
    request_id: UUID,
    new: NewIssue,
    *,
    seen_revision: int | None = None,
) -> UUID | Decision:
    """Seal a bundle of what a permit allows and return the id of the issue, or the refusal.

    Counts a use, appends ``copy:issued`` and writes the line of the register. A refusal is an
    event and a line too. Locks the request and the permit, at the end also the register. Commits
    by itself; call it without an open transaction.

    Raises:
        NotFoundError: there is no such request for this actor.
        NotAcceptableError: no sensible number of copies.
        RequestChangedError: somebody else was first.
        ConflictError: what goes along has changed while the bundle was being written.
        StorageFullError, StorageFailureError: nothing is kept and nothing was issued.
    """
    order = CopyOrder(request_id, new, seen_revision)
    draft = await _draft(desk, actor, order)
    if isinstance(draft, Decision):
        return draft
    kept = await _seal(desk, actor, order, draft)
    if isinstance(kept, Decision):
        return kept
    async with transaction(desk.sessions) as session:
        now = desk.clock()
        asked = await judge_order(session, actor, order, now)
        if isinstance(asked, Decision):
            return asked
        if asked.contents != draft.contents:
            raise ConflictError(
                "生成复制件期间，准予的内容发生了变化，没有发放。请看过现在的情况以后再办理。"
            )
        session.add(kept)
        issue = _issue_of(actor, asked, new, draft)
        await _record(session, actor, asked, issue, kept, now=now)
    return issue.id


async def _draft(desk: Desk, actor: Actor, order: CopyOrder) -> _Draft | Decision:
    """Return what the bundle will say and hold, or the refusal."""
    assert actor.id is not None
    async with transaction(desk.sessions) as session:
        now = desk.clock()
        asked = await judge_order(session, actor, order, now)
        if isinstance(asked, Decision):
            return asked
        code = new_code()
        manifest = await manifest_of(
            session,
            asked.request,
            asked.contents,
            act=ConsultAct(asked.permit.act),
            new=order.new,
            code=code,
            issued_by_id=actor.id,
            pack=await pack_of_unit(session, asked.request.unit_id),
            citations=asked.decision.citations,
            now=now,
        )
    return _Draft(asked.contents, manifest, code, now)


async def _seal(desk: Desk, actor: Actor, order: CopyOrder, draft: _Draft) -> Original | Decision:
    """Write the bundle and read it back, or return the refusal; no transaction is open meanwhile.

    Raises:
        StorageFullError, StorageFailureError: nothing is kept.
    """
    store, bundle_id = desk.store, ids.new_id()
    try:
        await in_threads(store, _require_room, store, draft.contents.size_bytes)
        files = draft.contents.files
        part = await in_threads(
            store, write_bundle, store, bundle_id, files, draft.manifest, now=draft.at
        )
        # An original is never removed, so what is refused by now shall not become one.
        async with transaction(desk.sessions) as session:
            asked = await judge_order(session, actor, order, desk.clock())
        if isinstance(asked, Decision):
            return asked
        return await _keep(store, bundle_id, part, draft.at)
    except StorageFullError as error:
        raise StorageFullError(_FULL) from error
    finally:
        await in_threads(store, store.discard_segments, bundle_id)


def _require_room(store: Store, size_bytes: int) -> None:
    if store.free_bytes() < _ROOM_FOR * size_bytes:
        raise StorageFullError


async def _keep(store: Store, bundle_id: UUID, part: StoredPart, now: datetime) -> Original:
    """Put the bundle where it stays, read it back, and return its row."""
    key = await in_threads(store, store.assemble_original, bundle_id, (part,))
    digests = await in_threads(store, store.digest_original, key, (part,))
    if digests.spoiled_parts or digests.sha256 != part.sha256:
        raise StorageFailureError
    return Original(
        id=bundle_id,
        storage_key=key,
        size_bytes=digests.size_bytes,
        sha256=digests.sha256,
        sm3=digests.sm3,
        sealed_at=now,
    )


def _issue_of(actor: Actor, asked: AllowedCopy, new: NewIssue, draft: _Draft) -> CopyIssue:
    assert actor.id is not None
    return CopyIssue(
        id=ids.new_id(),
        request_id=asked.request.id,
        permit_id=asked.permit.id,
        unit_id=asked.request.unit_id,
        act=asked.permit.act,
        medium=new.medium.value,
        copies=new.copies,
        code=draft.code,
        manifest=draft.manifest,
        manifest_sha256=sha256(canonical(draft.manifest)).hexdigest(),
        issued_by_id=actor.id,
        issued_at=draft.at,
    )


async def _record(
    session: AsyncSession,
    actor: Actor,
    asked: AllowedCopy,
    issue: CopyIssue,
    kept: Original,
    *,
    now: datetime,
) -> None:
    asked.permit.uses += 1
    await session.flush()
    issue.bundle_id = kept.id
    session.add(issue)
    await session.flush()
    detail: dict[str, Any] = {
        "copy": issue.id,
        "mark": issue.code,
        "act": issue.act,
        "medium": issue.medium,
        "copies": issue.copies,
        "files": len(asked.contents.files),
        "left_out": len(asked.contents.left_out),
        "manifest_sha256": issue.manifest_sha256,
        "size_bytes": kept.size_bytes,
        "sha256": kept.sha256,
        "sm3": kept.sm3,
        **cited(asked.decision.citations),
    }
    await note_change(session, LedgerKind.COPY_ISSUED, actor, asked.request, detail, now=now)
    await register_copy(session, issue, now=now)
