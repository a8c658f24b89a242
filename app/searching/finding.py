"""Find the newest rows that hold every word, in steps that all stay short.

A word that stands nearly everywhere fills a page from the ``NEWEST`` rows; so does a person who may
know of no more rows. If not, these rows tell how dense the words stand. Dense ones are met on a
walk along the time. Others are found by the index of pairs, ten days after ten days from the
newest, no further than the page and its figures need. Pages turn by key; nothing is counted to its
end.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

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
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from app.db import send_script
from app.errors import InvalidInputError
from app.searching.asking import (
    Direction,
    Key,
    Place,
    Question,
    Wanted,
    in_order,
    is_older,
)
from app.searching.shelves import COLUMNS, Sight
from app.searching.terms import rarest_of

PAGE_SIZE = 50
NEWEST = 200
DENSE = 0.2
"""Of the rows that were met so many hold the words: a walk is shorter than the index."""
LONGEST_WALK = 50_000
MOST_PARTS = 3
"""By so many parts of the words the index of pairs is asked; each is one more list to be read."""
COUNTED = 1_000
"""Figures stop here; beyond it stands that there are more."""
MOST_SECONDS = 3
_CANCELLED = "57014"
"""SQLSTATE of a statement that ran out of its time."""


class SearchTooLongError(InvalidInputError):
    """The words are frequent, but not within what was asked for."""

    code = "search_too_long"
    message = (
        "符合条件的内容太分散，没有在规定时间内查完，这次没有列出结果。"
        "请选择开始日期和结束日期，或者选择单位，再查一次。"
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A page of ids, the newest first, and the places of its neighbours."""

    ids: tuple[UUID, ...]
    newer: Place | None
    older: Place | None


@dataclass(frozen=True, slots=True)
class Figures:
    """How many of the newest rows are of which kind and state; ``is_cut``: there are more."""

    rows: tuple[tuple[str, str, int], ...]
    is_cut: bool


@dataclass(slots=True)
class _Gathered:
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
        return self.figures.total()

    @property
    def missing(self) -> int:
        return self.needed - self.number

    @property
    def goes_on(self) -> bool:
        return self.missing > 0 and not self.is_exhausted


async def find(
    session: AsyncSession,
    sight: Sight,
    wanted: Wanted,
    *,
    place: Place | None = None,
    limit: int = PAGE_SIZE,
) -> tuple[Found, Figures]:
    """Return a page of what the person may find, and the figures beside it.

    Words of one character find nothing without a unit or a time.

    Raises:
        SearchTooLongError: the words are too scattered; a time range helps.
    """
    ways = sight.ways(wanted.unit_id)
    if not ways or (wanted.terms.needs_narrowing and not wanted.is_narrowed):
        return Found((), None, None), Figures((), is_cut=False)
    question = Question(COLUMNS[sight.shelf], ways, wanted)
    counted = _Gathered(question.everything, None, limit + 1, COUNTED + 1)
    shown = counted
    if place is not None or question.thing():
        shown = _Gathered(question, place, limit + 1, limit + 1)
    if wanted.terms.words:
        for gathered in (counted,) if shown is counted else (counted, shown):
            await _look_for_words(session, gathered)
    else:
        await _list(session, counted, shown)
    figures = tuple((*which, number) for which, number in sorted(counted.figures.items()))
    return _page(shown.keys, place, limit), Figures(figures, is_cut=counted.number > COUNTED)


async def _list(session: AsyncSession, counted: _Gathered, shown: _Gathered) -> None:
    """Take the rows of the page and those that are counted as they come."""
    newest = select(counted.question.rows(None, counted.needed))
    if shown is counted:
        await _take(session, counted, (_named("hits", newest),))
        return
    rows = select(shown.question.rows(shown.place, shown.needed))
    both = _named("hits", rows), _named("newest", newest)
    await _take(session, shown, both, figures_of="newest")
    counted.figures = shown.figures


async def _look_for_words(session: AsyncSession, gathered: _Gathered) -> None:
    """Look at the next rows; while they are too few, go on as their density says."""
    parts = gathered.question.wanted.terms.parts
    found, size = await _walk(session, gathered, NEWEST, parts), NEWEST
    if not gathered.goes_on:
        return
    is_sparse = bool(parts) and found < size * DENSE
    async with _limited(session, "generic" if is_sparse else "custom"):
        while gathered.goes_on:
            if parts and found < size * DENSE:
                asked = rarest_of(parts, gathered.met, MOST_PARTS)
                held = gathered.question.held(gathered.place, asked, gathered.needed)
                await _take(session, gathered, (_named("hits", _some(gathered, held.subquery())),))
                return
            expected = gathered.missing * size // max(found, 1)
            size = min(LONGEST_WALK, NEWEST << (expected * 5 // 4 // NEWEST).bit_length())
            found = await _walk(session, gathered, size)


async def _walk(
    session: AsyncSession, gathered: _Gathered, size: int, parts: Sequence[str] = ()
) -> int:
    """Take what holds the words among the next rows; return how many do.

    If there are more parts of the words than will be asked for, some rows tell which they hold.
    """
    question, place = gathered.question, gathered.place
    # A long walk ends where enough was found, so it is not written down before it is looked at.
    written = "MATERIALIZED" if size <= NEWEST else "NOT MATERIALIZED"
    seen = _named("seen", select(question.rows(place, size, question.at.words)), written)
    hits = _some(gathered, seen).where(*question.words(seen.c.words))
    before, others = gathered.number, _END
    if len(parts) > MOST_PARTS:
        others += _PARTS
    last = await _take(session, gathered, (_named("hits", hits), seen), others=others, parts=parts)
    gathered.is_exhausted = last is None or last.number < size
    if last is not None:
        direction = place.direction if place else Direction.OLDER
        gathered.place = Place(last.moment, last.key, direction)
    return gathered.number - before


def _some(gathered: _Gathered, rows: FromClause) -> Select[*tuple[Any, ...]]:
    """Return the first of these rows, as many as are missing."""
    order = in_order(rows.c.moment, rows.c.key, gathered.place)
    columns = (rows.c.moment, rows.c.key, rows.c.kind, rows.c.state)
    return select(*columns).order_by(*order).limit(gathered.missing)


async def _take(
    session: AsyncSession,
    gathered: _Gathered,
    rows: Sequence[CTE],
    *,
    figures_of: str = "hits",
    others: str = "",
    parts: Sequence[str] = (),
) -> Row[Any] | None:
    """Add the hits to what was gathered; return the last row looked at, if that is asked for."""
    names = {"figures_of": figures_of, "page": gathered.page}
    newest_first = is_older(gathered.place)
    names |= _NEWEST_FIRST if newest_first else _OLDEST_FIRST
    asked = text((_PAGE + others).format(**names)).columns(**_COLUMNS).add_cte(*rows)
    if others:
        asked = asked.bindparams(bindparam("missing", gathered.missing, BigInteger))
    if _PARTS in others:
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


def _named(name: str, rows: Select[Any], written: str = "MATERIALIZED") -> CTE:
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
_END = """
    UNION ALL SELECT * FROM (
        SELECT moment, key, NULL, NULL, (SELECT count(*) FROM seen)
        FROM seen WHERE (SELECT count(*) FROM hits) < :missing
        ORDER BY moment {back}, key {back} LIMIT 1
    ) AS furthest"""
_PARTS = """
    UNION ALL SELECT NULL, NULL, part, (
        SELECT string_agg(CASE WHEN strpos(words, part) > 0 THEN '1' ELSE '0' END, '')
        FROM (SELECT words FROM seen LIMIT 100) AS newest
    ), NULL FROM unnest(:parts) AS part WHERE EXISTS (SELECT FROM seen)"""


@asynccontextmanager
async def _limited(session: AsyncSession, plan: str) -> AsyncIterator[None]:
    """Give what follows little time; when it is over, what was done before stays.

    The index of pairs is asked in one way whatever the words are, and to plan that again and again
    takes as long as to do it. A walk is planned for the unit and the time it is for.
    """
    await send_script(session, _LIMIT.format(plan=plan))
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == _CANCELLED:
            await send_script(session, "ROLLBACK TO SAVEPOINT search")
            raise SearchTooLongError from error
        raise


_LIMIT = (
    f"SAVEPOINT search; SET LOCAL statement_timeout = '{MOST_SECONDS}s'; "
    "SET LOCAL plan_cache_mode = force_{plan}_plan"
)


def _page(keys: Sequence[Key], place: Place | None, limit: int) -> Found:
    has_more, shown = len(keys) > limit, list(keys[:limit])
    turned_back = place is not None and place.direction is Direction.NEWER
    if turned_back:
        shown.reverse()
    has_newer = has_more if turned_back else place is not None
    has_older = has_more if not turned_back else place is not None
    return Found(
        ids=tuple(key for _, key in shown),
        newer=Place(*shown[0], Direction.NEWER) if shown and has_newer else None,
        older=Place(*shown[-1], Direction.OLDER) if shown and has_older else None,
    )
