"""What the system administrator sees of background work: numbers, never content."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Job
from app.policy.vocabulary import JobState

_STUBBORN_FAILURES = 5


@dataclass(frozen=True, slots=True)
class WorkFigures:
    """How much work is unfinished, and how much of it keeps failing."""

    unfinished: int
    stubborn: int


async def work_figures(session: AsyncSession) -> WorkFigures:
    """Return the figures of all unfinished jobs."""
    row = (
        await session.execute(
            select(func.count(), func.count().filter(Job.failures >= _STUBBORN_FAILURES)).where(
                Job.state.in_([JobState.QUEUED.value, JobState.RUNNING.value])
            )
        )
    ).one()
    return WorkFigures(unfinished=row[0], stubborn=row[1])
