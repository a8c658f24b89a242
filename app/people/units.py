"""The unit tree: which units stand below which.

One page asks the same question of the tree for every button it offers. So a transaction keeps
what it has learned and asks only once, which also makes all answers of one page agree.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from sqlalchemy import Select, Uuid, any_, bindparam, literal, select
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


@dataclass(frozen=True, slots=True)
class Above:
    """The units above one, at any height, and those of them that belong to its own agency."""

    units: frozenset[UUID]
    organ: frozenset[UUID]


@dataclass(slots=True)
class Learned:
    """What one transaction knows of the tree; it ends with the transaction."""

    transaction: SessionTransaction | None
    above: dict[UUID, Above] = field(default_factory=dict)
    below: dict[tuple[frozenset[UUID], bool], frozenset[UUID]] = field(default_factory=dict)
    laws: dict[UUID, Law] = field(default_factory=dict)
    alike: dict[Law, set[UUID]] = field(default_factory=dict)
    """The same the other way round: the units that live by each law."""
    names: dict[UUID, str] = field(default_factory=dict)
    """Of the units whose law is known."""
    number: int = 0
    """How many units there are at all, as soon as the law of one is known."""


def forget_units(session: AsyncSession) -> None:
    """Forget what this transaction has learned of the tree, because it has just changed it."""
    session.info.pop(_LEARNED, None)


async def with_units_below(session: AsyncSession, unit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return the units and everything below them, at any depth."""
    return await _below(session, unit_ids, into_agencies=True)


async def with_organ_below(session: AsyncSession, unit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return the units and what lies below them within the same agency."""
    return await _below(session, unit_ids, into_agencies=False)


async def _below(
    session: AsyncSession, unit_ids: Collection[UUID], *, into_agencies: bool
) -> frozenset[UUID]:
    if not unit_ids:
        return frozenset()
    tops, known = frozenset(unit_ids), learned_of(session).below
    key = tops, into_agencies
    if key not in known:
        found = await ask(session, _tree_below(into_agencies=into_agencies), unit_ids=tops)
        known[key] = frozenset([row[0] for row in found])
    return known[key]


async def topmost_of(session: AsyncSession, unit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the units that stand below none of the others."""
    rows = await session.execute(select(Unit.id, Unit.parent_id).where(Unit.id.in_(unit_ids)))
    return frozenset(row[0] for row in rows if row[1] not in unit_ids)


async def units_above(session: AsyncSession, unit_id: UUID) -> frozenset[UUID]:
    """Return every unit above this one, at any height, without the unit itself."""
    return (await _above(session, unit_id)).units


async def organ_above(session: AsyncSession, unit_id: UUID) -> frozenset[UUID]:
    """Return the units above this one up to its nearest agency; none above an agency itself."""
    return (await _above(session, unit_id)).organ


async def _above(session: AsyncSession, unit_id: UUID) -> Above:
    known = learned_of(session).above
    if unit_id not in known:
        found = [tuple(row) for row in await ask(session, chain_above(), unit_id=unit_id)]
        known[unit_id] = Above(
            units=frozenset(key for key, _ in found) - {unit_id},
            organ=frozenset(key for key, is_own in found if is_own) - {unit_id},
        )
    return known[unit_id]


# Nearly every request asks these; to build such a statement costs more than to have it answered.
# UNION drops what was seen already, so a tree damaged into a ring still ends.


@cache
def _tree_below(*, into_agencies: bool) -> Select[UUID]:
    tops = Unit.id == any_(bindparam("unit_ids", type_=ARRAY(Uuid)))
    tree = select(Unit.id).where(tops).cte("tree", recursive=True)
    lower = select(Unit.id).join(tree, Unit.parent_id == tree.c.id)
    if not into_agencies:
        lower = lower.where(Unit.kind != UnitKind.AGENCY.value)
    return select(tree.union(lower).c.id)


@cache
def chain_above() -> Select[UUID, bool]:
    """Return the chain upwards from ``unit_id``.

    The second column says that nothing below it in the chain is an agency.
    """
    columns = Unit.id, Unit.parent_id, (Unit.kind == UnitKind.AGENCY.value).label("is_agency")
    start = select(*columns, literal(value=True).label("is_own"))
    chain = start.where(Unit.id == bindparam("unit_id")).cte("chain", recursive=True)
    is_own = chain.c.is_own & ~chain.c.is_agency
    higher = select(*columns, is_own).join(chain, Unit.id == chain.c.parent_id)
    every = chain.union(higher).c
    return select(every.id, every.is_own)


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
