"""What is looked for, and the conditions it comes to on the columns of a shelf."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger

from app.searching.shelves import Columns
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


@dataclass(frozen=True, slots=True)
class Question:
    """One search as conditions on the columns of a shelf."""

    at: Columns
    ways: tuple[ColumnElement[bool], ...]
    wanted: Wanted

    def words(self, column: Any = None) -> list[ColumnElement[bool]]:
        """Return that every word stands somewhere in the text, or in this column of a part."""
        words = self.at.words if column is None else column
        return [words.like(pattern_of(word)) for word in self.wanted.terms.words]

    def pairs(self) -> list[ColumnElement[bool]]:
        """Return that the text holds every pair of the words, which an index answers."""
        pairs = self.wanted.terms.pairs
        return [self.at.pairs.contains(literal(pairs, ARRAY(BigInteger)))] if pairs else []

    def time(self) -> list[ColumnElement[bool]]:
        """Return that the row is of the time asked for."""
        wanted, moment = self.wanted, self.at.moment
        since = [moment >= wanted.since] if wanted.since else []
        return since + ([moment < wanted.before] if wanted.before else [])

    def thing(self) -> list[ColumnElement[bool]]:
        """Return what narrows by the thing itself, of which the index knows nothing."""
        wanted, at = self.wanted, self.at
        kind = [at.kind == wanted.kind] if wanted.kind else []
        return kind + ([at.state == wanted.state] if wanted.state else [])

    def rare(self, most: int) -> Select[Any]:
        """Return what holds the words, at most so many."""
        at = self.at
        return (
            select(at.moment.label("moment"), at.key.label("key"))
            .where(*self.pairs(), *self.words(), or_(*self.ways), *self.time())
            .limit(most)
        )

    def along_the_time(self, way: ColumnElement[bool]) -> Select[Any]:
        """Return what holds the words on one way."""
        at = self.at
        return select(at.moment.label("moment"), at.key.label("key")).where(
            way, *self.words(), *self.time()
        )


def beyond(moment: Any, key: Any, place: Place | None) -> list[ColumnElement[bool]]:
    """Return the condition that a row comes after ``place`` as the reader turns the page."""
    if place is None:
        return []
    here, there = tuple_(moment, key), tuple_(place.moment, place.id)
    return [here < there if place.direction is Direction.OLDER else here > there]


def in_order(moment: Any, key: Any, place: Place | None) -> tuple[ColumnElement[Any], ...]:
    """Return the order in which rows are met as the reader turns the page."""
    if place is None or place.direction is Direction.OLDER:
        return moment.desc(), key.desc()
    return moment.asc(), key.asc()
