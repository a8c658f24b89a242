"""What is looked for, from where a reader goes on, and by which names a statement calls them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from app.searching.shelves import Ways
from app.searching.terms import NO_TERMS, Terms
from app.searching.words import pattern_of

Key = tuple[datetime, UUID]
"""A row as pages turn by it: its moment and its id."""


class Direction(StrEnum):
    """Which way the reader turns the page."""

    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; every field may be open."""

    terms: Terms = NO_TERMS
    unit_id: UUID | None = None
    since: datetime | None = None
    before: datetime | None = None
    kind: str = ""
    state: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether a unit or a time bounds the search."""
        return bool(self.unit_id or self.since or self.before)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list a reader stands: a row by its moment and its id."""

    moment: datetime
    id: UUID
    direction: Direction = Direction.OLDER


FILTERS = ("since", "before", "kind", "state")
EVER, NEVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
"""Between these every row lies."""


def values_of(ways: Ways, wanted: Wanted) -> dict[str, object]:
    """Return what stands in a question by name."""
    filters = {name: getattr(wanted, name) for name in FILTERS}
    words = values_of_words(wanted.terms.words)
    return {**ways.values, **filters, **words}


def values_at(wanted: Wanted, place: Place | None) -> dict[str, object]:
    """Return where a list goes on, and between which moments the index of pairs is asked there."""
    earliest, latest = wanted.since or EVER, wanted.before or NEVER
    if place is None:
        return {"earliest": earliest, "latest": latest}
    if place.direction is Direction.OLDER:
        latest = min(place.moment, latest)
    else:
        earliest = max(place.moment, earliest)
    here = {"here": place.moment, "here_id": place.id}
    return here | {"earliest": earliest, "latest": latest}


def values_of_words(words: Sequence[str]) -> dict[str, object]:
    """Return the words as a statement names them."""
    return {word_named(at): pattern_of(word) for at, word in enumerate(words)}


def word_named(at: int) -> str:
    """Return the name of one of the words, by their order."""
    return f"word{at}"
