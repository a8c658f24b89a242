"""Jobs for tests of what workers do."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.jobs.leases import ClaimedJob, add_job, claim
from app.policy.vocabulary import JobKind, JobQueue
from tests.world import NOW


async def queue_job(session: AsyncSession, kind: JobKind, recording_id: UUID) -> ClaimedJob:
    """Add a job and claim its first attempt."""
    nudge = add_job(session, kind, recording_id, queue=JobQueue.SHORT, now=NOW)
    await session.flush()
    return await claim_first(session, nudge.job_id)


async def claim_first(session: AsyncSession, job_id: UUID) -> ClaimedJob:
    """Claim the first attempt of a queued job."""
    job = await claim(session, job_id, 1, lease=timedelta(seconds=30), now=NOW)
    assert job is not None
    return job
