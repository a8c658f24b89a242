"""The unit tree: which units stand below which.

One page asks the same question of the tree for every button it offers. So a transaction keeps
what it has learned and asks only once, which also makes all answers of one page agree.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from sqlalchemy import Select, Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import SessionTransaction

from app.models import Unit
from app.policy.vocabulary import UnitKind
from app.questions import ask

_LEARNED = "unit tree"


@dataclass(frozen=True, slots=True)
class Law:
    """What a unit lives by: what its agency has adopted, or a pack alone.

    Without an adoption it is the pack that the unit was registered with, as it ships today.
    """

    pack_id: str
    adoption_id: UUID | None = None
    effective_sha256: str = ""


@dataclass(slots=True)
class Learned:
    """What one transaction knows of the tree; it ends with the transaction."""

    transaction: SessionTransaction | None
    above: dict[UUID, frozenset[UUID]] = field(default_factory=dict)
    below: dict[frozenset[UUID], frozenset[UUID]] = field(default_factory=dict)
    laws: dict[UUID, Law] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)
    """Of the units whose law is known."""
    number: int = 0
    """How many units there are at all, as soon as the law of one is known."""


def forget_units(session: AsyncSession) -> None:
    """Forget what this transaction has learned of the tree, because it has just changed it."""
    session.info.pop(_LEARNED, None)


async def with_units_below(session: AsyncSession, unit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return the units and everything below them, at any depth."""
    if not unit_ids:
        return frozenset()
    tops, known = frozenset(unit_ids), learned_of(session).below
    if tops not in known:
        found = await ask(session, _tree_below(), unit_ids=tops)
        known[tops] = frozenset([row[0] for row in found])
    return known[tops]


async def topmost_of(session: AsyncSession, unit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the units that stand below none of the others."""
    rows = await session.execute(select(Unit.id, Unit.parent_id).where(Unit.id.in_(unit_ids)))
    return frozenset(row[0] for row in rows if row[1] not in unit_ids)


async def units_above(session: AsyncSession, unit_id: UUID) -> frozenset[UUID]:
    """Return every unit above this one, at any height, without the unit itself."""
    known = learned_of(session).above
    if unit_id not in known:
        found = await ask(session, chain_above(), unit_id=unit_id)
        known[unit_id] = frozenset([row[0] for row in found]) - {unit_id}
    return known[unit_id]


# Nearly every request asks these; to build such a statement costs more than to have it answered.
# UNION drops what was seen already, so a tree damaged into a ring still ends.


@cache
def _tree_below() -> Select[UUID]:
    tops = Unit.id == any_(bindparam("unit_ids", type_=ARRAY(Uuid)))
    tree = select(Unit.id).where(tops).cte("tree", recursive=True)
    tree = tree.union(select(Unit.id).join(tree, Unit.parent_id == tree.c.id))
    return select(tree.c.id)


@cache
def chain_above() -> Select[UUID]:
    """Return the statement that asks for ``unit_id`` and everything above it."""
    start = select(Unit.id, Unit.parent_id).where(Unit.id == bindparam("unit_id"))
    chain = start.cte("chain", recursive=True)
    higher = select(Unit.id, Unit.parent_id).join(chain, Unit.id == chain.c.parent_id)
    return select(chain.union(higher).c.id)


async def agency_of(session: AsyncSession, unit_id: UUID) -> Unit:
    """Return the nearest agency at or above a unit, or the topmost unit where there is none."""
    unit = await session.get_one(Unit, unit_id)
    seen = {unit.id}
    while unit.kind != UnitKind.AGENCY.value and unit.parent_id and unit.parent_id not in seen:
        seen.add(unit.parent_id)
        unit = await session.get_one(Unit, unit.parent_id)
    return unit


def learned_of(session: AsyncSession) -> Learned:
    """Return what this transaction has learned so far."""
    transaction = session.sync_session.get_transaction()
    learned: Learned | None = session.info.get(_LEARNED)
    if learned is None or transaction is None or learned.transaction is not transaction:
        learned = session.info[_LEARNED] = Learned(transaction)
    return learned
