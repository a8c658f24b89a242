"""The digests that a sender compares before the card is cleared."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Original, Recording


async def digests_of(session: AsyncSession, recording_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the SHA-256 of the originals of these recordings; those not sealed yet are absent.

    The caller has decided already that the actor may know these recordings.
    """
    if not recording_ids:
        return {}
    rows = await session.execute(
        select(Recording.id, Original.sha256)
        .join(Original, Original.id == Recording.original_id)
        .where(Recording.id.in_(recording_ids))
    )
    return {row[0]: row[1] for row in rows}
