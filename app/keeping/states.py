"""The SQL twin of ``app.policy.keeping_states.state_of``, and the shelves of the board.

A hold is looked up when it is asked for, never copied: one that is placed counts at once, one that
runs out by its date needs nobody to notice (promise P4).
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, literal_column, select

from app.holds.queries import stands_on
from app.models import Hold, RecordingKeeping
from app.policy.clocks import last_day_of_months
from app.policy.keeping_states import KeepingState

_UNSET, _LONG_TERM, _DATED = "unset", "long_term", "dated"


class Shelf(StrEnum):
    """Which part of the board is shown; what ends within a month ends within a year as well."""

    DUE = "due"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    LATER = "later"
    LONG_TERM = "long_term"
    UNSET = "unset"
    HELD = "held"


AHEAD = {Shelf.MONTH: 1, Shelf.QUARTER: 3, Shelf.YEAR: 12}
"""Within how many months a period ends."""

BY_LAST_DAY = frozenset({Shelf.DUE, *AHEAD, Shelf.LATER})
"""Shelves whose recordings have a last day, by which they are ordered."""


def in_state(state: KeepingState, day: date) -> ColumnElement[bool]:
    """Return the condition that a recording stands so on ``day``."""
    row, free = RecordingKeeping, ~is_held(day)
    ends, endless = row.term == _DATED, row.keep_through.is_(None)
    ways: dict[KeepingState, ColumnElement[bool]] = {
        KeepingState.DUE: and_(ends, row.keep_through < day, free),
        KeepingState.HELD: is_held(day),
        KeepingState.LONG_TERM: and_(row.term == _LONG_TERM, endless, free),
        KeepingState.RUNNING: and_(ends, row.keep_through >= day, free),
        KeepingState.UNSET: and_(row.term == _UNSET, endless, free),
    }
    return ways[state]


def on_shelf(shelf: Shelf, day: date) -> ColumnElement[bool]:
    """Return the condition that a recording stands on a shelf of the board."""
    through = RecordingKeeping.keep_through
    match shelf:
        case Shelf.DUE | Shelf.HELD | Shelf.LONG_TERM | Shelf.UNSET:
            return in_state(KeepingState(shelf.value), day)
        case Shelf.LATER:
            ends = through > last_day_of_months(day, AHEAD[Shelf.YEAR])
        case Shelf.MONTH | Shelf.QUARTER | Shelf.YEAR:
            ends = through <= last_day_of_months(day, AHEAD[shelf])
    return and_(in_state(KeepingState.RUNNING, day), ends)


def is_held(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Return the condition that a hold protects the recording on ``day``."""
    hold = select(Hold.id).where(Hold.recording_id == RecordingKeeping.recording_id, stands_on(day))
    # A border the planner does not cross: the hold of each row that is met is looked up, and rows
    # are met in order. Else it joins all holds with all rows, and sorts them.
    return hold.offset(literal_column("0")).correlate(RecordingKeeping).exists()
