"""What the system administrator sees of background work: numbers, never content."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Case, CaseDocument, CopyOrder, Job, Recording
from app.policy.vocabulary import JobState

_STUBBORN_FAILURES = 5


@dataclass(frozen=True, slots=True)
class WorkFigures:
    """How much work is unfinished, since when the oldest waits, and how much keeps failing."""

    unfinished: int
    stubborn: int
    waiting_since: datetime | None


async def work_figures(session: AsyncSession, units: Collection[UUID]) -> WorkFigures:
    """Return the figures of the unfinished jobs on what these units keep and copy."""
    row = (
        await session.execute(
            select(
                func.count(),
                func.count().filter(Job.failures >= _STUBBORN_FAILURES),
                func.min(Job.created_at),
            )
            .outerjoin(Recording, Recording.id == Job.recording_id)
            .outerjoin(CaseDocument, CaseDocument.id == Job.document_id)
            .outerjoin(Case, Case.id == CaseDocument.case_id)
            .outerjoin(CopyOrder, CopyOrder.id == Job.copy_order_id)
            .where(
                func.coalesce(Recording.unit_id, Case.unit_id, CopyOrder.unit_id).in_(units),
                Job.state.in_([JobState.QUEUED.value, JobState.RUNNING.value]),
            )
        )
    ).one()
    return WorkFigures(unfinished=row[0], stubborn=row[1], waiting_since=row[2])
