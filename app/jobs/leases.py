"""Job rows: add, claim, renew, finish, put back, and find what the queue forgot.

Whoever raises ``attempts`` owns the job until ``lease_until``. The number is also the fence:
finishing compares it, so a worker that was thought dead and comes back changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.models import Job
from app.policy.vocabulary import JobKind, JobQueue, JobState
from app.queue import Nudge

_LONGEST_DELAY = timedelta(hours=1)
_NUDGE_PATIENCE = timedelta(seconds=5)
_SWEEP_BATCH = 500


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job this worker holds, at the attempt it holds it for."""

    id: UUID
    kind: JobKind
    recording_id: UUID
    queue: JobQueue
    attempt: int


class LeaseLostError(Exception):
    """Another worker took the job over; this one must not write its result."""


def add_job(
    session: AsyncSession, kind: JobKind, recording_id: UUID, *, queue: JobQueue, now: datetime
) -> Nudge:
    """Add a queued job to the transaction; send the returned nudge after the commit."""
    job = Job(
        id=ids.new_id(),
        kind=kind.value,
        recording_id=recording_id,
        queue=queue.value,
        state=JobState.QUEUED.value,
        attempts=0,
        run_after=now,
        nudged_at=now,
        created_at=now,
    )
    session.add(job)
    return Nudge(job.id, 1, queue)


def queue_for(size_bytes: int, *, long_from_bytes: int) -> JobQueue:
    """Return the queue on which work on an original of this size belongs."""
    return JobQueue.LONG if size_bytes >= long_from_bytes else JobQueue.SHORT


async def claim(
    session: AsyncSession, job_id: UUID, attempt: int, *, lease: timedelta, now: datetime
) -> ClaimedJob | None:
    """Take the job for ``attempt``, or return ``None`` when it is done, held, early or overtaken.

    One statement, so of two workers woken by the same nudge exactly one gets it.
    """
    row = await session.scalar(
        update(Job)
        .where(
            Job.id == job_id,
            Job.attempts == attempt - 1,
            Job.run_after <= now,
            or_(
                Job.state == JobState.QUEUED.value,
                (Job.state == JobState.RUNNING.value) & (Job.lease_until < now),
            ),
        )
        .values(state=JobState.RUNNING.value, attempts=attempt, lease_until=now + lease)
        .returning(Job)
    )
    if row is None:
        return None
    return ClaimedJob(row.id, JobKind(row.kind), row.recording_id, JobQueue(row.queue), attempt)


async def renew(session: AsyncSession, job: ClaimedJob, *, until: datetime) -> bool:
    """Prolong the lease; return whether we still hold it."""
    row = await session.scalar(
        update(Job).where(*_held(job)).values(lease_until=until).returning(Job.id)
    )
    return row is not None


async def finish(session: AsyncSession, job: ClaimedJob, now: datetime) -> None:
    """Mark the job done, in the same transaction as its result.

    Raises:
        LeaseLostError: somebody else holds it now; the result must not be written twice.
    """
    row = await session.scalar(
        update(Job)
        .where(*_held(job))
        .values(state=JobState.DONE.value, lease_until=None, finished_at=now, last_error=None)
        .returning(Job.id)
    )
    if row is None:
        raise LeaseLostError


async def put_back(
    session: AsyncSession, job: ClaimedJob, error: str | None, now: datetime
) -> None:
    """Queue the job again: at once when nothing went wrong, else after a growing delay.

    The delay doubles with each attempt up to an hour; work on evidence is never given up.
    """
    doubled = timedelta(seconds=2 ** min(job.attempt, 12))
    delay = min(doubled, _LONGEST_DELAY) if error else timedelta(0)
    await session.execute(
        update(Job)
        .where(*_held(job))
        .values(
            state=JobState.QUEUED.value,
            lease_until=None,
            run_after=now + delay,
            nudged_at=None,
            last_error=error[:500] if error else None,
        )
    )


async def due_for_nudge(session: AsyncSession, now: datetime) -> list[Nudge]:
    """Return what no living worker holds and the queue has not been told of lately.

    Marks them as nudged. Rows are locked with SKIP LOCKED, so two sweeps share the work.
    """
    rows = (
        await session.scalars(
            select(Job)
            .where(
                Job.state.in_([JobState.QUEUED.value, JobState.RUNNING.value]),
                Job.run_after <= now,
                or_(Job.lease_until.is_(None), Job.lease_until < now),
                or_(Job.nudged_at.is_(None), Job.nudged_at < now - _NUDGE_PATIENCE),
            )
            .order_by(Job.id)
            .limit(_SWEEP_BATCH)
            .with_for_update(skip_locked=True)
        )
    ).all()
    for row in rows:
        row.nudged_at = now
    return [Nudge(row.id, row.attempts + 1, JobQueue(row.queue)) for row in rows]


def _held(job: ClaimedJob) -> tuple[ColumnElement[bool], ...]:
    return (
        Job.id == job.id,
        Job.attempts == job.attempt,
        Job.state == JobState.RUNNING.value,
    )
