"""The unit tree: which units stand below which, and by which regulation each lives.

One page asks the same question of the tree for every button it offers. So a transaction keeps
what it has learned and asks only once, which also makes all answers of one page agree.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import SessionTransaction

from app.models import Unit

_LEARNED = "unit tree"


@dataclass(slots=True)
class _Learned:
    """What one transaction knows of the tree; it ends with the transaction."""

    transaction: SessionTransaction | None
    above: dict[UUID, frozenset[UUID]] = field(default_factory=dict)
    below: dict[frozenset[UUID], frozenset[UUID]] = field(default_factory=dict)
    pack_ids: dict[UUID, str] = field(default_factory=dict)


def forget_units(session: AsyncSession) -> None:
    """Forget what this transaction has learned of the tree, because it has just changed it."""
    session.info.pop(_LEARNED, None)


async def pack_ids_of(session: AsyncSession, unit_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the id of the pack that each of these units lives by; an unknown unit is left out."""
    known = _learned(session).pack_ids
    missing = [unit_id for unit_id in unit_ids if unit_id not in known]
    if missing:
        rows = await session.execute(select(Unit.id, Unit.pack_id).where(Unit.id.in_(missing)))
        known.update((row[0], row[1]) for row in rows)
    return {unit_id: known[unit_id] for unit_id in unit_ids if unit_id in known}


async def with_units_below(session: AsyncSession, unit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return the units and everything below them, at any depth."""
    if not unit_ids:
        return frozenset()
    tops, known = frozenset(unit_ids), _learned(session).below
    if tops not in known:
        tree = select(Unit.id).where(Unit.id.in_(tops)).cte("tree", recursive=True)
        # UNION drops what was seen already, so a tree damaged into a ring still ends.
        tree = tree.union(select(Unit.id).join(tree, Unit.parent_id == tree.c.id))
        known[tops] = frozenset(await session.scalars(select(tree.c.id)))
    return known[tops]


async def topmost_of(session: AsyncSession, unit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the units that stand below none of the others."""
    rows = await session.execute(select(Unit.id, Unit.parent_id).where(Unit.id.in_(unit_ids)))
    return frozenset(row[0] for row in rows if row[1] not in unit_ids)


async def units_above(session: AsyncSession, unit_id: UUID) -> frozenset[UUID]:
    """Return every unit above this one, at any height, without the unit itself."""
    known = _learned(session).above
    if unit_id not in known:
        start = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id)
        chain = start.cte("chain", recursive=True)
        # UNION drops what was seen already, so a tree damaged into a ring still ends.
        higher = select(Unit.id, Unit.parent_id).join(chain, Unit.id == chain.c.parent_id)
        chain = chain.union(higher)
        known[unit_id] = frozenset(await session.scalars(select(chain.c.id))) - {unit_id}
    return known[unit_id]


def _learned(session: AsyncSession) -> _Learned:
    transaction = session.sync_session.get_transaction()
    learned: _Learned | None = session.info.get(_LEARNED)
    if learned is None or transaction is None or learned.transaction is not transaction:
        learned = session.info[_LEARNED] = _Learned(transaction)
    return learned
