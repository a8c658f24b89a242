"""Job rows: add, claim, renew, finish, put back, and find what the queue forgot.

Every nudge has a number of its own. Whoever raises ``attempts`` to the number of its nudge owns
the job until ``lease_until``. The number is also the fence: finishing compares it, so a worker
that was thought dead and comes back changes nothing. An older nudge stays good as long as no
claim has passed it, so a queue that is merely slow is never starved by the sweep.
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
_SHORTEST_PATIENCE = timedelta(seconds=5)
_LONGEST_PATIENCE = timedelta(seconds=60)
_SWEEP_BATCH = 500


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job this worker holds, at the attempt it holds it for."""

    id: UUID
    kind: JobKind
    subject_id: UUID
    """The recording, or what ``_SUBJECTS`` says of the kind."""
    queue: JobQueue
    attempt: int


_SUBJECTS = {JobKind.ISSUE_COPY: "copy_order_id", JobKind.READ_DOCUMENT: "document_id"}
"""The column that names the subject of a job, where it is not a recording."""


class LeaseLostError(Exception):
    """Another worker took the job over; this one must not write its result."""


def add_job(
    session: AsyncSession, kind: JobKind, subject_id: UUID, *, queue: JobQueue, now: datetime
) -> Nudge:
    """Add a queued job to the transaction; send the returned nudge after the commit."""
    job = Job(
        id=ids.new_id(),
        kind=kind.value,
        **{_SUBJECTS.get(kind, "recording_id"): subject_id},
        queue=queue.value,
        state=JobState.QUEUED.value,
        attempts=0,
        nudges=1,
        failures=0,
        run_after=now,
        nudge_after=now + _SHORTEST_PATIENCE,
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
            Job.attempts < attempt,
            Job.run_after <= now,
            or_(
                Job.state == JobState.QUEUED.value,
                (Job.state == JobState.RUNNING.value) & (Job.lease_until < now),
            ),
        )
        .values(
            state=JobState.RUNNING.value,
            attempts=attempt,
            lease_until=now + lease,
            nudge_after=now,
        )
        .returning(Job)
    )
    if row is None:
        return None
    subject_id: UUID = getattr(row, _SUBJECTS.get(JobKind(row.kind), "recording_id"))
    return ClaimedJob(row.id, JobKind(row.kind), subject_id, JobQueue(row.queue), attempt)


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

    The delay doubles with each failure up to an hour; work on evidence is never given up.
    """
    row = await session.scalar(select(Job).where(*_held(job)).with_for_update())
    if row is None:
        return
    row.state = JobState.QUEUED.value
    row.lease_until = None
    row.last_error = error[:500] if error else None
    if error:
        row.failures += 1
        row.run_after = now + _delay_after(row.failures)
    row.nudge_after = row.run_after


async def due_for_nudge(session: AsyncSession, now: datetime) -> list[Nudge]:
    """Return what no living worker holds and the queue has not been told of lately.

    Each gets a fresh number: arq drops an enqueue whose id it still knows, as it does for a day
    when a worker was killed between waking up and claiming. The patience until the next nudge
    doubles up to a minute, so that a long backlog is not doubled by its own sweep. Rows are
    locked with SKIP LOCKED, so two sweeps share the work.
    """
    rows = (
        await session.scalars(
            select(Job)
            .where(
                Job.state.in_([JobState.QUEUED.value, JobState.RUNNING.value]),
                Job.run_after <= now,
                or_(Job.lease_until.is_(None), Job.lease_until < now),
                Job.nudge_after <= now,
            )
            .order_by(Job.id)
            .limit(_SWEEP_BATCH)
            .with_for_update(skip_locked=True)
        )
    ).all()
    for row in rows:
        row.nudges += 1
        row.nudge_after = now + _patience_after(row.nudges)
    return [Nudge(row.id, row.nudges, JobQueue(row.queue)) for row in rows]


def _delay_after(failures: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(failures, 12)), _LONGEST_DELAY)


def _patience_after(nudges: int) -> timedelta:
    return min(_SHORTEST_PATIENCE * float(2 ** min(nudges - 1, 4)), _LONGEST_PATIENCE)


def _held(job: ClaimedJob) -> tuple[ColumnElement[bool], ...]:
    return (
        Job.id == job.id,
        Job.attempts == job.attempt,
        Job.state == JobState.RUNNING.value,
    )
