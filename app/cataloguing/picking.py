"""What a clerk has picked for one change: how much it is, what it is called, where it lies."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Recording
from app.people.authority import extent_of
from app.policy.actor import Actor
from app.policy.acts import Act


@dataclass(frozen=True, slots=True)
class Picked:
    """The recordings of a pick that the actor keeps, in the order of their recording."""

    ids: tuple[UUID, ...]
    file_names: tuple[str, ...]
    unit_ids: frozenset[UUID]


async def picked(session: AsyncSession, actor: Actor, recording_ids: Collection[UUID]) -> Picked:
    """Return those of the recordings that the actor keeps; the others are passed over."""
    extent = await extent_of(session, actor, Act.RECORDING_CATALOGUE)
    rows = (
        await session.execute(
            select(Recording.id, Recording.file_name, Recording.unit_id)
            .where(Recording.id.in_(recording_ids), Recording.unit_id.in_(extent.units))
            .order_by(func.coalesce(Recording.recorded_at, Recording.received_at), Recording.id)
        )
    ).all()
    return Picked(
        tuple(row.id for row in rows),
        tuple(row.file_name for row in rows),
        frozenset(row.unit_id for row in rows),
    )
