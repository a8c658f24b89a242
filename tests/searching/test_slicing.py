"""Where words stand densely, time is taken apart in slices; what is found stays the same."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import TextualSelect
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.searching import finding, slicing
from app.searching.asking import Direction, Place, Wanted
from app.searching.finding import find
from app.searching.indexing import index_recordings
from app.searching.shelves import Shelf, Sight, sight_of
from app.searching.slicing import Slices, slices_for
from app.searching.steps import by_pairs
from app.searching.terms import read_terms
from tests.arrivals import arrive
from tests.world import NOW, Settled, Town, sessions_on

DAY = datetime(2026, 11, 21, tzinfo=UTC)
HOURS = st.one_of(st.integers(0, 12), st.integers(0, 40 * 24))
"""Some of them begin a slice, or ten days."""


def place(moment: datetime, direction: Direction = Direction.OLDER) -> Place:
    return Place(moment, UUID(int=5), direction)


@pytest.mark.parametrize(
    ("hours", "found", "width"),
    [(1, 4, None), (240, 300, None), (240, 320, 432_000), (24, 100, 86_400), (1, 200, 10_800)],
    ids=["too few to say", "ten days hold few", "twice as many", "a day's worth", "very many"],
)
def test_the_more_of_them_a_day_holds_the_finer_it_is_sliced(
    hours: int, found: int, width: int | None
) -> None:
    slices = slices_for(DAY, place(DAY - timedelta(hours=hours)), found, missing=100)

    assert (slices and slices.width) == width


@pytest.mark.parametrize("direction", list(Direction))
def test_slices_reach_half_as_far_again_as_is_expected_and_end_between_two(
    direction: Direction,
) -> None:
    sign = -1 if direction is Direction.OLDER else 1
    here = place(DAY + sign * timedelta(hours=10), direction)

    slices = slices_for(DAY, here, found=100, missing=100)

    assert slices is not None
    beyond = sign * (slices.edge - here.moment)
    assert timedelta(hours=15) <= beyond < timedelta(hours=15, seconds=slices.width)
    assert slices.edge.timestamp() % slices.width == 0


@pytest.mark.parametrize("direction", list(Direction))
def test_hits_of_one_moment_are_sliced_the_way_the_list_goes(direction: Direction) -> None:
    moment = DAY + timedelta(hours=1)

    slices = slices_for(moment, place(moment, direction), found=20, missing=10)

    edges = {Direction.OLDER: DAY, Direction.NEWER: DAY + timedelta(hours=3)}
    assert slices == Slices(10_800, edges[direction])


@pytest.mark.parametrize("year", [1, 9999])
def test_at_the_end_of_time_nothing_is_sliced(year: int) -> None:
    end = datetime(1, 1, 2, tzinfo=UTC) if year == 1 else datetime(9999, 12, 31, tzinfo=UTC)
    direction = Direction.OLDER if year == 1 else Direction.NEWER

    assert slices_for(end, place(end, direction), found=20, missing=10) is None


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.lists(st.tuples(HOURS, st.booleans()), min_size=1, max_size=9),
    since=st.one_of(st.none(), HOURS),
    newest=st.sampled_from([1, 2, 3]),
)
@example(rows=[(0, True), (2, True), (5, True), (6, True)], since=None, newest=1)
async def test_pages_hold_the_same_rows_however_finely_time_is_sliced(
    engine: AsyncEngine,
    settled: Settled,
    *,
    rows: list[tuple[int, bool]],
    since: int | None,
    newest: int,
) -> None:
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            kept = []
            for hour, holds in rows:
                moment = DAY - timedelta(hours=hour)
                name = "采砂.bin" if holds else "取土.bin"
                key = await arrive(session, town.liu, town.brigade, now=moment, file_name=name)
                kept.append((moment, key, holds))
            await index_recordings(session, [key for _, key, _ in kept], now=NOW)
            begin = None if since is None else DAY - timedelta(hours=since)
            wanted = Wanted(read_terms("采砂"), since=begin)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(finding, "NEWEST", newest)
                patch.setattr(finding, "DENSE", 1.1)
                patch.setattr(finding, "FEW", 2)
                patch.setattr(slicing, "FEWEST", 1)
                patch.setattr(slicing, "ENOUGH", 1)
                there, back = await turned(
                    session, await sight_of(session, town.liu, Shelf.RECORDINGS), wanted
                )
        await outer.rollback()
    hits = [(m, key) for m, key, holds in kept if holds and (begin is None or m >= begin)]
    expected = [key for _, key in sorted(hits, reverse=True)]
    assert there == expected
    assert back == expected


async def turned(
    session: AsyncSession, sight: Sight, wanted: Wanted
) -> tuple[list[UUID], list[UUID]]:
    """Return what every page holds, turned to the end and from there back to the first."""
    page, _ = await find(session, sight, wanted, limit=2)
    there = list(page.ids)
    while page.older:
        page, _ = await find(session, sight, wanted, place=page.older, limit=2)
        assert page.ids
        there += page.ids
    back = list(page.ids)
    while page.newer:
        page, _ = await find(session, sight, wanted, place=page.newer, limit=2)
        assert page.ids
        back = [*page.ids, *back]
    return there, back


@pytest.mark.parametrize(
    ("others", "asks_index"), [(0, True), (3, False)], ids=["all rows", "one row of four"]
)
async def test_who_may_find_few_of_the_rows_has_them_walked_along(
    session: AsyncSession,
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
    *,
    others: int,
    asks_index: bool,
) -> None:
    ids = []
    for number in range(6):
        moment = DAY - timedelta(hours=number)
        name = "采砂.bin" if number % 2 else "取土.bin"
        ids.append(await arrive(session, town.liu, town.brigade, now=moment, file_name=name))
        ids += [
            await arrive(
                session,
                town.stranger_terminal,
                town.stranger_agency,
                now=moment - timedelta(minutes=1 + minute),
                file_name="采砂.bin",
            )
            for minute in range(others)
        ]
    await index_recordings(session, ids, now=NOW)
    monkeypatch.setattr(finding, "NEWEST", 2)
    monkeypatch.setattr(finding, "DENSE", 1.1)
    asked = []

    def note(*shape: object, **more: object) -> TextualSelect:
        asked.append(shape)
        return by_pairs(*shape, **more)

    monkeypatch.setattr(finding, "by_pairs", note)
    sight = await sight_of(session, town.liu, Shelf.RECORDINGS)

    found, _ = await find(session, sight, Wanted(read_terms("采砂")))

    assert len(found.ids) == 3
    assert bool(asked) == asks_index
