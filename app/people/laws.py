"""By which law a unit lives: what its agency has adopted, else the pack it was registered with.

The nearest agency at or above the unit decides. An adoption names its texts by digest, so a new
version of a pack changes nothing until the agency adopts it. Combined packs are kept in memory by
their digest; a request asks for the digest once, which is the question it asked before.
"""

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.models import Adoption, PackVersion, Unit
from app.packs.load import LawTexts, read_pack, shipped_texts, texts_in
from app.people.units import (
    Above,
    Law,
    Learned,
    chain_above,
    learned_of,
    units_above,
    with_units_below,
)
from app.policy.pack import Pack
from app.policy.vocabulary import UnitKind
from app.questions import ask

_MOST = 256
_combined: dict[str, Pack] = {}


async def packs_of(session: AsyncSession, unit_ids: Collection[UUID]) -> dict[UUID, Pack]:
    """Return the pack that each of these units lives by; an unknown unit is left out."""
    packs: dict[UUID, Pack] = {}
    last = None
    for unit_id, law in (await laws_of(session, unit_ids)).items():
        # The units of one agency come one after the other, and its law is looked up once.
        if law is not last:
            last, pack = law, await _pack_of(session, law)
        packs[unit_id] = pack
    return packs


async def laws_of(session: AsyncSession, unit_ids: Collection[UUID]) -> dict[UUID, Law]:
    """Return what each of these units lives by, without reading any text."""
    known = (await learned_with(session, unit_ids)).laws
    return {unit_id: known[unit_id] for unit_id in unit_ids if unit_id in known}


async def learned_with(session: AsyncSession, unit_ids: Collection[UUID]) -> Learned:
    """Return what this transaction knows of the tree, names and laws of these units included."""
    learned = learned_of(session)
    if missing := frozenset(unit_ids).difference(learned.laws):
        for row in await ask(session, _nearest_adoptions(), unit_ids=missing):
            learn(learned, row)
    return learned


async def units_by_pack(
    session: AsyncSession, unit_ids: Collection[UUID]
) -> list[tuple[Pack, Collection[UUID]]]:
    """Return the packs by which these units live, each with all units known to live by it."""
    learned = await learned_with(session, unit_ids)
    return [(await _pack_of(session, law), units) for law, units in learned.alike.items()]


def learn(learned: Learned, row: Any) -> None:
    """Take down what a row of ``lives_by`` says."""
    law = Law(row.adopted_pack_id or row.pack_id, row.adoption_id, row.effective_sha256 or "")
    learned.laws |= dict.fromkeys(row.alike, law)
    learned.alike.setdefault(law, set()).update(row.alike)
    learned.names |= zip(row.alike, row.names, strict=True)
    learned.number = row.number


async def find_place(session: AsyncSession, unit_id: UUID) -> frozenset[UUID]:
    """Return the units above one, and learn by which law it lives.

    Whoever judges a thing asks both of its unit, so they are one question. Somebody's own unit is
    known by its law already; then it is asked for what stands above it alone.
    """
    learned = learned_of(session)
    if unit_id not in learned.above and unit_id not in learned.laws:
        for row in await ask(session, _place(), unit_ids=[unit_id], unit_id=unit_id):
            learn(learned, row)
            learned.above[unit_id] = Above(
                units=frozenset(row.chain) - {unit_id}, organ=frozenset(row.own) - {unit_id}
            )
    return await units_above(session, unit_id)


async def units_alike(session: AsyncSession, unit_id: UUID) -> frozenset[UUID]:
    """Return a unit and those below it that live by the same law; an agency's own do."""
    laws = await laws_of(session, await with_units_below(session, [unit_id]))
    return frozenset(each for each, law in laws.items() if law == laws[unit_id])


@cache
def _nearest_adoptions() -> Select[*tuple[Any, ...]]:
    """Return the statement, built once: to build it costs more than to have it answered."""
    return lives_by(bindparam("unit_ids", type_=ARRAY(Uuid)))


def lives_by(unit_ids: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Return the laws of these units, for ``learn``.

    Units that live by the same law come in one row; hundreds of them often do. Their names come
    with them, because whoever asks where somebody holds a role shows it as well.
    """
    # Hundreds are looked up in a table of hashes; compared with a list, each is with all of them.
    asked = select(func.unnest(unit_ids))
    # What is no agency lives as the unit above it does, and hundreds are below the same one.
    foot = case((Unit.kind == UnitKind.AGENCY.value, Unit.id), else_=Unit.parent_id)
    feet = select(foot).where(Unit.id.in_(asked)).subquery()
    climb = (
        select(Unit.id.label("foot"), Unit.id.label("at"), Unit.parent_id, Unit.kind, Unit.pack_id)
        .where(Unit.id.in_(select(feet)))
        .cte("climb", recursive=True)
    )
    # UNION drops what was seen already, so a tree damaged into a ring still ends.
    climb = climb.union(
        select(climb.c.foot, Unit.id, Unit.parent_id, Unit.kind, Unit.pack_id)
        .join(climb, Unit.id == climb.c.parent_id)
        .where(climb.c.kind != UnitKind.AGENCY.value)
    )
    later = aliased(Adoption)
    is_newest = ~exists().where(later.follows_id == Adoption.id)
    is_agency = climb.c.kind == UnitKind.AGENCY.value
    law = (
        func.coalesce(climb.c.pack_id, Unit.pack_id).label("pack_id"),
        Adoption.id.label("adoption_id"),
        Adoption.pack_id.label("adopted_pack_id"),
        Adoption.effective_sha256,
    )
    number = select(func.count()).select_from(aliased(Unit)).scalar_subquery()
    alike = func.array_agg(Unit.id).label("alike"), func.array_agg(Unit.name).label("names")
    return (
        select(*alike, number.label("number"), *law)
        .outerjoin(climb, and_(climb.c.foot == foot, is_agency))
        .outerjoin(Adoption, and_(Adoption.unit_id == climb.c.at, is_newest))
        .where(Unit.id.in_(asked))
        .group_by(*law)
    )


@cache
def _place() -> Select[*tuple[Any, ...]]:
    chain = chain_above().subquery()
    every = func.array_agg(chain.c.id)
    above = select(every).scalar_subquery()
    own = select(every.filter(chain.c.is_own)).scalar_subquery()
    return _nearest_adoptions().add_columns(above.label("chain"), own.label("own"))


async def _pack_of(session: AsyncSession, law: Law) -> Pack:
    if law.adoption_id is None:
        return read_pack(law.pack_id)
    if law.effective_sha256 not in _combined:
        if len(_combined) >= _MOST:
            _combined.clear()
        row = await session.get_one(Adoption, law.adoption_id)
        _combined[law.effective_sha256] = await adopted_pack(session, row)
    return _combined[law.effective_sha256]


async def texts_of(session: AsyncSession, unit_id: UUID) -> LawTexts:
    """Return the very texts that a unit lives by, in the editions that its agency adopted."""
    law = (await laws_of(session, [unit_id]))[unit_id]
    if law.adoption_id is None:
        return shipped_texts(law.pack_id)
    return await _adopted_texts(session, await session.get_one(Adoption, law.adoption_id))


async def adopted_pack(session: AsyncSession, row: Adoption) -> Pack:
    """Return the pack of one adoption, in force or superseded, from the texts that are kept."""
    return (await _adopted_texts(session, row)).effective


async def _adopted_texts(session: AsyncSession, row: Adoption) -> LawTexts:
    wanted = [row.pack_sha256, *row.above_sha256s]
    texts = {
        kept.sha256: kept.text
        for kept in await session.scalars(select(PackVersion).where(PackVersion.sha256.in_(wanted)))
    }
    regulation, *above = [texts[sha256] for sha256 in wanted]
    return texts_in(regulation, above, row.settings)
