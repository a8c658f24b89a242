"""What is unfinished, since when, and what keeps failing; only of the units asked for."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.jobs.leases import add_job
from app.jobs.queries import WorkFigures, work_figures
from app.models import Job
from app.policy.vocabulary import JobKind, JobQueue, JobState
from tests.arrivals import arrive
from tests.world import NOW, Town

EARLIER = NOW - timedelta(hours=1)


async def queued(session: AsyncSession, town: Town, minutes: int = 0) -> UUID:
    recording = await arrive(session, town.terminal, town.brigade)
    now = EARLIER + timedelta(minutes=minutes)
    nudge = add_job(session, JobKind.SEAL_RECORDING, recording, queue=JobQueue.SHORT, now=now)
    await session.flush()
    return nudge.job_id


async def test_unfinished_work_is_counted_with_the_oldest(
    session: AsyncSession, town: Town
) -> None:
    await queued(session, town)
    await queued(session, town, minutes=5)

    figures = await work_figures(session, {town.brigade})

    assert figures == WorkFigures(unfinished=2, stubborn=0, waiting_since=EARLIER)


async def test_work_that_failed_five_times_is_stubborn(session: AsyncSession, town: Town) -> None:
    job = await queued(session, town)
    await session.execute(update(Job).where(Job.id == job).values(failures=5))

    assert (await work_figures(session, {town.brigade})).stubborn == 1


async def test_finished_work_and_that_of_other_units_does_not_count(
    session: AsyncSession, town: Town
) -> None:
    job = await queued(session, town)
    elsewhere = await work_figures(session, {town.stranger_agency})

    await session.execute(update(Job).where(Job.id == job).values(state=JobState.DONE.value))

    assert elsewhere == WorkFigures(0, 0, None)
    assert await work_figures(session, {town.brigade}) == WorkFigures(0, 0, None)
