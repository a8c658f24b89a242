"""Read the board of keeping periods: a page of a shelf, and the figures of all shelves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import send_script
from app.keeping.lines import KeepingLine, lines_of
from app.keeping.reach import Source, source_of
from app.keeping.states import BY_LAST_DAY, Shelf
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
    by_day, source = shelf in BY_LAST_DAY, source_of(shelf, day)
    order = (source.through, source.key) if by_day else (source.key.desc(),)
    beyond = _beyond(source, after, by_day=by_day)
    found = [rows.where(*beyond).order_by(*order) for rows in source.reached(sight, unit_id)]
    if not found:
        return KeepingPage((), None)
    met = _first(found, limit + 1)
    in_turn = (met.c.keep_through, met.c.recording_id) if by_day else (met.c.recording_id.desc(),)
    keys = (await session.execute(select(met).order_by(*in_turn).limit(limit + 1))).all()
    shown = [key.recording_id for key in keys[:limit]]
    lines = await lines_of(session, shown, day)
    place = Place(keys[limit - 1].keep_through, shown[-1]) if len(keys) > limit else None
    return KeepingPage(tuple(lines[key] for key in shown if key in lines), place)


async def figures_of(
    session: AsyncSession, sight: Sight, *, day: date, unit_id: UUID | None = None
) -> dict[Shelf, int]:
    """Return how many stand on each shelf, counted no further than one beyond ``COUNTED``."""
    counts = []
    for shelf in Shelf:
        found = source_of(shelf, day).reached(sight, unit_id)
        if not found:
            return dict.fromkeys(Shelf, 0)
        rows = _first(found, COUNTED + 1)
        counts.append(select(func.count()).select_from(rows).scalar_subquery().label(shelf.value))
    # A plan made without knowing the days takes nearly everything for a rare few, and sorts it.
    await send_script(session, "SET LOCAL plan_cache_mode = force_custom_plan")
    row = (await session.execute(select(*counts))).one()
    await send_script(session, "SET LOCAL plan_cache_mode = auto")
    return {shelf: min(getattr(row, shelf.value), COUNTED + 1) for shelf in Shelf}


def _first(ways: Sequence[Select[*tuple[Any, ...]]], number: int) -> Subquery:
    """Return the first rows of each way; no more are looked at."""
    most: ColumnElement[int] = literal_column(str(number))
    return union_all(*(select(way.limit(most).subquery()) for way in ways)).subquery()


def _beyond(source: Source, place: Place | None, *, by_day: bool) -> list[ColumnElement[bool]]:
    """Return the condition that a line comes after ``place``."""
    if place is None:
        return []
    if not by_day:
        return [source.key < place.id]
    if place.through is None:
        return []
    same = and_(source.through == place.through, source.key > place.id)
    # The first condition lets an index begin at the place, which an OR alone would not.
    return [source.through >= place.through, or_(source.through > place.through, same)]
