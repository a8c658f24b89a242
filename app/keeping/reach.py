"""The rows of a shelf that a person may know of: whoever may know of a recording, and nobody else.

They are read in one way after another, as the search box does: the units within reach by their
index, then what is a person's own. No row stands on two ways, and each way has an index of its own.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Uuid,
    all_,
    and_,
    any_,
    cast,
    exists,
    literal,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from app.holds.queries import stands_on
from app.keeping.states import Shelf, on_shelf
from app.models import Hold, Recording, RecordingKeeping
from app.searching.shelves import Sight


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a shelf are read, and which of them stand on it."""

    key: Any
    unit: Any
    through: Any
    stands: ColumnElement[bool]
    is_once: bool = True
    """Whether a recording has no more than one row there."""

    def reached(self, sight: Sight, unit_id: UUID | None) -> list[Select[*tuple[Any, ...]]]:
        """Return ids and last days, one statement for each way; with a unit, only of that."""
        rows: Select[*tuple[Any, ...]] = select(
            self.key.label("recording_id"), self.through.label("keep_through")
        ).where(self.stands)
        rows = rows if self.is_once else rows.distinct()
        return [rows.where(way) for way in ways(sight, unit_id, key=self.key, unit=self.unit)]


def source_of(shelf: Shelf, day: date) -> Source:
    """Return where a shelf is read; of the few that are held the register of holds knows."""
    row = RecordingKeeping
    if shelf is not Shelf.HELD:
        return Source(row.recording_id, row.unit_id, row.keep_through, on_shelf(shelf, day))
    is_kept = exists().where(row.recording_id == Hold.recording_id)
    stands = and_(stands_on(day), is_kept)
    return Source(Hold.recording_id, Hold.unit_id, cast(null(), Date), stands, is_once=False)


def ways(
    sight: Sight,
    unit_id: UUID | None = None,
    *,
    key: Any = RecordingKeeping.recording_id,
    unit: Any = RecordingKeeping.unit_id,
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which the person may know of a row, one for each way to it."""
    known = sight.known
    if sight.is_everywhere and unit_id is None:
        return (true(),)
    found: list[ColumnElement[bool]] = []
    units = known.units if unit_id is None else known.units & {unit_id}
    if len(units) == 1:
        found.append(unit == next(iter(units)))
    elif units:
        found.append(unit == any_(literal(sorted(units), ARRAY(Uuid))))
    # What is one's own in a unit within reach is found there already.
    if known.reaches_own and unit_id not in known.units:
        own = select(Recording.id).where(Recording.submitted_by_person_id == sight.actor.id)
        outside = unit != all_(literal(sorted(known.units), ARRAY(Uuid)))
        here = true() if unit_id is None else unit == unit_id
        found.append(and_(key.in_(own), outside, here))
    return tuple(found)
