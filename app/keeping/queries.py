"""Read the board of keeping periods: a page of a shelf, and the figures of all shelves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Subquery,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.keeping.lines import KeepingLine, all_lines, line_of
from app.keeping.reach import Reach, Rows, Source, Way, reach_of, source_of
from app.keeping.states import BY_LAST_DAY, Shelf
from app.models import RecordingKeeping
from app.questions import ask
from app.searching.shelves import Sight

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000
COUNTED = 100
"""Figures stop here; beyond it stands that there are more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the board ends: the last day of its last line, if it has one, and its id."""

    through: date | None
    id: UUID


@dataclass(frozen=True, slots=True)
class KeepingPage:
    """Some lines, and the place after which others follow."""

    lines: tuple[KeepingLine, ...]
    after: Place | None


async def board_of(
    session: AsyncSession,
    sight: Sight,
    shelf: Shelf,
    *,
    day: date,
    unit_id: UUID | None = None,
    after: Place | None = None,
) -> tuple[KeepingPage, dict[Shelf, int]]:
    """Return a page of a shelf and the figures of all shelves."""
    reach = reach_of(sight, unit_id)
    page = await _page_of(session, reach, shelf, day=day, after=after, limit=PAGE_SIZE)
    return page, await _count(session, reach, day)


async def list_keeping(
    session: AsyncSession,
    sight: Sight,
    shelf: Shelf,
    *,
    day: date,
    unit_id: UUID | None = None,
    after: Place | None = None,
    limit: int = PAGE_SIZE,
) -> KeepingPage:
    """Return a page of a shelf: the earliest last day first, without one the newest recording."""
    reach = reach_of(sight, unit_id)
    return await _page_of(session, reach, shelf, day=day, after=after, limit=limit)


async def figures_of(
    session: AsyncSession, sight: Sight, *, day: date, unit_id: UUID | None = None
) -> dict[Shelf, int]:
    """Return how many stand on each shelf, counted no further than one beyond ``COUNTED``."""
    return await _count(session, reach_of(sight, unit_id), day)


async def _page_of(
    session: AsyncSession,
    reach: Reach,
    shelf: Shelf,
    *,
    day: date,
    after: Place | None,
    limit: int,
) -> KeepingPage:
    if not reach.ways:
        return KeepingPage((), None)
    if after is not None and after.through is None and shelf in BY_LAST_DAY:
        after = None
    asked = _page(shelf, day, reach.ways, limit + 1, has_place=after is not None)
    place = {"through": after.through, "after": after.id} if after else {}
    rows = await ask(session, asked, day=day, **reach.values, **place)
    shown = rows[:limit]
    last = Place(shown[-1].through, shown[-1].recording_id) if len(rows) > limit else None
    return KeepingPage(tuple(line_of(row, day) for row in shown), last)


async def _count(session: AsyncSession, reach: Reach, day: date) -> dict[Shelf, int]:
    if not reach.ways:
        return dict.fromkeys(Shelf, 0)
    (row,) = await ask(session, _figures(day, reach.ways), **reach.values)
    return {shelf: getattr(row, shelf.value) for shelf in Shelf}


# A statement stands for one day, and there are few: shelves, the ways somebody has, first or later.
@lru_cache(maxsize=256)
def _page(shelf: Shelf, day: date, ways: tuple[Way, ...], most: int, *, has_place: bool) -> Rows:
    source = source_of(shelf, day)
    beyond = [_beyond(source, is_by_day=shelf in BY_LAST_DAY)] if has_place else []
    met = _together(source.rows(ways, most, *beyond))
    shown = select(met).order_by(*_in_turn(met, shelf)).limit(_number(most)).cte("shown")
    lines = all_lines().join(shown, shown.c.recording_id == RecordingKeeping.recording_id)
    return lines.add_columns(shown.c.keep_through.label("through")).order_by(
        *_in_turn(shown, shelf)
    )


def _in_turn(rows: FromClause, shelf: Shelf) -> tuple[ColumnElement[Any], ...]:
    key = rows.c.recording_id
    return (rows.c.keep_through, key) if shelf in BY_LAST_DAY else (key.desc(),)


@lru_cache(maxsize=64)
def _figures(day: date, ways: tuple[Way, ...]) -> Rows:
    most = COUNTED + 1
    counts = []
    for shelf in Shelf:
        some = select(_together(source_of(shelf, day).rows(ways, most))).limit(_number(most))
        count = select(func.count()).select_from(some.subquery())
        counts.append(count.scalar_subquery().label(shelf.value))
    return select(*counts)


def _together(ways: Sequence[Rows]) -> Subquery:
    return union_all(*(select(way.subquery()) for way in ways)).subquery()


def _number(most: int) -> ColumnElement[int]:
    """Return a number that the planner sees, because it stands in the statement."""
    return literal_column(str(most))


def _beyond(source: Source, *, is_by_day: bool) -> ColumnElement[bool]:
    """Return the condition that a line comes after the place of a page."""
    key = bindparam("after", type_=Uuid)
    is_beyond: ColumnElement[bool] = source.key < key
    if is_by_day:
        here = tuple_(source.through, source.key)
        is_beyond = here > tuple_(bindparam("through", type_=Date), key)
    return is_beyond
