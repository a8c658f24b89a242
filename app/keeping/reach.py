"""The rows of a shelf that a person may know of: whoever may know of a recording, and nobody else.

They are read in one way after another: the units within reach, then what is a person's own in other
units. No row stands on two ways. A way goes from unit to unit, and in each of them along an index
in the order of the board, no further than is asked for. So a page costs what it shows: asked for
somebody's rows in one condition, a planner who knows only how many there are of everybody's reads
a million of them in order, to find that there are none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Select,
    UnaryExpression,
    Uuid,
    all_,
    and_,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from app.holds.queries import stands_on
from app.keeping.states import BY_LAST_DAY, Shelf, on_shelf, written
from app.models import Hold, RecordingKeeping
from app.searching.shaping import unseen
from app.searching.shelves import Sight

Rows = Select[*tuple[Any, ...]]


class Way(StrEnum):
    """A way to the rows that a person may know of."""

    EVERYWHERE = "everywhere"
    UNITS = "units"
    OWN = "own"
    OWN_HERE = "own here"
    """What is their own in the one unit that is asked for."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The ways a person has, and what they are asked with."""

    ways: tuple[Way, ...]
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a shelf are read, in which order, and which of them stand on it.

    The order is one and the same; each way spells it as its own index does.
    """

    key: Any
    unit: Any
    through: Any
    orders: Mapping[Way, tuple[Any, ...]]
    stands: ColumnElement[bool]
    is_own: ColumnElement[bool]
    is_once: bool = True
    """Whether a recording has no more than one row there."""

    def rows(self, ways: Sequence[Way], most: int, *beyond: ColumnElement[bool]) -> list[Rows]:
        """Return ids and last days, so many for each unit on a way, one statement for each way."""
        rows: Rows = (
            select(self.key.label("recording_id"), self.through.label("keep_through"))
            .where(self.stands, *beyond)
            .limit(literal_column(str(most)))
        )
        rows = rows if self.is_once else rows.distinct()
        return [self._on(way, rows.order_by(*self.orders[way])) for way in ways]

    def _on(self, way: Way, rows: Rows) -> Rows:
        match way:
            case Way.EVERYWHERE:
                return rows
            case Way.UNITS:
                return self._from_unit_to_unit(_reached(), rows)
            case Way.OWN:
                return self._from_unit_to_unit(_with_own(), rows.where(self.is_own))
            case Way.OWN_HERE:
                return rows.where(self.is_own, self.unit == _here)

    def _from_unit_to_unit(self, units: FromClause, rows: Rows) -> Rows:
        found = rows.where(self.unit == units.c.unit_id).lateral("found")
        return select(found).select_from(units.join(found, true()))


# A planner who saw how many units there are would plan anew for each person.
_person, _here = unseen("person", Uuid()), unseen("here", Uuid())
_units = cast(unseen("units", ARRAY(Uuid)), ARRAY(Uuid))


def reach_of(sight: Sight, unit_id: UUID | None = None) -> Reach:
    """Return the ways on which the person may know of a row; with a unit, only of that."""
    known = sight.known
    if sight.is_everywhere and unit_id is None:
        return Reach((Way.EVERYWHERE,), {})
    units = known.units if unit_id is None else known.units & {unit_id}
    ways: tuple[Way, ...] = (Way.UNITS,) if units else ()
    values: dict[str, Any] = {"units": sorted(units)}
    if known.reaches_own:
        values["person"] = sight.actor.id
        if unit_id is None:
            ways += (Way.OWN,)
        elif not units:
            # What is one's own in a unit within reach is found there already.
            ways += (Way.OWN_HERE,)
            values["here"] = unit_id
    return Reach(ways, values)


def source_of(shelf: Shelf, day: date) -> Source:
    """Return where a shelf is read; of the few that are held the register of holds knows."""
    row = RecordingKeeping
    is_own = row.submitted_by_person_id == _person
    if shelf is Shelf.HELD:
        kept = select(row.recording_id).where(row.recording_id == Hold.recording_id)
        return Source(
            key=Hold.recording_id,
            unit=Hold.unit_id,
            through=cast(null(), Date),
            orders=dict.fromkeys(Way, (Hold.recording_id.desc(),)),
            stands=and_(stands_on(written(day)), _looked_up(kept)),
            is_own=_looked_up(kept.where(is_own)),
            is_once=False,
        )
    orders = {way: _order_on(way, is_by_day=shelf in BY_LAST_DAY) for way in Way}
    return Source(
        key=row.recording_id,
        unit=row.unit_id,
        through=row.keep_through,
        orders=orders,
        stands=on_shelf(shelf, day),
        is_own=is_own,
    )


def _looked_up(kept: Rows) -> ColumnElement[bool]:
    """Return that a hold has such a row; the border keeps the planner from reading all of them."""
    return kept.offset(literal_column("0")).correlate(Hold).exists()


def _order_on(way: Way, *, is_by_day: bool) -> tuple[Any, ...]:
    """Return the order of the board as the index of this way, and no other index, is made.

    Where the few last days of a unit lie among everybody's is known to nobody, so no plan may go
    along another way's index and pass over what is not asked for: of a million rows perhaps all.
    Where what is null would stand, were there any, tells the indexes apart.
    """
    row = RecordingKeeping
    if is_by_day:
        through, key = row.keep_through.asc(), row.recording_id.asc()
        apart = UnaryExpression.nulls_first
    else:
        # What has no last day stands in the same index, and the newest of it comes last there.
        through, key = row.keep_through.desc(), row.recording_id.desc()
        apart = UnaryExpression.nulls_last
    match way:
        case Way.EVERYWHERE:
            return through, key
        case Way.UNITS:
            return apart(through), key
        case Way.OWN | Way.OWN_HERE:
            return through, apart(key)


@cache
def _reached() -> FromClause:
    return func.unnest(_units).table_valued("unit_id").render_derived(name="reached")


# The figures ask for the same object once for each shelf, so it is computed once.
@cache
def _with_own() -> FromClause:
    """Return the units out of reach in which something is the person's own.

    The index is asked for one unit after another, so what is their own is not read through.
    """
    row = aliased(RecordingKeeping, name="own")
    whose = row.submitted_by_person_id
    first: CTE = select(literal(UUID(int=0), Uuid).label("unit_id")).cte("own_unit", recursive=True)
    # Somebody else's may come next. Asked for this person's alone in the order of units, a plan
    # may go along the units of everybody and look whose each row is.
    following = (
        select(whose.label("whose"), row.unit_id)
        .where(whose.is_not(None), tuple_(whose, row.unit_id) > tuple_(_person, first.c.unit_id))
        .order_by(whose, row.unit_id)
        .limit(literal_column("1"))
        .lateral("following")
    )
    further = select(following.c.unit_id).select_from(first.join(following, true()))
    each = first.union_all(further.where(following.c.whose == _person))
    outside = each.c.unit_id != all_(_units)
    return select(each.c.unit_id).where(outside).subquery("elsewhere")
