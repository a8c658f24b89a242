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
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CaseFile, CaseHandler, CaseSearch, Recording, RecordingSearch
from app.people.authority import Extent, extent_of
from app.people.laws import learned_with
from app.policy.actor import Actor
from app.policy.acts import Act

Column = ColumnElement[Any]
Condition = ColumnElement[bool]

_case = CaseSearch.__table__.c
_file = CaseFile.__table__.c
_handler = CaseHandler.__table__.c
_recording = RecordingSearch.__table__.c
_sent = Recording.__table__.c
_ACTOR = bindparam("actor_id", type_=Uuid)


EVERYTHING = true()
"""The way of somebody who may find every row."""


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
class Ways:
    """The ways on which somebody may find rows, and the values that stand in them by name.

    Equal conditions are the same objects, so that a statement is known by them.
    """

    conditions: tuple[Condition, ...]
    values: Mapping[str, object]


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

    def ways(self, unit_id: UUID | None = None) -> Ways:
        """Return the conditions under which they may find a row, one for each way to it.

        With a unit, only the ways that may lead there.
        """
        if self.shelf is Shelf.CASES:
            return _to_cases(self, unit_id)
        return _to_recordings(self, unit_id)


async def sight_of(session: AsyncSession, actor: Actor, shelf: Shelf) -> Sight:
    """Return what the actor may find on a shelf now."""
    if shelf is Shelf.RECORDINGS:
        known = files = await extent_of(session, actor, Act.RECORDING_KNOW_FACTS)
    else:
        known = await extent_of(session, actor, Act.CASE_KNOW)
        files = await extent_of(session, actor, Act.CASE_READ_FILE)
    learned = await learned_with(session, known.units)
    names = dict(learned.names)
    for unit_id in names.keys() - known.units:
        del names[unit_id]
    is_everywhere = bool(names) and learned.number == len(known.units & files.units)
    return Sight(shelf, actor, known, files, names, is_everywhere=is_everywhere)


def _to_recordings(sight: Sight, unit_id: UUID | None) -> Ways:
    known, values = sight.known, _values(sight, unit_id)
    if sight.is_everywhere and unit_id is None:
        return Ways((_everywhere(Shelf.RECORDINGS),), values)
    conditions: list[Condition] = []
    if units := _narrowed(known.units, unit_id):
        conditions.append(_among(_recording.unit_id, "units", is_one=len(units) == 1))
        values["units"] = _one_or_all(units)
    if unit_id not in known.units:
        values["covered"] = known.units
        if known.reaches_own:
            conditions.append(_sent_by(_sent.submitted_by_person_id, in_unit=bool(unit_id)))
        if known.reaches_sent:
            conditions.append(_sent_by(_sent.submitted_by_device_id, in_unit=bool(unit_id)))
    return Ways(tuple(conditions), values)


def _to_cases(sight: Sight, unit_id: UUID | None) -> Ways:
    known, files, values = sight.known, sight.files, _values(sight, unit_id)
    if sight.is_everywhere and unit_id is None:
        return Ways((_everywhere(Shelf.CASES),), values)
    conditions: list[Condition] = []
    readable = known.units & files.units
    if read := _narrowed(readable, unit_id):
        conditions.append(_read(is_one=len(read) == 1))
        values["read"] = _one_or_all(read)
    if only := _narrowed(known.units - files.units, unit_id):
        conditions.append(_only_known(is_one=len(only) == 1, of_others=files.reaches_handled))
        values["only_known"] = _one_or_all(only)
    if files.reaches_handled and unit_id not in readable:
        conditions.append(_made(in_unit=bool(unit_id)))
        values["readable"] = readable
    if known.reaches_handled and unit_id not in known.units:
        conditions.append(_handled(of_others=files.reaches_handled, in_unit=bool(unit_id)))
        values["covered"] = known.units
    return Ways(tuple(conditions), values)


def _values(sight: Sight, unit_id: UUID | None) -> dict[str, object]:
    return {"actor_id": sight.actor.id, "unit_id": unit_id}


def handled_files(person_id: object) -> Select[UUID]:
    """Return the cases whose files somebody works on as a handler, all of whose words they read.

    Of a file that was bound and reopened they read the new version alone. Its words are not kept
    apart from the bound ones, so it is found by what everybody finds who knows of the case.
    """
    bound = select(_file.case_id).where(
        _file.case_id == _handler.case_id, _file.bound_at.is_not(None)
    )
    return _handled_by(person_id).where(~bound.exists())


def _narrowed(units: frozenset[UUID], unit_id: UUID | None) -> frozenset[UUID]:
    return units if unit_id is None else units & {unit_id}


def _one_or_all(units: frozenset[UUID]) -> UUID | frozenset[UUID]:
    return next(iter(units)) if len(units) == 1 else units


# Each condition is made once, and names what differs from one person to another.


@cache
def _everywhere(shelf: Shelf) -> Condition:
    return _case.with_documents.is_(True) if shelf is Shelf.CASES else EVERYTHING


@cache
def _sent_by(sender: Column, *, in_unit: bool) -> Condition:
    sent = select(_sent.id).where(sender == _ACTOR)
    outside = _elsewhere(_recording.unit_id, "covered", in_unit=in_unit)
    return _recording.recording_id.in_(sent) & outside


@cache
def _read(*, is_one: bool) -> Condition:
    return _case.with_documents & _among(_case.unit_id, "read", is_one=is_one)


@cache
def _only_known(*, is_one: bool, of_others: bool) -> Condition:
    known = ~_case.with_documents & _among(_case.unit_id, "only_known", is_one=is_one)
    return known & _case.case_id.not_in(handled_files(_ACTOR)) if of_others else known


@cache
def _made(*, in_unit: bool) -> Condition:
    mine = _case.with_documents & _case.case_id.in_(handled_files(_ACTOR))
    return mine & _elsewhere(_case.unit_id, "readable", in_unit=in_unit)


@cache
def _handled(*, of_others: bool, in_unit: bool) -> Condition:
    whose = ~_case.with_documents & _case.case_id.in_(_handled_by(_ACTOR))
    if of_others:
        whose &= _case.case_id.not_in(handled_files(_ACTOR))
    return whose & _elsewhere(_case.unit_id, "covered", in_unit=in_unit)


def _handled_by(person_id: object) -> Select[UUID]:
    """Return the cases that somebody handles now."""
    return select(_handler.case_id).where(_handler.person_id == person_id, _handler.until.is_(None))


@cache
def _among(unit: Column, name: str, *, is_one: bool) -> Condition:
    """Return that a row is of one of these units; hundreds of them are one value to be sent."""
    if is_one:
        return unit == bindparam(name, type_=Uuid)
    return unit == any_(bindparam(name, type_=ARRAY(Uuid)))


def _elsewhere(unit: Column, name: str, *, in_unit: bool) -> Condition:
    outside: Condition = unit != all_(bindparam(name, type_=ARRAY(Uuid)))
    return outside & (unit == bindparam("unit_id", type_=Uuid)) if in_unit else outside
