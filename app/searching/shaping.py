"""The shape of a search: the conditions it comes to, without what was typed.

A condition names its values. So whatever the words, the day and the place, a search of the same
shape is the same statement: to make one anew takes longer than to have it answered.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    ScalarSelect,
    Select,
    Subquery,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import BigInteger, TypeEngine

from app.searching.asking import FILTERS, Direction, Wanted, word_named
from app.searching.shelves import COLUMNS, EVERYTHING, Column, Columns, Condition, Shelf, Ways
from app.searching.words import STRETCH_BITS, STRETCH_DAYS

Towards = Direction | None
"""Which way a list goes on from a place; from its beginning there is none, and it grows older."""


@dataclass(frozen=True, slots=True)
class Question:
    """The shape of a search: its conditions on the columns of a shelf, without their values."""

    shelf: Shelf
    ways: tuple[Condition, ...]
    narrowed_by: frozenset[str]
    """Those of ``since``, ``before``, ``kind`` and ``state`` that are not open."""
    words: int
    """How many have to be found."""

    @property
    def at(self) -> Columns:
        """Return the columns of the shelf."""
        return COLUMNS[self.shelf]

    @property
    def everything(self) -> "Question":
        """The same search without the filters by kind and state, as the figures count it."""
        return replace(self, narrowed_by=self.narrowed_by - _OF_THE_THING)

    @property
    def is_of_everybody(self) -> bool:
        """Whether every row there is may be found."""
        return all(way is EVERYTHING for way in self.ways)

    @property
    def is_of_things(self) -> bool:
        """Whether only rows of a kind or in a state are asked for."""
        return bool(self.narrowed_by & _OF_THE_THING)

    def rows(self, towards: Towards, most: int, *others: Column) -> Subquery:
        """Return so many rows beyond the place in the order of the list, whatever their words.

        Each way is walked along an index of its own, so none is walked further than that.
        """
        at = self.at
        ways = [
            select(*self._columns(), *others)
            .where(way, *self._filters(), *_beyond(at.moment, at.key, towards))
            .order_by(*in_order(at.moment, at.key, towards))
            .limit(literal_column(str(most)))
            for way in self.ways
        ]
        if len(ways) == 1:
            return ways[0].subquery("rows")
        met = union_all(*(select(way.subquery()) for way in ways)).subquery("met")
        nearest = select(met).order_by(*in_order(met.c.moment, met.c.key, towards))
        return nearest.limit(literal_column(str(most))).subquery("rows")

    def held(self, towards: Towards, compared: int, most: int, *, is_sliced: bool) -> Select[Any]:
        """Return at most so many rows beyond the place that hold the words, by the index of pairs.

        Args:
            towards: Which way from there, ten days after ten days and only while there are too few.
            compared: How many words stand not wherever the parts do by which the index is asked.
            most: As it stands in the statement, for the planner to see.
            is_sliced: Whether the ten days are taken apart in slices of ``width`` seconds, of
                which only those between ``earliest`` and ``latest`` are looked at.
        """
        at = self.at
        stretch = _slices(at, towards) if is_sliced else _stretches(at, towards)
        pairs = func.unnest(unseen("numbers", ARRAY(BigInteger))).alias("pair")
        bears = stretch.c.stretch.op("<<")(literal_column(str(STRETCH_BITS)))
        keys = select(bears.op("|")(pairs.column)).select_from(pairs).correlate(stretch)
        ways = map(_unseen_in, self.ways)
        others = (*holds_words(at.words, compared), or_(*ways), *self._filters())
        held = (
            select(*self._columns())
            .where(
                at.pairs.contains(func.array(keys.scalar_subquery())),
                # Two indexes serve a slice together, and no row beside it is read.
                *(_between(at.moment, stretch.c.begins, stretch.c.ends) if is_sliced else ()),
                # No index serves this form, as it shall be: read for every ten days, the index of a
                # large unit would cost a thousand times what that of the pairs does. Nor does the
                # planner take one value for rarer than another, so it plans once for all of them.
                case((and_(*others, *_beyond(at.moment, at.key, towards)), true())),
            )
            # A border the planner does not cross: else it takes the words for so rare that it reads
            # every row for them once, instead of asking the index of pairs again and again.
            .offset(literal_column("0"))
            .lateral("held")
        )
        met = stretch.c.begins if is_sliced else stretch.c.stretch
        return (
            select(held)
            .select_from(stretch.join(held, true()))
            .order_by(
                met.desc() if is_older(towards) else met.asc(),
                *in_order(held.c.moment, held.c.key, towards),
            )
            .limit(literal_column(str(most)))
        )

    def _columns(self) -> tuple[Any, ...]:
        at = self.at
        return at.moment.label("moment"), at.key.label("key"), at.kind, at.state

    def _filters(self) -> list[ColumnElement[bool]]:
        at = self.at
        conditions = {
            "since": at.moment >= _moment("since"),
            "before": at.moment < _moment("before"),
            "kind": at.kind == bindparam("kind"),
            "state": at.state == bindparam("state"),
        }
        return [is_so for name, is_so in conditions.items() if name in self.narrowed_by]


_OF_THE_THING = frozenset({"kind", "state"})


def question_of(shelf: Shelf, ways: Ways, wanted: Wanted) -> Question:
    """Return the shape of a search."""
    narrowed_by = frozenset([name for name in FILTERS if getattr(wanted, name)])
    return Question(shelf, ways.conditions, narrowed_by, len(wanted.terms.words))


def holds_words(words: Column, number: int) -> list[Condition]:
    """Return that so many words stand somewhere in this column."""
    return [words.like(bindparam(word_named(at))) for at in range(number)]


def is_older(towards: Towards) -> bool:
    """Say whether the reader goes on to what is older, as everybody does at first."""
    return towards is not Direction.NEWER


def in_order(moment: Any, key: Any, towards: Towards) -> tuple[ColumnElement[Any], ...]:
    """Return the order in which rows are met as the reader turns the page."""
    return (moment.desc(), key.desc()) if is_older(towards) else (moment.asc(), key.asc())


def _beyond(moment: Any, key: Any, towards: Towards) -> list[Condition]:
    """Return the condition that a row comes after the place as the reader turns the page."""
    if towards is None:
        return []
    here, there = tuple_(moment, key), tuple_(_moment("here"), bindparam("here_id", type_=Uuid))
    return [here < there if towards is Direction.OLDER else here > there]


def unseen(name: str, kind: TypeEngine[Any]) -> ScalarSelect[Any]:
    """Return a value of which the planner sees nothing, so that it plans alike for all of them.

    What it sees, it takes for a reason to plan the statement again each time.
    """
    return select(bindparam(name, type_=kind)).scalar_subquery()


def _unseen_in(condition: Condition) -> Condition:
    """Return a condition with its values unseen."""

    def hidden(element: Any, **_: object) -> Any:
        if not isinstance(element, BindParameter):
            return None
        # Without the cast a list would be taken for the rows of a SELECT.
        return cast(unseen(element.key, element.type), element.type)

    unseen_there: Condition = replacement_traverse(condition, {}, hidden)
    return unseen_there


def _between(moment: Any, begins: Any, ends: Any) -> tuple[Condition, Condition]:
    """Return that a moment lies from one on and before the other."""
    return moment >= begins, moment < ends


def _moment(name: str) -> Any:
    return bindparam(name, type_=DateTime(timezone=True))


def _stretches(at: Columns, towards: Towards) -> Subquery:
    """Return the ten days in which there may be rows, in the order of the list.

    A year after a year is leapt over. A camera whose clock was wrong leaves a row in a year far
    away, and those between, in which there are none, are not asked about.
    """
    older = is_older(towards)
    names = (_OLDER if older else _NEWER) | {"table": at.moment.table.name, "seconds": _SECONDS}
    leaps = text(_LEAP.format(**names)).bindparams(_moment("earliest"), _moment("latest"))
    found = leaps.columns(column("stretch", BigInteger)).cte("stretches")
    order = found.c.stretch.desc() if older else found.c.stretch.asc()
    return select(found).order_by(order).subquery("stretch")


def _slices(at: Columns, towards: Towards) -> Subquery:
    """Return the slices of the ten days, in the order of the list, with when each begins and ends.

    Whole seconds: no row falls between two slices, nor out of its ten days.
    """
    stretches, width = _stretches(at, towards), unseen("width", BigInteger())
    whole: ColumnElement[int] = literal_column(str(_SECONDS))
    offset = func.generate_series(literal_column("0"), whole - width, width).alias("offset")
    begins = stretches.c.stretch * whole + offset.column
    slices = (
        select(
            stretches.c.stretch,
            func.to_timestamp(begins).label("begins"),
            func.to_timestamp(begins + width).label("ends"),
        )
        .select_from(stretches.join(offset, true()))
        .subquery("slices")
    )
    earliest, latest = (unseen(name, DateTime(timezone=True)) for name in ("earliest", "latest"))
    met = slices.c.begins
    return (
        select(slices)
        .where(slices.c.ends > earliest, met <= latest)
        .order_by(met.desc() if is_older(towards) else met.asc())
        .subquery("slice")
    )


_SECONDS = STRETCH_DAYS * 86_400
_LEAP = """
    WITH RECURSIVE leap (stretch) AS (
        SELECT floor(extract(epoch FROM {nearest}(moment)) / {seconds})::bigint
        FROM {table} WHERE moment BETWEEN (SELECT :earliest) AND (SELECT :latest)
        UNION ALL
        SELECT (
            SELECT floor(extract(epoch FROM {nearest}(moment)) / {seconds})::bigint
            FROM {table}
            WHERE moment BETWEEN (SELECT :earliest) AND (SELECT :latest) AND moment {beyond}
        ) FROM leap WHERE stretch IS NOT NULL
    )
    SELECT stretch {sign} further AS stretch FROM leap, generate_series(0, 35) AS further
    WHERE stretch {sign} further {until} (
        SELECT floor(extract(epoch FROM {furthest}(moment)) / {seconds})::bigint
        FROM {table} WHERE moment BETWEEN (SELECT :earliest) AND (SELECT :latest))"""
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
