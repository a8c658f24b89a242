"""Find the newest rows that hold every word, in steps that all stay short.

A word that stands nearly everywhere fills a page from the ``NEWEST`` rows; so does a person who may
know of no more rows. If not, these rows tell how dense the words stand. Dense ones are met on a
walk along the time. Others are found by the index of pairs, the newest month first, no further than
the page and its figures need. Pages turn by key; nothing is counted to its end.
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
    Row,
    Select,
    Text,
    Uuid,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
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
    against_order,
    in_order,
)
from app.searching.shelves import COLUMNS, Sight

PAGE_SIZE = 50
NEWEST = 500
DENSE = 0.2
"""Of the rows that were met so many hold the words: a walk is shorter than the index."""
LONGEST_WALK = 50_000
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

    The first ``page`` keys are kept, of ``needed`` rows all are counted.
    """

    question: Question
    place: Place | None
    page: int
    needed: int
    keys: list[Key] = field(default_factory=list)
    figures: Counter[tuple[str, str]] = field(default_factory=Counter)
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
    newest = select(counted.question.rows(None, counted.needed)).cte("newest")
    if shown is counted:
        await _take(session, counted, newest)
        return
    rows = select(shown.question.rows(shown.place, shown.needed)).cte("hits")
    await _take(session, shown, rows, figures_of=newest)
    counted.figures = shown.figures


async def _look_for_words(session: AsyncSession, gathered: _Gathered) -> None:
    """Look at the next rows; while they are too few, go on as their density says."""
    found, size = await _walk(session, gathered, NEWEST), NEWEST
    if not gathered.goes_on:
        return
    async with _limited(session):
        while gathered.goes_on:
            if gathered.question.wanted.terms.pairs and found < size * DENSE:
                held = gathered.question.months(gathered.place, gathered.missing)
                await _take(session, gathered, held.cte("hits"))
                return
            expected = gathered.missing * size // max(found, 1)
            size = min(LONGEST_WALK, expected * 5 // 4 + 1)
            found = await _walk(session, gathered, size)


async def _walk(session: AsyncSession, gathered: _Gathered, size: int) -> int:
    """Take what holds the words among the next rows; return how many do."""
    question, place = gathered.question, gathered.place
    seen = _once(select(question.rows(place, size, question.at.words)).cte("seen"))
    hits = (
        select(*(seen.c[name] for name in ("moment", "key", "kind", "state")))
        .where(*question.words(seen.c.words))
        .order_by(*in_order(seen.c.moment, seen.c.key, place))
        .limit(literal_column(str(gathered.missing)))
    )
    seen_in_all = select(func.count()).select_from(seen).scalar_subquery()
    end = (
        _part(moment=seen.c.moment, key=seen.c.key, number=seen_in_all)
        .order_by(*against_order(seen.c.moment, seen.c.key, place))
        .limit(literal_column("1"))
    )
    before = gathered.number
    last = await _take(session, gathered, hits.cte("hits"), end=end)
    gathered.is_exhausted = last is None or last.number < size
    if last is not None:
        direction = place.direction if place else Direction.OLDER
        gathered.place = Place(last.moment, last.key, direction)
    return gathered.number - before


async def _take(
    session: AsyncSession,
    gathered: _Gathered,
    hits: CTE,
    *,
    figures_of: CTE | None = None,
    end: Select[Any] | None = None,
) -> Row[Any] | None:
    """Add the hits to what was gathered; return the row of ``end``, the last one looked at."""
    hits, place = _once(hits), gathered.place
    counted = hits if figures_of is None else _once(figures_of)
    page = (
        _part(moment=hits.c.moment, key=hits.c.key)
        .order_by(*in_order(hits.c.moment, hits.c.key, place))
        .limit(literal_column(str(max(0, gathered.page - len(gathered.keys)))))
    )
    figures = _part(kind=counted.c.kind, state=counted.c.state, number=func.count())
    figures = figures.group_by(counted.c.kind, counted.c.state)
    asked = (page, figures) if end is None else (page, figures, end)
    parts = (select(part.subquery()) for part in asked)
    last, keys = None, []
    for row in await session.execute(union_all(*parts)):
        match row:
            case (None, None, kind, state, number):
                gathered.figures[kind, state] += number
            case (moment, key, _, _, None):
                keys.append((moment, key))
            case _:
                last = row
    newest_first = place is None or place.direction is Direction.OLDER
    gathered.keys += sorted(keys, reverse=newest_first)
    return last


def _part(**columns: Any) -> Select[Any]:
    """Return one part of the answer of a step; the columns it has not are null."""
    types: dict[str, TypeEngine[Any]] = {
        "moment": DateTime(timezone=True),
        "key": Uuid(),
        "kind": Text(),
        "state": Text(),
        "number": BigInteger(),
    }
    return select(
        *(columns.get(name, cast(null(), kind)).label(name) for name, kind in types.items())
    )


def _once(rows: CTE) -> CTE:
    return rows.prefix_with("MATERIALIZED", dialect="postgresql")


@asynccontextmanager
async def _limited(session: AsyncSession) -> AsyncIterator[None]:
    """Give what follows little time; when it is over, what was done before stays.

    A plan made without knowing the words takes a frequent one for a rare one.
    """
    await send_script(session, _LIMIT)
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == _CANCELLED:
            await send_script(session, "ROLLBACK TO SAVEPOINT search")
            raise SearchTooLongError from error
        raise


_LIMIT = (
    f"SAVEPOINT search; SET LOCAL statement_timeout = '{MOST_SECONDS}s'; "
    "SET LOCAL plan_cache_mode = force_custom_plan"
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
