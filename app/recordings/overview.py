"""Figures for the start page: how much waits, how much arrived. Figures only, no content."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Recording, Upload
from app.policy.actor import Actor
from app.policy.vocabulary import RecordingState, UploadState
from app.recordings.visibility import custody_of


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over a set of units: of what waits, and of what has arrived today, filed or not.

    ``damaged`` are those of either; what was filed on another day has been dealt with.
    """

    to_catalogue: int = 0
    arrived_today: int = 0
    in_progress: int = 0
    damaged: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """Counts over what one person handed in."""

    open_uploads: int
    handed_in_today: int
    in_progress: int


async def figures_in_custody(
    session: AsyncSession, actor: Actor, *, day_began: datetime
) -> Figures:
    """Return the figures of the units whose records the actor keeps."""
    return await figures_of(session, await custody_of(session, actor), day_began=day_began)


async def figures_of(
    session: AsyncSession, units: Collection[UUID], *, day_began: datetime
) -> Figures:
    """Return the figures of the units; ``day_began`` is midnight of the agency's day."""
    if not units:
        return Figures()
    waits = Recording.catalogued_at.is_(None)
    is_new = Recording.received_at >= day_began
    is_quarantined = Recording.state == RecordingState.QUARANTINED.value
    is_first = Recording.duplicate_of_id.is_(None)
    row = (
        await session.execute(
            select(
                _count(waits & is_first & ~is_quarantined),
                _count(is_new & is_first),
                _count(Recording.settled_at.is_(None)),
                _count(Recording.state == RecordingState.DAMAGED.value),
                _count(waits & is_quarantined),
            ).where(Recording.unit_id.in_(units), waits | is_new)
        )
    ).one()
    return Figures(*row)


async def count_set_aside(session: AsyncSession, units: Collection[UUID]) -> int:
    """Return how many recordings of these units wait because nobody knows their device."""
    found = await session.scalar(
        select(func.count()).where(
            Recording.unit_id.in_(units), Recording.set_aside_at.is_not(None)
        )
    )
    return found or 0


async def own_figures(session: AsyncSession, actor: Actor, *, day_began: datetime) -> OwnFigures:
    """Return what the actor's own uploads have come to."""
    mine = Recording.submitted_by_person_id == actor.id
    row = (
        await session.execute(
            select(
                _count(Recording.received_at >= day_began), _count(Recording.settled_at.is_(None))
            ).where(mine)
        )
    ).one()
    still_open = await session.scalar(
        select(func.count()).where(
            Upload.person_id == actor.id, Upload.state == UploadState.OPEN.value
        )
    )
    return OwnFigures(open_uploads=still_open or 0, handed_in_today=row[0], in_progress=row[1])


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)
