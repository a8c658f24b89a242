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
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CaseFile, CaseHandler, CaseSearch, Recording, RecordingSearch, Unit
from app.people.authority import Extent, extent_of
from app.policy.actor import Actor
from app.policy.acts import Act
from app.questions import ask

Column = ColumnElement[Any]
Way = ColumnElement[bool]

# Plain tables, not the classes upon them: a statement is made for every search, and from plain
# columns that takes half the time.
_case = CaseSearch.__table__.c
_file = CaseFile.__table__.c
_handler = CaseHandler.__table__.c
_recording = RecordingSearch.__table__.c
_sent = Recording.__table__.c


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
        key=_case.case_id,
        unit=_case.unit_id,
        moment=_case.moment,
        kind=_case.kind,
        state=_case.state,
        words=_case.words,
        pairs=_case.pairs,
    ),
    Shelf.RECORDINGS: Columns(
        key=_recording.recording_id,
        unit=_recording.unit_id,
        moment=_recording.moment,
        kind=_recording.kind,
        state=_recording.state,
        words=_recording.words,
        pairs=_recording.pairs,
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
        """Whether what was found in a case file may be shown to them.

        ``handles``: the case is among ``handled_files``.
        """
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
    ((keys, words, number),) = await ask(session, _names(), ids=known.units)
    names = dict(zip(keys or (), words or (), strict=True))
    is_everywhere = bool(names) and number == len(known.units & files.units)
    return Sight(shelf, actor, known, files, names, is_everywhere=is_everywhere)


@cache
def _names() -> Select[*tuple[Any, ...]]:
    """Return units with their names, all in one row, and how many units there are at all."""
    number = select(func.count()).select_from(Unit).scalar_subquery()
    asked = any_(bindparam("ids", type_=ARRAY(Uuid)))
    keys, words = (
        func.array_agg(aggregate_order_by(column, Unit.id)) for column in (Unit.id, Unit.name)
    )
    return select(keys.label("keys"), words.label("words"), number.label("number")).where(
        Unit.id == asked
    )


def _to_recordings(sight: Sight, unit_id: UUID | None) -> list[Way]:
    row, units = _recording, sight.known.units
    if sight.is_everywhere and unit_id is None:
        return [true()]
    ways: list[Way] = []
    if _narrowed(units, unit_id):
        ways.append(_among(row.unit_id, _narrowed(units, unit_id)))
    if unit_id in units:
        return ways
    senders = []
    if sight.known.reaches_own:
        senders.append(_sent.submitted_by_person_id == sight.actor.id)
    if sight.known.reaches_sent:
        senders.append(_sent.submitted_by_device_id == sight.actor.id)
    for sender in senders:
        own = row.recording_id.in_(select(_sent.id).where(sender))
        ways.append(own & _elsewhere(row.unit_id, units, unit_id))
    return ways


def _to_cases(sight: Sight, unit_id: UUID | None) -> list[Way]:
    row, known, files = _case, sight.known, sight.files
    if sight.is_everywhere and unit_id is None:
        return [row.with_documents.is_(True)]
    handled = select(_handler.case_id).where(
        _handler.person_id == sight.actor.id, _handler.until.is_(None)
    )
    made = handled_files(sight.actor)
    read = known.units & files.units
    ways: list[Way] = []
    if _narrowed(read, unit_id):
        ways.append(row.with_documents & _among(row.unit_id, _narrowed(read, unit_id)))
    only_known = _narrowed(known.units - read, unit_id)
    if only_known:
        way = ~row.with_documents & _among(row.unit_id, only_known)
        ways.append(way & row.case_id.not_in(made) if files.reaches_handled else way)
    if files.reaches_handled and unit_id not in read:
        mine = row.case_id.in_(made) & _elsewhere(row.unit_id, read, unit_id)
        ways.append(row.with_documents & mine)
    if known.reaches_handled and unit_id not in known.units:
        whose = ~row.with_documents & row.case_id.in_(handled)
        if files.reaches_handled:
            whose &= row.case_id.not_in(made)
        ways.append(whose & _elsewhere(row.unit_id, known.units, unit_id))
    return ways


def handled_files(actor: Actor) -> Select[UUID]:
    """Return the cases whose files somebody works on as a handler, all of whose words they read.

    Of a file that was bound and reopened they read the new version alone. Its words are not kept
    apart from the bound ones, so it is found by what everybody finds who knows of the case.
    """
    bound = select(_file.case_id).where(
        _file.case_id == _handler.case_id, _file.bound_at.is_not(None)
    )
    return select(_handler.case_id).where(
        _handler.person_id == actor.id, _handler.until.is_(None), ~bound.exists()
    )


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
