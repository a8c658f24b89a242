"""Carry out one step of a search after another, and gather what they bring.

A step is one statement: the keys of the page, the figures, and what the next step has to know.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    DateTime,
    FromClause,
    Row,
    Select,
    Text,
    Uuid,
    bindparam,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from app.searching.asking import Key, Place, Question, in_order, is_older


@dataclass(slots=True)
class Gathered:
    """What the steps of one search have brought so far, in the order of the list.

    The first ``page`` keys are kept, of ``needed`` rows all are counted. ``met`` tells which of
    some rows hold each part of the words, as bits.
    """

    question: Question
    place: Place | None
    page: int
    needed: int
    keys: list[Key] = field(default_factory=list)
    figures: Counter[tuple[str, str]] = field(default_factory=Counter)
    met: dict[str, int] = field(default_factory=dict)
    is_exhausted: bool = False

    @property
    def number(self) -> int:
        """How many rows were counted so far."""
        return self.figures.total()

    @property
    def missing(self) -> int:
        """How many more are to be counted."""
        return self.needed - self.number

    @property
    def goes_on(self) -> bool:
        """Whether another step may bring more."""
        return self.missing > 0 and not self.is_exhausted


def some_of(gathered: Gathered, rows: FromClause) -> Select[*tuple[Any, ...]]:
    """Return the first of these rows, as many as are missing."""
    order = in_order(rows.c.moment, rows.c.key, gathered.place)
    columns = (rows.c.moment, rows.c.key, rows.c.kind, rows.c.state)
    return select(*columns).order_by(*order).limit(gathered.missing)


async def take(
    session: AsyncSession,
    gathered: Gathered,
    rows: Sequence[CTE],
    *,
    figures_of: str = "hits",
    others: str = "",
    parts: Sequence[str] = (),
) -> Row[Any] | None:
    """Add the hits to what was gathered; return the last row looked at, if that is asked for.

    Args:
        session: In whose transaction.
        gathered: What there is so far; the page goes on where its place is.
        rows: What the text asks for by name.
        figures_of: Which of them are counted.
        others: ``FURTHEST``, ``PARTS_HELD`` or both.
        parts: Of the words, for ``PARTS_HELD``.
    """
    names = {"figures_of": figures_of, "page": gathered.page}
    newest_first = is_older(gathered.place)
    names |= _NEWEST_FIRST if newest_first else _OLDEST_FIRST
    asked = text((_PAGE + others).format(**names)).columns(**_COLUMNS).add_cte(*rows)
    if others:
        asked = asked.bindparams(bindparam("missing", gathered.missing, BigInteger))
    if PARTS_HELD in others:
        asked = asked.bindparams(bindparam("parts", list(parts), ARRAY(Text)))
    last, keys = None, []
    for row in await session.execute(asked):
        match row:
            case (None, None, part, holds, None):
                gathered.met[part] = int(holds, 2)
            case (None, None, kind, state, number):
                gathered.figures[kind, state] += number
            case (moment, key, _, _, None):
                keys.append((moment, key))
            case _:
                last = row
    gathered.keys += sorted(keys, reverse=newest_first)
    del gathered.keys[gathered.page :]
    return last


def named(name: str, rows: Select[Any], written: str = "MATERIALIZED") -> CTE:
    """Return these rows under the name by which the text of a step asks for them.

    Names: ``hits`` are shown and counted, ``seen`` were looked at with their ``words``.
    """
    return rows.cte(name).prefix_with(written, dialect="postgresql")


# These parts of a statement are the same for every search, and building them anew by SQLAlchemy
# takes longer than the search itself.
_COLUMNS: dict[str, TypeEngine[Any]] = {
    "moment": DateTime(timezone=True),
    "key": Uuid(),
    "kind": Text(),
    "state": Text(),
    "number": BigInteger(),
}
_NEWEST_FIRST, _OLDEST_FIRST = {"turn": "DESC", "back": "ASC"}, {"turn": "ASC", "back": "DESC"}
_PAGE = """
    SELECT * FROM (
        SELECT moment, key, NULL::text AS kind, NULL::text AS state, NULL::bigint AS number
        FROM hits ORDER BY moment {turn}, key {turn} LIMIT {page}
    ) AS page
    UNION ALL SELECT NULL, NULL, kind, state, count(*) FROM {figures_of} GROUP BY kind, state"""
# Whoever has found enough looks no further, so there is no furthest row.
FURTHEST = """
    UNION ALL SELECT * FROM (
        SELECT moment, key, NULL, NULL, (SELECT count(*) FROM seen)
        FROM seen WHERE (SELECT count(*) FROM hits) < :missing
        ORDER BY moment {back}, key {back} LIMIT 1
    ) AS furthest"""
PARTS_HELD = """
    UNION ALL SELECT NULL, NULL, part, (
        SELECT string_agg(CASE WHEN strpos(words, part) > 0 THEN '1' ELSE '0' END, '')
        FROM (SELECT words FROM seen LIMIT 100) AS newest
    ), NULL FROM unnest(:parts) AS part WHERE EXISTS (SELECT FROM seen)"""
