"""The unit tree: which units stand below which."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Unit


async def with_units_below(session: AsyncSession, unit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return the units and everything below them, at any depth."""
    if not unit_ids:
        return frozenset()
    tree = select(Unit.id).where(Unit.id.in_(unit_ids)).cte("tree", recursive=True)
    # UNION drops what was seen already, so a tree damaged into a ring still ends.
    tree = tree.union(select(Unit.id).join(tree, Unit.parent_id == tree.c.id))
    return frozenset(await session.scalars(select(tree.c.id)))
