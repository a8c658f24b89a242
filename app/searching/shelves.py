"""The two shelves the box looks at, and which of their rows a person may find.

The right to know is asked of the same rules as every list (promise P13). A shelf is looked at in
one way after another: the units within reach by their index, then what is a person's own. No row
stands on two ways, and each way has an index of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    all_,
    any_,
    bindparam,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from app.models import CaseHandler, CaseSearch, Recording, RecordingSearch, Unit
from app.people.authority import Extent, extent_of
from app.policy.actor import Actor
from app.policy.acts import Act

Column = InstrumentedAttribute[Any]
Way = ColumnElement[bool]


class Shelf(StrEnum):
    """What is looked for."""

    CASES = "cases"
    RECORDINGS = "recordings"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one shelf's index."""

    key: Column
    unit: Column
    moment: Column
    kind: Column
    state: Column
    words: Column
    pairs: Column


COLUMNS = {
    Shelf.CASES: Columns(
        key=CaseSearch.case_id,
        unit=CaseSearch.unit_id,
        moment=CaseSearch.moment,
        kind=CaseSearch.kind,
        state=CaseSearch.state,
        words=CaseSearch.words,
        pairs=CaseSearch.pairs,
    ),
    Shelf.RECORDINGS: Columns(
        key=RecordingSearch.recording_id,
        unit=RecordingSearch.unit_id,
        moment=RecordingSearch.moment,
        kind=RecordingSearch.kind,
        state=RecordingSearch.state,
        words=RecordingSearch.words,
        pairs=RecordingSearch.pairs,
    ),
}


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may find on a shelf; ``files`` is where they may read case files as well."""

    shelf: Shelf
    actor: Actor
    known: Extent
    files: Extent
    names: Mapping[UUID, str]
    """Of the units by which they may narrow a search."""
    is_everywhere: bool
    """Whether every unit there is lies within reach, and its files too."""

    def may_read_file(self, unit_id: UUID, *, handles: bool) -> bool:
        """Whether what was found in a case file may be shown to them."""
        return unit_id in self.files.units or (handles and self.files.reaches_handled)

    def ways(self, unit_id: UUID | None = None) -> tuple[Way, ...]:
        """Return the conditions under which they may find a row, one for each way to it.

        With a unit, only the ways that may lead there.
        """
        if self.shelf is Shelf.CASES:
            return tuple(_to_cases(self, unit_id))
        return tuple(_to_recordings(self, unit_id))


async def sight_of(session: AsyncSession, actor: Actor, shelf: Shelf) -> Sight:
    """Return what the actor may find on a shelf now."""
    if shelf is Shelf.RECORDINGS:
        known = files = await extent_of(session, actor, Act.RECORDING_KNOW_FACTS)
    else:
        known = await extent_of(session, actor, Act.CASE_KNOW)
        files = await extent_of(session, actor, Act.CASE_READ_FILE)
    rows = (
        (await session.execute(_names(), {"ids": list(known.units)})).all() if known.units else []
    )
    is_everywhere = bool(rows) and rows[0].number == len(known.units & files.units)
    names = {row.id: row.name for row in rows}
    return Sight(shelf, actor, known, files, names, is_everywhere=is_everywhere)


@cache
def _names() -> Select[*tuple[Any, ...]]:
    number = select(func.count()).select_from(Unit).scalar_subquery()
    asked = any_(bindparam("ids", type_=ARRAY(Uuid)))
    return select(Unit.id, Unit.name, number.label("number")).where(Unit.id == asked)


def _to_recordings(sight: Sight, unit_id: UUID | None) -> list[Way]:
    row, units = RecordingSearch, sight.known.units
    if sight.is_everywhere and unit_id is None:
        return [true()]
    ways: list[Way] = []
    if _narrowed(units, unit_id):
        ways.append(_among(row.unit_id, _narrowed(units, unit_id)))
    if unit_id in units:
        return ways
    senders = []
    if sight.known.reaches_own:
        senders.append(Recording.submitted_by_person_id == sight.actor.id)
    if sight.known.reaches_sent:
        senders.append(Recording.submitted_by_device_id == sight.actor.id)
    for sender in senders:
        own = row.recording_id.in_(select(Recording.id).where(sender))
        ways.append(own & _elsewhere(row.unit_id, units, unit_id))
    return ways


def _to_cases(sight: Sight, unit_id: UUID | None) -> list[Way]:
    row, known, files = CaseSearch, sight.known, sight.files
    if sight.is_everywhere and unit_id is None:
        return [row.with_documents.is_(True)]
    handled = select(CaseHandler.case_id).where(
        CaseHandler.person_id == sight.actor.id, CaseHandler.until.is_(None)
    )
    read = known.units & files.units
    ways: list[Way] = []
    if _narrowed(read, unit_id):
        ways.append(row.with_documents & _among(row.unit_id, _narrowed(read, unit_id)))
    only_known = _narrowed(known.units - read, unit_id)
    if only_known:
        way = ~row.with_documents & _among(row.unit_id, only_known)
        ways.append(way & row.case_id.not_in(handled) if files.reaches_handled else way)
    covered = read if files.reaches_handled else known.units
    if known.reaches_handled and unit_id not in covered:
        whose = row.with_documents if files.reaches_handled else ~row.with_documents
        mine = row.case_id.in_(handled) & _elsewhere(row.unit_id, covered, unit_id)
        ways.append(whose & mine)
    return ways


def _narrowed(units: frozenset[UUID], unit_id: UUID | None) -> frozenset[UUID]:
    return units if unit_id is None else units & {unit_id}


def _among(unit: Column, units: frozenset[UUID]) -> Way:
    """Return that a row is of one of these units; hundreds of them are one value to be sent."""
    if len(units) == 1:
        return unit == next(iter(units))
    return unit == any_(literal(sorted(units), ARRAY(Uuid)))


def _elsewhere(unit: Column, covered: frozenset[UUID], unit_id: UUID | None) -> Way:
    outside: Way = unit != all_(literal(sorted(covered), ARRAY(Uuid)))
    return outside if unit_id is None else outside & (unit == unit_id)
