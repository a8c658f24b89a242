"""What is looked for, and the conditions it comes to on the columns of a shelf."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    cast,
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
from app.searching.words import MONTH_BITS, pattern_of

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

    def months(self, place: Place | None, most: int) -> Select[Any]:
        """Return at most so many rows beyond ``place`` that hold the words, one month at a time.

        The keys of the next month are looked up only while there are too few.
        """
        at = self.at
        month = _months(self, place)
        pairs = func.unnest(literal(self.wanted.terms.pairs, ARRAY(BigInteger))).alias("pair")
        utc = func.timezone("UTC", month.c.at)
        number = func.extract("year", utc) * 12 + func.extract("month", utc) - 1
        bears = cast(number, BigInteger).op("<<")(literal_column(str(MONTH_BITS)))
        keys = select(bears.op("|")(pairs.column)).select_from(pairs).correlate(month)
        held = (
            select(*self._columns())
            .where(
                at.pairs.contains(func.array(keys.scalar_subquery())),
                *(at.words.like(pattern_of(word)) for word in self.wanted.terms.compared),
                or_(*self.ways),
                *self.time(),
                *self.thing(),
                *beyond(at.moment, at.key, place),
            )
            # A border the planner does not cross: else it takes the words for so rare that it reads
            # every row for them once, instead of asking the index of pairs month by month.
            .offset(literal_column("0"))
            .lateral("held")
        )
        moment, key = in_order(held.c.moment, held.c.key, place)
        newest = _is_older(place)
        return (
            select(held)
            .select_from(month.join(held, true()))
            .order_by(month.c.at.desc() if newest else month.c.at.asc(), moment, key)
            .limit(literal_column(str(most)))
        )

    def _columns(self) -> tuple[Any, ...]:
        at = self.at
        return at.moment.label("moment"), at.key.label("key"), at.kind, at.state


def _months(question: Question, place: Place | None) -> Subquery:
    """Return the months in which there are rows, in order, as their beginnings.

    A camera whose clock was wrong leaves a row in a month far away; the years between are skipped.
    """
    moment, step = question.at.moment, func.max if _is_older(place) else func.min

    def month_of(*conditions: ColumnElement[bool]) -> Any:
        found = select(step(moment)).where(*question.time(), *conditions).scalar_subquery()
        return func.date_trunc("month", found, "UTC")

    first = place is not None and (
        [moment <= place.moment] if _is_older(place) else [moment >= place.moment]
    )
    month = select(month_of(*(first or ())).label("at")).cte("month", recursive=True)
    following = (
        moment < month.c.at
        if _is_older(place)
        else moment >= month.c.at + text("interval '1 month'")
    )
    month = month.union_all(select(month_of(following)).where(month.c.at.is_not(None)))
    order = month.c.at.desc() if _is_older(place) else month.c.at.asc()
    return select(month.c.at).where(month.c.at.is_not(None)).order_by(order).subquery("months")


def _is_older(place: Place | None) -> bool:
    return place is None or place.direction is Direction.OLDER


def beyond(moment: Any, key: Any, place: Place | None) -> list[ColumnElement[bool]]:
    """Return the condition that a row comes after ``place`` as the reader turns the page."""
    if place is None:
        return []
    here, there = tuple_(moment, key), tuple_(place.moment, place.id)
    return [here < there if place.direction is Direction.OLDER else here > there]


def in_order(moment: Any, key: Any, place: Place | None) -> tuple[ColumnElement[Any], ...]:
    """Return the order in which rows are met as the reader turns the page."""
    return (moment.desc(), key.desc()) if _is_older(place) else (moment.asc(), key.asc())


def against_order(moment: Any, key: Any, place: Place | None) -> tuple[ColumnElement[Any], ...]:
    """Return the opposite of that order."""
    return (moment.asc(), key.asc()) if _is_older(place) else (moment.desc(), key.desc())
