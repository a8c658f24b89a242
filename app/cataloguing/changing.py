"""One place where every verb of cataloguing says which recordings it has changed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.keeping.ruling import rule_now
from app.live import Topic, announce
from app.models import Recording
from app.searching.indexing import index_recordings, index_soon


async def changed(session: AsyncSession, recording_ids: Collection[UUID], *, now: datetime) -> None:
    """Tell open lists and the search box that these recordings have changed.

    One is found by its new words, and kept as it is now classed, at once; many within a minute, so
    that nobody waits for them.
    """
    if len(recording_ids) == 1:
        await index_recordings(session, recording_ids, now=now)
        await rule_now(session, next(iter(recording_ids)), now)
    else:
        await index_soon(session, recording_ids)
    units = await session.scalars(
        select(Recording.unit_id).where(Recording.id.in_(recording_ids)).distinct()
    )
    for unit_id in sorted(units):
        await announce(session, Topic.RECORDINGS_CHANGED, str(unit_id))
