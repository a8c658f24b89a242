"""The SQL twin of ``app.policy.keeping_states.state_of``, and the shelves of the board.

A hold is looked up when it is asked for, never copied: one that is placed counts at once, one that
runs out by its date needs nobody to notice (promise P4).
"""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, Text, and_, literal_column, select

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
    row, today = RecordingKeeping, written(day)
    held, ends, endless = is_held(today), row.term == written(_DATED), row.keep_through.is_(None)
    free = ~held
    ways: dict[KeepingState, ColumnElement[bool]] = {
        KeepingState.DUE: and_(ends, row.keep_through < today, free),
        KeepingState.HELD: held,
        KeepingState.LONG_TERM: and_(row.term == written(_LONG_TERM), endless, free),
        KeepingState.RUNNING: and_(ends, row.keep_through >= today, free),
        KeepingState.UNSET: and_(row.term == written(_UNSET), endless, free),
    }
    return ways[state]


def on_shelf(shelf: Shelf, day: date) -> ColumnElement[bool]:
    """Return the condition that a recording stands on a shelf of the board."""
    through = RecordingKeeping.keep_through
    match shelf:
        case Shelf.DUE | Shelf.HELD | Shelf.LONG_TERM | Shelf.UNSET:
            return in_state(KeepingState(shelf.value), day)
        case Shelf.LATER:
            ends = through > written(last_day_of_months(day, AHEAD[Shelf.YEAR]))
        case Shelf.MONTH | Shelf.QUARTER | Shelf.YEAR:
            ends = through <= written(last_day_of_months(day, AHEAD[shelf]))
    return and_(in_state(KeepingState.RUNNING, day), ends)


def written(value: date | str) -> ColumnElement[Any]:
    """Return a value, none that anybody typed, that stands in the statement itself.

    Sent beside it, the planner would think of it anew each time: it hopes for few rows.
    """
    return literal_column(f"'{value}'", Date() if isinstance(value, date) else Text())


def is_held(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Return the condition that a hold protects the recording on ``day``."""
    hold = select(Hold.id).where(Hold.recording_id == RecordingKeeping.recording_id, stands_on(day))
    # A border the planner does not cross: the hold of each row that is met is looked up, and rows
    # are met in order. Else it joins all holds with all rows, and sorts them.
    return hold.offset(literal_column("0")).correlate(RecordingKeeping).exists()
