"""复制发放: a copy leaves the house under a permit, and exactly what left is kept (汝州调阅 4, 6).

A job makes it. What was allowed when it was ordered is asked again before anything is written, and
once more when all of its bytes lie on the disk; with that answer it is issued, in one transaction.
No transaction is open while bytes are copied: a bundle may hold gigabytes. A worker may be killed
at any point: the next one begins anew before the issue, and only seals after it.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.bench import Bench, progress_told
from app.access.bundling import WrittenBundle, canonical, write_bundle
from app.access.codes import new_code
from app.access.copying import CopyContents, NewIssue, manifest_of
from app.access.judging import AllowedCopy
from app.access.keeping import seal_bundle
from app.access.marking import MOST_FILES, Bearer, Rendered, render
from app.access.ordered import fail_order, judge_ordered
from app.access.registering import register_copy
from app.access.requests import note_change
from app.clock import day_of
from app.db import transaction
from app.errors import ConflictError, StorageFailureError, StorageFullError
from app.jobs.leases import LeaseLostError, renew
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.models import CopyIssue, CopyOrder
from app.people.queries import pack_of_unit
from app.policy.access_words import CopyForm, CopyMedium, CopyOrderState
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct
from app.policy.vocabulary import ActorKind
from app.storage.store import Store
from app.storage.threads import in_threads

_ROOM_FOR = 2
"""The bundle lies on the disk twice for a while: as it was written, and as it is kept."""
_FULL = "存储空间不足，复制件没有生成，也没有发放。请联系系统管理员扩充空间后重新办理。"
_CHANGED = "生成复制件期间，准予的内容发生了变化，没有发放。请看过现在的情况以后重新办理。"


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the bundle will hold and say, as it was decided at the moment ``at``."""

    contents: CopyContents
    manifest: dict[str, Any]
    bearer: Bearer
    is_marked_only: bool
    at: datetime


async def issue_copy(bench: Bench) -> None:
    """Bring an order to ``sealed``, ``refused`` or ``failed``, and finish the job.

    The issue counts a use, appends ``copy:issued`` and writes the line of the register. A refusal
    is an event and a line too; what cannot be written appends ``copy:failed``. Locks the request,
    the permit and the order, at the end also the register.

    Raises:
        LeaseLostError: another worker has it now; nothing more was written.
        StorageFullError, StorageFailureError: it is issued and waits for its seal.
        SandboxUnavailableError, MediaReaderError: our own fault; to be tried again.
    """
    async with bench.sessions() as session:
        order = await session.get_one(CopyOrder, bench.order_id)
    state = CopyOrderState(order.state)
    if state is CopyOrderState.WAITING:
        state = await _make(bench, order)
    if state is CopyOrderState.ISSUED:
        await seal_bundle(bench)


async def _make(bench: Bench, order: CopyOrder) -> CopyOrderState:
    """Write the bundle and issue it; return how far the order has come."""
    store = bench.store
    # What an attempt that was killed has left is of no use to this one.
    await in_threads(store, store.discard_segments, order.id)
    try:
        state = await _try(bench, order)
    except StorageFullError:
        state = await fail_order(bench, _FULL)
    except (ConflictError, StorageFailureError) as error:
        state = await fail_order(bench, error.message)
    # Whoever has lost the job comes by no way to here: the segments are another's by then.
    if state is not CopyOrderState.ISSUED:
        await in_threads(store, store.discard_segments, order.id)
    return state


async def _try(bench: Bench, order: CopyOrder) -> CopyOrderState:
    draft = await _draft(bench, order)
    if draft is None:
        return CopyOrderState.REFUSED
    store, form = bench.store, CopyForm(order.form)
    await in_threads(store, _require_room, store, order.total_bytes)
    async with progress_told(bench) as progress:
        rendered = await render(
            bench,
            draft.contents.files,
            form,
            draft.bearer,
            is_marked_only=draft.is_marked_only,
            progress=progress,
        )
        manifest = _with_files(draft, rendered)
        bundle = await in_threads(
            store,
            write_bundle,
            store,
            (order.id, bench.job.attempt * MOST_FILES),
            rendered.files,
            manifest,
            progress=progress,
            now=draft.at,
        )
    return await _issue(bench, draft, manifest, bundle)


def _require_room(store: Store, size_bytes: int) -> None:
    if store.free_bytes() < _ROOM_FOR * size_bytes:
        raise StorageFullError


async def _draft(bench: Bench, order: CopyOrder) -> _Draft | None:
    """Return what the bundle will say and hold; ``None`` after a refusal, which is noted."""
    new = NewIssue(CopyMedium(order.medium), order.copies, CopyForm(order.form))
    async with transaction(bench.sessions) as session:
        now = bench.clock()
        asked = await judge_ordered(session, bench, order, now)
        if isinstance(asked, Decision):
            return None
        code = new_code()
        manifest = await manifest_of(
            session,
            asked.request,
            asked.contents,
            act=ConsultAct(asked.permit.act),
            new=new,
            code=code,
            issued_by_id=order.ordered_by_id,
            pack=await pack_of_unit(session, asked.request.unit_id),
            citations=asked.decision.citations,
            now=now,
        )
    taker = f"{manifest['taker']}（{manifest['taker_unit']}）".removesuffix("（）")
    bearer = Bearer(code, taker, manifest["request_no"], day_of(now))
    return _Draft(asked.contents, manifest, bearer, asked.permit.is_marked_only, now)


def _with_files(draft: _Draft, rendered: Rendered) -> dict[str, Any]:
    """Return the manifest with the files as they became.

    Raises:
        ConflictError: nothing is left to issue.
    """
    if not rendered.files:
        why = "".join(dict.fromkeys(line.reason for line in rendered.left_out))
        raise ConflictError(f"没有可以复制的资料。{why}")
    left_out = (*draft.contents.left_out, *rendered.left_out)
    return draft.manifest | {
        "files": [file.as_json() for file in rendered.files],
        "left_out": [line.as_json() for line in left_out],
    }


async def _issue(
    bench: Bench, draft: _Draft, manifest: dict[str, Any], bundle: WrittenBundle
) -> CopyOrderState:
    """Ask once more, and issue what was written.

    Raises:
        ConflictError: what goes along has changed while the bundle was being written.
        LeaseLostError: another worker has it now.
    """
    async with transaction(bench.sessions) as session:
        now = bench.clock()
        order = await session.get_one(CopyOrder, bench.order_id)
        asked = await judge_ordered(session, bench, order, now)
        if isinstance(asked, Decision):
            return CopyOrderState.REFUSED
        if asked.contents != draft.contents or asked.permit.is_marked_only != draft.is_marked_only:
            raise ConflictError(_CHANGED)
        await session.refresh(order, with_for_update=True)
        if not await renew(session, bench.job, until=now + bench.lease):
            raise LeaseLostError
        order.state = CopyOrderState.ISSUED.value
        order.bundle_key, order.bundle_bytes = bundle.part.key, bundle.part.length
        order.bundle_sha256, order.bundle_sm3 = bundle.part.sha256, bundle.sm3
        issue = _issue_of(order, asked, manifest, draft)
        await _record(session, asked, issue, bundle, now=now)
    return CopyOrderState.ISSUED


def _issue_of(
    order: CopyOrder, asked: AllowedCopy, manifest: dict[str, Any], draft: _Draft
) -> CopyIssue:
    return CopyIssue(
        id=order.id,
        request_id=asked.request.id,
        permit_id=asked.permit.id,
        unit_id=asked.request.unit_id,
        act=asked.permit.act,
        medium=order.medium,
        copies=order.copies,
        code=draft.bearer.code,
        manifest=manifest,
        manifest_sha256=sha256(canonical(manifest)).hexdigest(),
        issued_by_id=order.ordered_by_id,
        issued_at=draft.at,
    )


async def _record(
    session: AsyncSession,
    asked: AllowedCopy,
    issue: CopyIssue,
    bundle: WrittenBundle,
    *,
    now: datetime,
) -> None:
    """Count the use, and write the issue into the ledger and the register."""
    asked.permit.uses += 1
    session.add(issue)
    await session.flush()
    keeper = Actor(ActorKind.PERSON, issue.issued_by_id, asked.request.unit_id)
    detail: dict[str, Any] = {
        "copy": issue.id,
        "mark": issue.code,
        "act": issue.act,
        "medium": issue.medium,
        "copies": issue.copies,
        "files": len(issue.manifest["files"]),
        "left_out": len(issue.manifest["left_out"]),
        "manifest_sha256": issue.manifest_sha256,
        "size_bytes": bundle.part.length,
        "sha256": bundle.part.sha256,
        "sm3": bundle.sm3,
        **cited(asked.decision.citations),
    }
    await note_change(session, LedgerKind.COPY_ISSUED, keeper, asked.request, detail, now=now)
    await register_copy(session, issue, now=now)
