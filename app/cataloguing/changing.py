"""One place where every verb of cataloguing says which recordings it has changed."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.live import Topic, announce
from app.models import Recording


async def changed(session: AsyncSession, recording_ids: Collection[UUID]) -> None:
    """Tell open lists that these recordings have changed."""
    units = await session.scalars(
        select(Recording.unit_id).where(Recording.id.in_(recording_ids)).distinct()
    )
    for unit_id in sorted(units):
        await announce(session, Topic.RECORDINGS_CHANGED, str(unit_id))
