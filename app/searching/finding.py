"""Find the newest rows that hold every word, in two steps that both stay short.

A word that stands in few rows is found by the index of pairs. One that stands in very many is met
again and again on a walk along the time, the newest first. A probe that stops counting at
``FREQUENT`` tells which of the two it is. Pages turn by key; nothing is counted to its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    func,
    literal,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import BigInteger

from app.errors import InvalidInputError
from app.searching.shelves import COLUMNS, Columns, Sight
from app.searching.terms import NO_TERMS, Terms
from app.searching.words import pattern_of

PAGE_SIZE = 50
FREQUENT = 3_000
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
    question = _Question(COLUMNS[sight.shelf], ways, wanted)
    try:
        async with session.begin_nested():
            await session.execute(_LIMIT)
            keys = await _probe(session, question, place, limit) if wanted.terms.pairs else None
            is_frequent = keys is None
            if keys is None:
                keys = await _walk(session, question, place, limit)
            figures = await _figures(session, question, is_frequent=is_frequent)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == _CANCELLED:
            raise SearchTooLongError from error
        raise
    return _page(keys, place, limit), figures


# A plan made without knowing the words takes a frequent one for a rare one.
_LIMIT = text(
    f"SELECT set_config('statement_timeout', '{MOST_SECONDS}s', true), "
    "set_config('plan_cache_mode', 'force_custom_plan', true)"
)
Key = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class _Question:
    """One search as conditions on the columns of a shelf."""

    at: Columns
    ways: tuple[ColumnElement[bool], ...]
    wanted: Wanted

    def words(self) -> list[ColumnElement[bool]]:
        return [self.at.words.like(pattern_of(word)) for word in self.wanted.terms.words]

    def pairs(self) -> list[ColumnElement[bool]]:
        pairs = self.wanted.terms.pairs
        return [self.at.pairs.contains(literal(pairs, ARRAY(BigInteger)))] if pairs else []

    def time(self) -> list[ColumnElement[bool]]:
        wanted, moment = self.wanted, self.at.moment
        since = [moment >= wanted.since] if wanted.since else []
        return since + ([moment < wanted.before] if wanted.before else [])

    def thing(self) -> list[ColumnElement[bool]]:
        """Return what narrows by the thing itself, of which the index knows nothing."""
        wanted, at = self.wanted, self.at
        kind = [at.kind == wanted.kind] if wanted.kind else []
        return kind + ([at.state == wanted.state] if wanted.state else [])

    def rare(self) -> Select[Any]:
        """Return everything that holds the words, as far as it is counted."""
        at = self.at
        return (
            select(at.moment.label("moment"), at.key.label("key"))
            .where(*self.pairs(), *self.words(), or_(*self.ways), *self.time())
            .limit(FREQUENT + 1)
        )

    def along_the_time(self, way: ColumnElement[bool]) -> Select[Any]:
        """Return what holds the words on one way."""
        at = self.at
        return select(at.moment.label("moment"), at.key.label("key")).where(
            way, *self.words(), *self.time()
        )


async def _probe(
    session: AsyncSession, question: _Question, place: Place | None, limit: int
) -> list[Key] | None:
    """Return the keys of a page by the index of pairs; ``None`` when the words are frequent."""
    at = question.at
    hits = question.rare().cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
    counted = select(func.count().label("number")).select_from(hits).subquery("counted")
    keys = select(hits.c.moment, hits.c.key).where(*_beyond(hits.c.moment, hits.c.key, place))
    if question.thing():
        keys = keys.join(at.thing_key.class_, at.thing_key == hits.c.key).where(*question.thing())
    page = keys.order_by(*_order(hits.c.moment, hits.c.key, place)).limit(limit + 1)
    paged = page.subquery("paged")
    rows = (
        await session.execute(
            select(counted.c.number, paged.c.moment, paged.c.key).select_from(
                counted.outerjoin(paged, true())
            )
        )
    ).all()
    if rows[0].number > FREQUENT:
        return None
    return [(row.moment, row.key) for row in rows if row.key is not None]


async def _walk(
    session: AsyncSession, question: _Question, place: Place | None, limit: int
) -> list[Key]:
    """Return the keys of a page, met on a walk along the time; each way is walked for itself."""
    at, keys = question.at, []
    for way in question.ways:
        steps = question.along_the_time(way).where(*_beyond(at.moment, at.key, place))
        if question.thing():
            steps = steps.join(at.thing_key.class_, at.thing_key == at.key)
            steps = steps.where(*question.thing())
        steps = steps.order_by(*_order(at.moment, at.key, place)).limit(limit + 1)
        keys += [(row.moment, row.key) for row in await session.execute(steps)]
    newest_first = place is None or place.direction is Direction.OLDER
    return sorted(keys, reverse=newest_first)[: limit + 1]


async def _figures(session: AsyncSession, question: _Question, *, is_frequent: bool) -> Figures:
    """Count the newest rows by kind and state, without the filters by kind and state."""
    at = question.at
    if is_frequent:
        newest = union_all(
            *(
                select(
                    question.along_the_time(way)
                    .order_by(at.moment.desc(), at.key.desc())
                    .limit(COUNTED + 1)
                    .subquery()
                )
                for way in question.ways
            )
        ).subquery("found")
    else:
        newest = question.rare().subquery("found")
    counted = select(newest.c.key).limit(COUNTED + 1).subquery("counted")
    rows = await session.execute(
        select(at.kind, at.state, func.count())
        .join(counted, counted.c.key == at.thing_key)
        .group_by(at.kind, at.state)
        .order_by(at.kind, at.state)
    )
    figures = tuple((kind, state, number) for kind, state, number in rows)
    return Figures(figures, is_cut=sum(row[2] for row in figures) > COUNTED)


def _beyond(moment: Any, key: Any, place: Place | None) -> list[ColumnElement[bool]]:
    if place is None:
        return []
    here, there = tuple_(moment, key), tuple_(place.moment, place.id)
    return [here < there if place.direction is Direction.OLDER else here > there]


def _order(moment: Any, key: Any, place: Place | None) -> tuple[ColumnElement[Any], ...]:
    if place is None or place.direction is Direction.OLDER:
        return moment.desc(), key.desc()
    return moment.asc(), key.asc()


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
