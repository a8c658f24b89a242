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


async def topmost_of(session: AsyncSession, unit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the units that stand below none of the others."""
    rows = await session.execute(select(Unit.id, Unit.parent_id).where(Unit.id.in_(unit_ids)))
    return frozenset(row[0] for row in rows if row[1] not in unit_ids)


async def units_above(session: AsyncSession, unit_id: UUID) -> frozenset[UUID]:
    """Return every unit above this one, at any height, without the unit itself."""
    start = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id)
    chain = start.cte("chain", recursive=True)
    # UNION drops what was seen already, so a tree damaged into a ring still ends.
    chain = chain.union(select(Unit.id, Unit.parent_id).join(chain, Unit.id == chain.c.parent_id))
    return frozenset(await session.scalars(select(chain.c.id))) - {unit_id}
