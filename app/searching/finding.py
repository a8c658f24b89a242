"""Find the newest rows that hold every word, in steps that all stay short.

A word that stands nearly everywhere fills a page from the ``NEWEST`` rows; so does a person who may
know of no more rows. A word that stands in few rows is found by the index of pairs. One that stands
in many is met again and again on a walk along the time. A probe that stops counting at ``FREQUENT``
tells which of the two it is. Pages turn by key; nothing is counted to its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, text, true, union_all
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import InvalidInputError
from app.searching.asking import Direction, Key, Place, Question, Wanted, beyond, in_order
from app.searching.shelves import COLUMNS, Sight

PAGE_SIZE = 50
NEWEST = 2_000
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
    question = Question(COLUMNS[sight.shelf], ways, wanted)
    try:
        async with session.begin_nested():
            await session.execute(_LIMIT)
            keys, is_frequent = await _keys(session, question, place, limit)
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


async def _keys(
    session: AsyncSession, question: Question, place: Place | None, limit: int
) -> tuple[list[Key], bool]:
    """Return the keys of a page, and whether they were met on a walk."""
    if question.wanted.terms.pairs:
        peeked = await _peek(session, question, place, limit)
        if peeked is not None:
            return peeked, True
        probed = await _probe(session, question, place, limit)
        if probed is not None:
            return probed, False
    return await _walk(session, question, place, limit), True


async def _peek(
    session: AsyncSession, question: Question, place: Place | None, limit: int
) -> list[Key] | None:
    """Return the keys of a page if the next few rows of every way hold them; else ``None``."""
    at, keys = question.at, []
    for way in question.ways:
        seen = (
            select(at.moment.label("moment"), at.key.label("key"), at.words.label("words"))
            .where(way, *question.time(), *beyond(at.moment, at.key, place))
            .order_by(*in_order(at.moment, at.key, place))
            .limit(NEWEST)
            .cte("seen")
            .prefix_with("MATERIALIZED", dialect="postgresql")
        )
        counted = select(func.count().label("number")).select_from(seen).subquery("counted")
        hits = select(seen.c.moment, seen.c.key).where(*question.words(seen.c.words))
        if question.thing():
            hits = hits.join(at.thing_key.class_, at.thing_key == seen.c.key)
            hits = hits.where(*question.thing())
        hits = hits.order_by(*in_order(seen.c.moment, seen.c.key, place)).limit(limit + 1)
        hit = hits.subquery("hit")
        rows = (
            await session.execute(
                select(counted.c.number, hit.c.moment, hit.c.key).select_from(
                    counted.outerjoin(hit, true())
                )
            )
        ).all()
        found = [(row.moment, row.key) for row in rows if row.key is not None]
        if rows[0].number == NEWEST and len(found) <= limit:
            return None
        keys += found
    newest_first = place is None or place.direction is Direction.OLDER
    return sorted(keys, reverse=newest_first)[: limit + 1]


async def _probe(
    session: AsyncSession, question: Question, place: Place | None, limit: int
) -> list[Key] | None:
    """Return the keys of a page by the index of pairs; ``None`` when the words are frequent."""
    at = question.at
    hits = question.rare(FREQUENT + 1).cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
    counted = select(func.count().label("number")).select_from(hits).subquery("counted")
    keys = select(hits.c.moment, hits.c.key).where(*beyond(hits.c.moment, hits.c.key, place))
    if question.thing():
        keys = keys.join(at.thing_key.class_, at.thing_key == hits.c.key).where(*question.thing())
    page = keys.order_by(*in_order(hits.c.moment, hits.c.key, place)).limit(limit + 1)
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
    session: AsyncSession, question: Question, place: Place | None, limit: int
) -> list[Key]:
    """Return the keys of a page, met on a walk along the time; each way is walked for itself."""
    at, keys = question.at, []
    for way in question.ways:
        steps = question.along_the_time(way).where(*beyond(at.moment, at.key, place))
        if question.thing():
            steps = steps.join(at.thing_key.class_, at.thing_key == at.key)
            steps = steps.where(*question.thing())
        steps = steps.order_by(*in_order(at.moment, at.key, place)).limit(limit + 1)
        keys += [(row.moment, row.key) for row in await session.execute(steps)]
    newest_first = place is None or place.direction is Direction.OLDER
    return sorted(keys, reverse=newest_first)[: limit + 1]


async def _figures(session: AsyncSession, question: Question, *, is_frequent: bool) -> Figures:
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
        newest = question.rare(FREQUENT + 1).subquery("found")
    counted = select(newest.c.key).limit(COUNTED + 1).subquery("counted")
    rows = await session.execute(
        select(at.kind, at.state, func.count())
        .join(counted, counted.c.key == at.thing_key)
        .group_by(at.kind, at.state)
        .order_by(at.kind, at.state)
    )
    figures = tuple((kind, state, number) for kind, state, number in rows)
    return Figures(figures, is_cut=sum(row[2] for row in figures) > COUNTED)


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
