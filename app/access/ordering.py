"""Order a copy under a permit (复制件的制作, 汝州调阅 4, 6); a job makes and issues it.

What is ordered is judged at once, so that a refusal is told to whoever asks. A small bundle is made
before the answer leaves; the row of its job stands all the same, for whatever breaks off half-way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.bench import Bench
from app.access.copying import NewIssue
from app.access.issuing import issue_copy
from app.access.judging import AllowedCopy, judge_copy
from app.access.requests import RequestChangedError, note_change
from app.db import transaction
from app.errors import ConflictError, LiuhenError
from app.jobs.leases import LeaseLostError, add_job, claim, put_back, queue_for
from app.ledger.citing import cited
from app.ledger.kinds import LedgerKind
from app.models import CopyOrder
from app.papers.adding import Desk
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.access_words import CopyForm, CopyOrderState
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.vocabulary import JobKind, JobQueue
from app.queue import Nudge

MOST_COPIES = 99
_AT_ONCE_BYTES = 32 * 1024 * 1024
"""So much is copied before anybody has finished reading the page."""
_LEASE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Ordered:
    id: UUID
    nudge: Nudge
    is_small: bool


async def order_copy(
    desk: Desk,
    actor: Actor,
    request_id: UUID,
    new: NewIssue,
    *,
    seen_revision: int | None = None,
) -> UUID | Decision:
    """Order a copy and return the id that its issue will bear, or the refusal.

    Appends ``copy:ordered``. Locks the request and the permit. Commits by itself; call it without
    an open transaction.

    Raises:
        NotFoundError: there is no such request for this actor.
        NotAcceptableError: no sensible number of copies.
        RequestChangedError: somebody else was first.
        ConflictError: another copy under the same permit is being made.
    """
    if not 0 < new.copies <= MOST_COPIES:
        raise NotAcceptableError(FieldProblem("copies", f"份数应当在 1 到 {MOST_COPIES} 之间。"))
    async with transaction(desk.sessions) as session:
        now = desk.clock()
        asked = await judge_copy(session, actor, request_id, new.form, now)
        if isinstance(asked, Decision):
            return asked
        if seen_revision not in {None, asked.request.revision}:
            raise RequestChangedError
        await _require_none_waiting(session, request_id)
        ordered = await _order(session, desk, actor, asked, new, now=now)
    if ordered.is_small:
        await _at_once(desk, ordered.nudge)
    else:
        await desk.nudger.send(ordered.nudge)
    return ordered.id


async def _require_none_waiting(session: AsyncSession, request_id: UUID) -> None:
    """Raise ``ConflictError`` while a copy is made; the lock of the request is held."""
    waiting = await session.scalar(
        select(CopyOrder.id).where(
            CopyOrder.request_id == request_id, CopyOrder.state == CopyOrderState.WAITING.value
        )
    )
    if waiting is not None:
        raise ConflictError("上一份复制件正在生成，没有再次办理。请等它完成以后再办理。")


async def _order(
    session: AsyncSession,
    desk: Desk,
    actor: Actor,
    asked: AllowedCopy,
    new: NewIssue,
    *,
    now: datetime,
) -> _Ordered:
    assert actor.id is not None
    size_bytes = asked.contents.size_bytes
    is_marked = new.form is not CopyForm.EXACT
    order = CopyOrder(
        id=ids.new_id(),
        request_id=asked.request.id,
        unit_id=asked.request.unit_id,
        form=new.form.value,
        medium=new.medium.value,
        copies=new.copies,
        ordered_by_id=actor.id,
        ordered_at=now,
        state=CopyOrderState.WAITING.value,
        total_bytes=size_bytes * (2 if is_marked else 1),
    )
    session.add(order)
    await session.flush()
    queue = queue_for(size_bytes, long_from_bytes=desk.settings.long_job_bytes)
    nudge = add_job(
        session,
        JobKind.ISSUE_COPY,
        order.id,
        queue=JobQueue.LONG if is_marked else queue,
        now=now,
    )
    detail = {
        "copy": order.id,
        "form": order.form,
        "medium": order.medium,
        "copies": order.copies,
        "files": len(asked.contents.files),
        "size_bytes": size_bytes,
        **cited(asked.decision.citations),
    }
    await note_change(session, LedgerKind.COPY_ORDERED, actor, asked.request, detail, now=now)
    return _Ordered(order.id, nudge, size_bytes <= _AT_ONCE_BYTES and not is_marked)


async def _at_once(desk: Desk, nudge: Nudge) -> None:
    """Do the job as a worker would; what goes wrong is left to one, who hears of it later."""
    async with transaction(desk.sessions) as session:
        job = await claim(session, nudge.job_id, nudge.attempt, lease=_LEASE, now=desk.clock())
    if job is None:
        return
    bench = Bench(desk.sessions, desk.store, job, desk.settings, desk.clock)
    try:
        await issue_copy(bench)
    except LeaseLostError:
        return
    except LiuhenError as error:
        async with transaction(desk.sessions) as session:
            await put_back(session, job, f"{type(error).__name__}: {error}", desk.clock())
