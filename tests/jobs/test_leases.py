"""Job rows: one owner at a time, a fence against the returned dead, nothing forgotten (D4, P10)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.jobs.leases import (
    ClaimedJob,
    LeaseLostError,
    add_job,
    claim,
    due_for_nudge,
    finish,
    put_back,
    queue_for,
    renew,
)
from app.models import Job
from app.policy.vocabulary import JobKind, JobQueue, JobState
from tests.arrivals import arrive
from tests.world import NOW, Town

LEASE = timedelta(seconds=30)


@pytest.fixture
async def job_id(session: AsyncSession, town: Town) -> UUID:
    """A freshly queued job."""
    recording_id = await arrive(session, town.terminal, town.brigade)
    nudge = add_job(session, JobKind.SEAL_RECORDING, recording_id, queue=JobQueue.SHORT, now=NOW)
    await session.flush()
    return nudge.job_id


async def taken(session: AsyncSession, job_id: UUID, attempt: int, now: datetime) -> ClaimedJob:
    job = await claim(session, job_id, attempt, lease=LEASE, now=now)
    assert job is not None
    return job


async def test_a_job_has_one_owner(session: AsyncSession, job_id: UUID) -> None:
    first = await claim(session, job_id, 1, lease=LEASE, now=NOW)
    second = await claim(session, job_id, 1, lease=LEASE, now=NOW)

    assert first is not None
    assert second is None


async def test_a_living_lease_keeps_the_next_attempt_out(
    session: AsyncSession, job_id: UUID
) -> None:
    await taken(session, job_id, 1, NOW)

    assert await claim(session, job_id, 2, lease=LEASE, now=NOW + timedelta(seconds=29)) is None


async def test_a_dead_worker_costs_its_lease_and_its_late_result_is_refused(
    session: AsyncSession, job_id: UUID
) -> None:
    dead = await taken(session, job_id, 1, NOW)
    later = NOW + timedelta(seconds=31)
    heir = await taken(session, job_id, 2, later)

    with pytest.raises(LeaseLostError):
        await finish(session, dead, later)
    await finish(session, heir, later)

    assert await session.scalar(select(Job.state)) == JobState.DONE.value


async def test_a_heartbeat_prolongs_the_lease_until_it_is_lost(
    session: AsyncSession, job_id: UUID
) -> None:
    job = await taken(session, job_id, 1, NOW)

    assert await renew(session, job, until=NOW + timedelta(seconds=60))
    await taken(session, job_id, 2, NOW + timedelta(seconds=61))
    assert not await renew(session, job, until=NOW + timedelta(seconds=90))


async def test_a_finished_job_is_not_taken_again(session: AsyncSession, job_id: UUID) -> None:
    await finish(session, await taken(session, job_id, 1, NOW), NOW)

    assert await claim(session, job_id, 2, lease=LEASE, now=NOW + timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [
        pytest.param(1, 2, id="first failure"),
        pytest.param(4, 16, id="fourth"),
        pytest.param(40, 3600, id="fortieth: still not given up"),
    ],
)
async def test_failures_wait_longer_and_longer(
    session: AsyncSession, job_id: UUID, attempt: int, seconds: int
) -> None:
    await session.execute(update(Job).values(failures=attempt - 1))
    job = await taken(session, job_id, attempt, NOW)

    await put_back(session, job, "disk is away", NOW)

    early = NOW + timedelta(seconds=seconds - 1)
    assert await claim(session, job_id, attempt + 1, lease=LEASE, now=early) is None
    assert await claim(session, job_id, attempt + 1, lease=LEASE, now=early + timedelta(seconds=2))


async def test_a_job_handed_back_at_shutdown_may_start_at_once(
    session: AsyncSession, job_id: UUID
) -> None:
    await put_back(session, await taken(session, job_id, 1, NOW), None, NOW)

    assert await claim(session, job_id, 2, lease=LEASE, now=NOW) is not None


async def test_the_sweep_finds_what_the_queue_forgot_once_per_patience(
    session: AsyncSession, job_id: UUID
) -> None:
    soon, later = NOW + timedelta(seconds=1), NOW + timedelta(seconds=6)

    assert await due_for_nudge(session, soon) == [], "it was nudged at its birth"
    assert [n.attempt for n in await due_for_nudge(session, later)] == [2]
    assert await due_for_nudge(session, later) == []
    assert [n.attempt for n in await due_for_nudge(session, later + timedelta(minutes=1))] == [3]


async def test_an_older_nudge_is_still_good_while_nobody_has_claimed(
    session: AsyncSession, job_id: UUID
) -> None:
    await due_for_nudge(session, NOW + timedelta(seconds=6))

    late = NOW + timedelta(seconds=7)
    assert await claim(session, job_id, 1, lease=LEASE, now=late) is not None
    assert await claim(session, job_id, 2, lease=LEASE, now=late) is None


async def test_a_nudge_that_a_claim_has_passed_is_good_for_nothing(
    session: AsyncSession, job_id: UUID
) -> None:
    await taken(session, job_id, 2, NOW)

    after = NOW + timedelta(seconds=31)
    assert await claim(session, job_id, 1, lease=LEASE, now=after) is None
    assert await claim(session, job_id, 3, lease=LEASE, now=after) is not None


async def test_the_sweep_finds_a_dead_workers_job_with_the_next_attempt(
    session: AsyncSession, job_id: UUID
) -> None:
    await taken(session, job_id, 1, NOW)

    assert await due_for_nudge(session, NOW + timedelta(seconds=20)) == []
    assert [n.attempt for n in await due_for_nudge(session, NOW + timedelta(seconds=31))] == [2]


@pytest.mark.parametrize(
    ("size", "queue"),
    [(0, JobQueue.SHORT), (99, JobQueue.SHORT), (100, JobQueue.LONG), (10**12, JobQueue.LONG)],
)
def test_large_originals_go_to_the_long_queue(size: int, queue: JobQueue) -> None:
    assert queue_for(size, long_from_bytes=100) is queue
