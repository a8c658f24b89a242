"""What is looked for, and the conditions it comes to on the columns of a shelf."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Subquery,
    and_,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger

from app.searching.shelves import Column, Columns
from app.searching.terms import NO_TERMS, Terms
from app.searching.words import STRETCH_BITS, STRETCH_DAYS, number_of, pattern_of

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

    def words(self, column: Any) -> list[ColumnElement[bool]]:
        """Return that every word stands somewhere in this column."""
        return [column.like(pattern_of(word)) for word in self.wanted.terms.words]

    def time(self) -> list[ColumnElement[bool]]:
        """Return that the row is of the time asked for."""
        wanted, moment = self.wanted, self.at.moment
        since = [moment >= wanted.since] if wanted.since else []
        return since + ([moment < wanted.before] if wanted.before else [])

    def thing(self) -> list[ColumnElement[bool]]:
        """Return that the row is of the kind and in the state asked for."""
        wanted, at = self.wanted, self.at
        kind = [at.kind == wanted.kind] if wanted.kind else []
        return kind + ([at.state == wanted.state] if wanted.state else [])

    @property
    def everything(self) -> "Question":
        """The same search without the filters by kind and state, as the figures count it."""
        return replace(self, wanted=replace(self.wanted, kind="", state=""))

    def rows(self, place: Place | None, most: int, *others: Column) -> Subquery:
        """Return so many rows beyond ``place`` in the order of the list, whatever their words.

        Each way is walked along an index of its own, so none is walked further than that.
        """
        at = self.at
        ways = [
            select(*self._columns(), *others)
            .where(way, *self.time(), *self.thing(), *beyond(at.moment, at.key, place))
            .order_by(*in_order(at.moment, at.key, place))
            .limit(literal_column(str(most)))
            for way in self.ways
        ]
        if len(ways) == 1:
            return ways[0].subquery("rows")
        met = union_all(*(select(way.subquery()) for way in ways)).subquery("met")
        nearest = select(met).order_by(*in_order(met.c.moment, met.c.key, place))
        return nearest.limit(literal_column(str(most))).subquery("rows")

    def held(self, place: Place | None, asked: Sequence[str], most: int) -> Select[Any]:
        """Return at most so many rows beyond ``place`` that hold the words, by the index of pairs.

        Args:
            place: From where.
            asked: Parts of the words by which the index is asked, ten days after ten days and only
                while there are too few rows.
            most: As it stands in the statement, for the planner to see.
        """
        at = self.at
        stretch = _stretches(self, place)
        numbers = literal(sorted(map(number_of, asked)), ARRAY(BigInteger))
        pairs = func.unnest(numbers).alias("pair")
        bears = stretch.c.stretch.op("<<")(literal_column(str(STRETCH_BITS)))
        keys = select(bears.op("|")(pairs.column)).select_from(pairs).correlate(stretch)
        others = (or_(*self.ways), *self.time(), *self.thing(), *beyond(at.moment, at.key, place))
        held = (
            select(*self._columns())
            .where(
                at.pairs.contains(func.array(keys.scalar_subquery())),
                *(at.words.like(pattern_of(word)) for word in self.wanted.terms.compared(asked)),
                # No index serves this form, as it shall be: read for every ten days, the index of a
                # large unit would cost a thousand times what that of the pairs does.
                and_(*others).is_(True),
            )
            # A border the planner does not cross: else it takes the words for so rare that it reads
            # every row for them once, instead of asking the index of pairs again and again.
            .offset(literal_column("0"))
            .lateral("held")
        )
        newest = is_older(place)
        order = stretch.c.stretch.desc() if newest else stretch.c.stretch.asc()
        return (
            select(held)
            .select_from(stretch.join(held, true()))
            .order_by(order, *in_order(held.c.moment, held.c.key, place))
            .limit(literal_column(str(most)))
        )

    def _columns(self) -> tuple[Any, ...]:
        at = self.at
        return at.moment.label("moment"), at.key.label("key"), at.kind, at.state


def _stretches(question: Question, place: Place | None) -> Subquery:
    """Return the ten days in which there may be rows, in the order of the list.

    A year after a year is leapt over. A camera whose clock was wrong leaves a row in a year far
    away, and those between, in which there are none, are not asked about.
    """
    wanted, older = question.wanted, is_older(place)
    here = [place.moment] if place else []
    bounds = {
        "since": max([*here, wanted.since or _EVER] if not older else [wanted.since or _EVER]),
        "before": min([*here, wanted.before or _NEVER] if older else [wanted.before or _NEVER]),
    }
    table = question.at.moment.table.name
    names = (_OLDER if older else _NEWER) | {"table": table, "seconds": _SECONDS}
    leaps = text(_LEAP.format(**names)).bindparams(
        *(bindparam(name, at, DateTime(timezone=True)) for name, at in bounds.items())
    )
    found = leaps.columns(column("stretch", BigInteger)).cte("stretches")
    order = found.c.stretch.desc() if older else found.c.stretch.asc()
    return select(found).order_by(order).subquery("stretch")


_EVER, _NEVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
_SECONDS = STRETCH_DAYS * 86_400
_LEAP = """
    WITH RECURSIVE leap (stretch) AS (
        SELECT floor(extract(epoch FROM {nearest}(moment)) / {seconds})::bigint
        FROM {table} WHERE moment BETWEEN :since AND :before
        UNION ALL
        SELECT (
            SELECT floor(extract(epoch FROM {nearest}(moment)) / {seconds})::bigint
            FROM {table} WHERE moment BETWEEN :since AND :before AND moment {beyond}
        ) FROM leap WHERE stretch IS NOT NULL
    )
    SELECT stretch {sign} further AS stretch FROM leap, generate_series(0, 35) AS further
    WHERE stretch {sign} further {until} (
        SELECT floor(extract(epoch FROM {furthest}(moment)) / {seconds})::bigint
        FROM {table} WHERE moment BETWEEN :since AND :before)"""
_OLDER = {
    "nearest": "max",
    "furthest": "min",
    "sign": "-",
    "until": ">=",
    "beyond": f"< to_timestamp((leap.stretch - 35) * {_SECONDS})",
}
_NEWER = {
    "nearest": "min",
    "furthest": "max",
    "sign": "+",
    "until": "<=",
    "beyond": f">= to_timestamp((leap.stretch + 36) * {_SECONDS})",
}


def is_older(place: Place | None) -> bool:
    """Say whether the reader goes on to what is older, as everybody does at first."""
    return place is None or place.direction is Direction.OLDER


def beyond(moment: Any, key: Any, place: Place | None) -> list[ColumnElement[bool]]:
    """Return the condition that a row comes after ``place`` as the reader turns the page."""
    if place is None:
        return []
    here, there = tuple_(moment, key), tuple_(place.moment, place.id)
    return [here < there if place.direction is Direction.OLDER else here > there]


def in_order(moment: Any, key: Any, place: Place | None) -> tuple[ColumnElement[Any], ...]:
    """Return the order in which rows are met as the reader turns the page."""
    return (moment.desc(), key.desc()) if is_older(place) else (moment.asc(), key.asc())
