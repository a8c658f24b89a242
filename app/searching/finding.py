"""Find the newest rows that hold every word, in steps that all stay short.

A word that stands nearly everywhere fills a page from the ``NEWEST`` rows; so does a person who may
know of no more rows. If not, these rows tell how dense the words stand. Dense ones are met on a
walk along the time. Others are found by the index of pairs, ten days after ten days from the
newest, or slice after slice where ten days hold thousands, no further than the page and its figures
need. Pages turn by key; nothing is counted to its end.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import InvalidInputError
from app.questions import has_begun, send_script
from app.searching.asking import Direction, Key, Place, Wanted, values_of_words
from app.searching.gathering import Gathered, take
from app.searching.shaping import question_of
from app.searching.shelves import Sight
from app.searching.slicing import slices_for
from app.searching.steps import by_pairs, listing, walk
from app.searching.terms import rarest_of
from app.searching.words import number_of

PAGE_SIZE = 50
NEWEST = 200
DENSE = 0.2
"""Of the rows that were met so many hold the words: a walk is shorter than the index.

Where the reader may find few of the rows that lie there, fewer: the index knows them all.
"""
LONGEST_WALK = 50_000
MOST_PARTS = 3
"""By so many parts of the words the index of pairs is asked; each is one more list to be read."""
COUNTED = 500
"""Figures stop here; beyond it stands that there are more."""
FEW = 100
"""Of what holds words no more are counted: each row lies elsewhere and is read for it."""
MOST_SECONDS = 3


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
    """How many of the newest rows are of which kind and state; ``is_cut``: there are more.

    No more than one beyond ``most`` are counted.
    """

    rows: tuple[tuple[str, str, int], ...] = ()
    is_cut: bool = False
    most: int = COUNTED


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
    if not ways.conditions or (wanted.terms.needs_narrowing and not wanted.is_narrowed):
        return Found((), None, None), Figures()
    question = question_of(sight.shelf, ways, wanted)
    most = FEW if wanted.terms.words else COUNTED
    counted = Gathered(question.everything, wanted, ways, None, limit + 1, most + 1)
    shown = counted
    if place is not None or question.is_of_things:
        shown = Gathered(question, wanted, ways, place, limit + 1, limit + 1)
    if wanted.terms.words:
        for gathered in (counted,) if shown is counted else (counted, shown):
            await _look_for_words(session, gathered)
    else:
        step = listing(shown.question, counted.question, shown.towards, limit + 1, most + 1)
        await take(session, shown, step)
        counted.figures = shown.figures
    figures = tuple((*which, number) for which, number in sorted(counted.figures.items()))
    is_cut = counted.number > most
    return _page(shown.keys, place, limit), Figures(figures, is_cut=is_cut, most=most)


async def _look_for_words(session: AsyncSession, gathered: Gathered) -> None:
    """Look at the next rows; while they are too few, go on as their density says."""
    parts = gathered.wanted.terms.parts
    found, size = await _walk(session, gathered, NEWEST, parts), NEWEST
    if not gathered.goes_on:
        return
    async with _limited(session, plans_anew=not _is_sparse(gathered, found, size)):
        while gathered.goes_on:
            if _is_sparse(gathered, found, size):
                await _ask_for_slices(session, gathered, parts)
                if gathered.goes_on:
                    await _ask_for_pairs(session, gathered, parts)
                return
            expected = gathered.missing * size // max(found, 1)
            size = min(LONGEST_WALK, NEWEST << (expected * 5 // 4 // NEWEST).bit_length())
            found = await _walk(session, gathered, size, within=MOST_SECONDS)


def _is_sparse(gathered: Gathered, found: int, size: int) -> bool:
    """Say whether the index of pairs finds the words sooner than a walk, which met so many."""
    dense = min(DENSE, 2 * gathered.share)
    return bool(gathered.wanted.terms.parts) and found < max(size * dense, 1)


async def _walk(
    session: AsyncSession,
    gathered: Gathered,
    size: int,
    parts: Sequence[str] = (),
    *,
    within: float | None = None,
) -> int:
    """Take what holds the words among the next rows; return how many do.

    If there are more parts of the words than will be asked for, some rows tell which they hold.
    """
    step = walk(
        gathered.question,
        gathered.towards,
        gathered.page,
        size,
        is_short=size <= NEWEST,
        has_parts=len(parts) > MOST_PARTS,
    )
    before = gathered.number
    last = await take(session, gathered, step, within=within, parts=parts)
    gathered.is_exhausted = last is None or last.number < size
    if last is not None:
        gathered.place = Place(last.moment, last.key, gathered.towards or Direction.OLDER)
        gathered.share = 1 if last.share is None else last.share / 1_000_000
    return gathered.number - before


async def _ask_for_slices(session: AsyncSession, gathered: Gathered, parts: Sequence[str]) -> None:
    """Take the next rows that hold the words, if few days hold as many as are missing."""
    here, found = gathered.place, gathered.number
    if here is None or not found:
        return
    slices = slices_for(gathered.keys[0][0], here, found, gathered.missing)
    if slices is None:
        return
    bound = {"earliest": slices.edge}
    if here.direction is Direction.NEWER:
        bound = {"latest": slices.edge - timedelta(microseconds=1)}
    await _ask_for_pairs(session, gathered, parts, width=slices.width, **bound)
    gathered.place = Place(slices.edge, UUID(int=0), here.direction)


async def _ask_for_pairs(
    session: AsyncSession, gathered: Gathered, parts: Sequence[str], **slices: object
) -> None:
    """Take the next rows that hold the words, by those parts of them that are the rarest."""
    asked = rarest_of(parts, gathered.met, MOST_PARTS)
    compared = gathered.wanted.terms.compared(asked)
    place = gathered.question, gathered.towards, gathered.page
    step = by_pairs(*place, len(compared), gathered.needed, is_sliced=bool(slices))
    values = values_of_words(compared) | {"numbers": sorted(map(number_of, asked))} | slices
    await take(session, gathered, step, within=MOST_SECONDS, **values)


@asynccontextmanager
async def _limited(session: AsyncSession, *, plans_anew: bool) -> AsyncIterator[None]:
    """Let what follows run out of its time; what was done before stays.

    Where no transaction has begun there is nothing to go back to. The index of pairs is asked in
    one way whatever the words are, and to plan that again and again takes as long as to do it. A
    walk is planned for the unit and the time it is for.
    """
    if plans_anew or await has_begun(session):
        await send_script(session, "SAVEPOINT search" + (_PLAN_ANEW if plans_anew else ""))
    try:
        yield
    except TimeoutError as error:
        if await has_begun(session):
            await send_script(session, "ROLLBACK TO SAVEPOINT search")
        raise SearchTooLongError from error


_PLAN_ANEW = "; SET LOCAL plan_cache_mode = force_custom_plan"


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
