"""Try a change of the rules out on the recordings that are there; nothing is written."""

import asyncio
from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.models import Recording
from app.policy.calendars import Calendar
from app.policy.pack import Pack
from app.policy.rehearsing import Effect, Recorded, add_effect

MOST_RECORDINGS = 5_000
_BATCH = 1_000


async def rehearse(
    session: AsyncSession,
    unit_ids: Collection[UUID],
    before: Pack,
    after: Pack,
    calendar: Calendar,
) -> Effect:
    """Return what a change does to the newest recordings of units, at most ``MOST_RECORDINGS``.

    The session's transaction is made read-only first, so it has to be one of its own.
    """
    await session.execute(text("SET TRANSACTION READ ONLY"))
    effect = Effect()
    async for batch in _batches(session, unit_ids):
        # Thousands of judgements take a second or two, which no other request shall wait for.
        await asyncio.to_thread(add_effect, effect, before, after, calendar, batch)
    return effect


async def _batches(
    session: AsyncSession, unit_ids: Collection[UUID]
) -> AsyncIterator[list[Recorded]]:
    last: UUID | None = None
    for _ in range(MOST_RECORDINGS // _BATCH):
        newest = (
            select(Recording.id, Recording.recorded_at, Recording.duration_ms, Recording.sealed_at)
            .where(Recording.unit_id.in_(unit_ids), Recording.recorded_at.is_not(None))
            .order_by(Recording.id.desc())
            .limit(_BATCH)
        )
        if last is not None:
            newest = newest.where(Recording.id < last)
        rows = (await session.execute(newest)).all()
        if rows:
            yield [_recorded(row.recorded_at, row.duration_ms, row.sealed_at) for row in rows]
            last = rows[-1].id
        if len(rows) < _BATCH:
            return


def _recorded(
    recorded_at: datetime, duration_ms: int | None, sealed_at: datetime | None
) -> Recorded:
    ended_at = recorded_at + timedelta(milliseconds=duration_ms or 0)
    return Recorded(ended_at, ended_at.astimezone(SHANGHAI).date(), sealed_at)
