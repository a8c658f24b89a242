"""How finely the ten days are taken apart where words stand densely.

A page and its figures need a hundred rows. Of a frequent word ten days hold thousands, each of
which would be read only to learn which of them are the newest.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import floor

from app.searching.asking import EVER, NEVER, Direction, Place
from app.searching.words import STRETCH_DAYS

_STRETCH = STRETCH_DAYS * 86_400
_WIDTHS = tuple(_STRETCH // number for number in (2, 5, 10, 20, 40, 80))
"""Seconds of a slice, the widest first; each goes whole into ten days."""
ENOUGH = 160
"""So many rows of a slice are read at once: to look for a slice takes as long as to read them."""
FEWEST = 5
"""Fewer hits say nothing about how many are to come."""


@dataclass(frozen=True, slots=True)
class Slices:
    """So wide, in seconds, and up to which edge they are looked at; the edge is between two."""

    width: int
    edge: datetime


def slices_for(first: datetime, here: Place, found: int, missing: int) -> Slices | None:
    """Return how to look for as many hits as are missing, or nothing where ten days hold few.

    They are looked for half as far again as they are expected, no further: behind what was seen
    there may be none for years, and to look for each slice of these would take too long.

    Args:
        first: Of the hits that were found.
        here: As far as was looked, and which way.
        found: So many hits between them.
        missing: So many more are needed.

    >>> from datetime import timedelta; from uuid import UUID
    >>> day, nowhere = datetime(2026, 11, 21, tzinfo=UTC), UUID(int=0)
    >>> slices_for(day, Place(day - timedelta(hours=1), nowhere), found=20, missing=180)
    Slices(width=21600, edge=datetime.datetime(2026, 11, 20, 6, 0, tzinfo=datetime.timezone.utc))
    >>> slices_for(day, Place(day - timedelta(days=10), nowhere), found=20, missing=180) is None
    True
    """
    seconds = abs(here.moment - first).total_seconds() or 1
    if found < FEWEST or found * _STRETCH < 2 * ENOUGH * seconds:
        return None
    widest = ENOUGH * seconds / found
    width = next((width for width in _WIDTHS if width <= widest), _WIDTHS[-1])
    far = floor(missing * seconds / found * 1.5)
    if here.direction is Direction.OLDER:
        edge = (floor(here.moment.timestamp()) - far) // width * width
    else:
        edge = (floor(here.moment.timestamp()) + far) // width * width + width
    if not EVER.timestamp() < edge < NEVER.timestamp():
        return None
    return Slices(width, datetime.fromtimestamp(edge, UTC))
