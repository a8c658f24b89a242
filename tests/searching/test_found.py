"""What the box shows of what it finds: pages, figures, limits, and words as people type them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import (
    CaseHandler,
    CaseParty,
    Person,
    Recording,
)
from app.searching import finding
from app.searching.asking import Place, Wanted
from app.searching.finding import Found, SearchTooLongError, find
from app.searching.indexing import index_cases, index_recordings
from app.searching.shelves import Shelf, sight_of
from app.searching.terms import read_terms
from tests.arrivals import arrive
from tests.cases.office import open_sand_case
from tests.searching.box import search
from tests.searching.slow import make_searches_slow
from tests.world import NOW, Town


@pytest.mark.parametrize("dense", [0, 1.1], ids=["walked", "by the index"])
@pytest.mark.parametrize("newest", [1, 4, 2_000])
@pytest.mark.parametrize("apart", [timedelta(minutes=1), timedelta(days=40)], ids=["near", "far"])
async def test_pages_turn_by_key_in_both_directions(
    session: AsyncSession,
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
    *,
    newest: int,
    dense: float,
    apart: timedelta,
) -> None:
    monkeypatch.setattr(finding, "NEWEST", newest)
    monkeypatch.setattr(finding, "DENSE", dense)
    ids = [
        await arrive(session, town.terminal, town.brigade, now=NOW + apart * (number // 2))
        for number in range(7)
    ]
    await index_recordings(session, ids, now=NOW)
    sight = await sight_of(session, town.liu, Shelf.RECORDINGS)
    newest_first = sorted(ids, key=lambda key: (ids.index(key) // 2, key), reverse=True)

    async def page(typed: str, place: Place | None) -> Found:
        found, _ = await find(session, sight, Wanted(read_terms(typed)), place=place, limit=3)
        return found

    for typed in ("", "rz0001"):
        first = await page(typed, None)
        second = await page(typed, first.older)
        third = await page(typed, second.older)
        back = await page(typed, third.newer)

        assert [*first.ids, *second.ids, *third.ids] == newest_first
        assert back.ids == second.ids
        assert first.newer is None
        assert third.older is None


async def test_a_recording_of_a_wrong_clock_is_found_in_its_year_far_away(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "NEWEST", 1)
    monkeypatch.setattr(finding, "DENSE", 1.1)
    moments = [datetime(year, 1, 1, tzinfo=UTC) for year in (2099, 2026, 1970)]
    ids = [await arrive(session, town.terminal, town.brigade, now=moment) for moment in moments]
    await index_recordings(session, ids, now=NOW)

    assert list((await search(session, town.liu, Shelf.RECORDINGS, "rz0001")).ids) == ids


async def test_of_frequent_words_the_newest_are_found_and_figures_stop(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [
        await arrive(session, town.terminal, town.brigade, now=NOW + timedelta(minutes=minute))
        for minute in range(6)
    ]
    await index_recordings(session, ids, now=NOW)
    monkeypatch.setattr(finding, "NEWEST", 1)
    monkeypatch.setattr(finding, "FEW", 3)
    sight = await sight_of(session, town.liu, Shelf.RECORDINGS)

    found, figures = await find(session, sight, Wanted(read_terms("RZ0001")), limit=4)

    assert list(found.ids) == ids[:1:-1]
    assert figures.rows == (("other", "received", 4),)
    assert figures.is_cut


async def test_kind_and_state_narrow_the_rows_and_leave_the_figures(
    session: AsyncSession, town: Town
) -> None:
    ids = [await arrive(session, town.terminal, town.brigade) for _ in range(3)]
    (await session.get_one(Recording, ids[0])).kind = "video"
    await index_recordings(session, ids, now=NOW)
    sight = await sight_of(session, town.liu, Shelf.RECORDINGS)

    found, figures = await find(session, sight, Wanted(read_terms("rz0001"), kind="video"))

    assert found.ids == (ids[0],)
    assert figures.rows == (("other", "received", 2), ("video", "received", 1))


async def test_one_character_finds_nothing_without_a_unit_or_a_time(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrive(session, town.terminal, town.brigade, file_name="采.mp4")
    await index_recordings(session, [recording], now=NOW)

    anywhere = await search(session, town.liu, Shelf.RECORDINGS, "采")
    in_the_unit = await search(session, town.liu, Shelf.RECORDINGS, "采", unit_id=town.brigade)

    assert anywhere.ids == ()
    assert in_the_unit.ids == (recording,)


async def test_of_one_character_no_more_are_counted(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [await arrive(session, town.terminal, town.brigade) for _ in range(6)]
    await index_recordings(session, ids, now=NOW)
    monkeypatch.setattr(finding, "NEWEST", 1)
    monkeypatch.setattr(finding, "FEW", 3)
    sight = await sight_of(session, town.liu, Shelf.RECORDINGS)

    wanted = Wanted(read_terms("r"), unit_id=town.brigade)
    found, figures = await find(session, sight, wanted, limit=2)

    assert list(found.ids) == ids[:3:-1]
    assert figures.rows == (("other", "received", 4),)
    assert figures.is_cut


async def test_a_unit_out_of_reach_shows_nothing(session: AsyncSession, town: Town) -> None:
    recording = await arrive(session, town.stranger_terminal, town.stranger_agency)
    await index_recordings(session, [recording], now=NOW)

    found = await search(
        session, town.liu, Shelf.RECORDINGS, "rz0001", unit_id=town.stranger_agency
    )

    assert found.ids == ()


async def test_every_word_has_to_be_found_and_none_across_two_fields(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town)

    assert (await search(session, town.liu, Shelf.CASES, "李大山 温泉镇")).ids == (case,)
    assert (await search(session, town.liu, Shelf.CASES, "李大山 张三")).ids == ()
    assert (await search(session, town.liu, Shelf.CASES, "号李大山")).ids == ()


@pytest.mark.parametrize("name", ["𬭩㙓", "䶮𠮷", "𫖯𬭩", "王䶮"])
async def test_names_with_rare_characters_are_found(
    session: AsyncSession, town: Town, name: str
) -> None:
    case = await open_sand_case(session, town)
    party = await session.scalar(select(CaseParty).where(CaseParty.case_id == case).limit(1))
    assert party is not None
    party.name = f"欧{name}"
    await index_cases(session, [case], now=NOW)

    assert (await search(session, town.liu, Shelf.CASES, name)).ids == (case,)


@pytest.mark.parametrize("kept", ["〔{}〕", "({})", "（{}）", "[{}]", "【{}】"])
@pytest.mark.parametrize(
    "typed", ["汝水罚(2026)7号", "汝水罚（2026）7号", "汝水罚[2026]7号", "汝水罚〔2026〕\u200b7号"]
)
async def test_a_case_is_found_by_its_number_in_whatever_brackets(
    session: AsyncSession, town: Town, typed: str, kept: str
) -> None:
    case = await open_sand_case(session, town, case_no=f"汝水罚{kept.format(2026)}7号")
    other = await open_sand_case(session, town, case_no=f"汝水罚{kept.format(2025)}7号")
    await index_cases(session, [case, other], now=NOW)

    assert (await search(session, town.liu, Shelf.CASES, typed)).ids == (case,)


@pytest.mark.parametrize("typed", ["%%", "__", "\\\\", "a%_z"])
async def test_what_means_something_to_like_is_looked_for_as_it_stands(
    session: AsyncSession, town: Town, typed: str
) -> None:
    plain = await arrive(session, town.terminal, town.brigade, file_name="axxz.mp4")
    literal = await arrive(session, town.terminal, town.brigade, file_name=f"x{typed}x.mp4")
    await index_recordings(session, [plain, literal], now=NOW)

    assert (await search(session, town.liu, Shelf.RECORDINGS, typed)).ids == (literal,)


async def test_a_search_that_takes_too_long_says_so_and_the_page_goes_on(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = await arrive(session, town.terminal, town.brigade)
    await index_recordings(session, [recording], now=NOW)
    sight = await sight_of(session, town.liu, Shelf.RECORDINGS)

    make_searches_slow(monkeypatch)
    with pytest.raises(SearchTooLongError, match="开始日期"):
        await find(session, sight, Wanted(read_terms("rz0001")))

    assert await session.scalar(select(Person.id).where(Person.id == town.liu.id))


async def test_the_handler_finds_a_case_until_it_is_somebody_elses(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town)
    before = await search(session, town.chen, Shelf.CASES, "采砂")
    for row in await session.scalars(select(CaseHandler).where(CaseHandler.case_id == case)):
        row.until = NOW
    await session.flush()

    assert before.ids == (case,)
    assert (await search(session, town.chen, Shelf.CASES, "采砂")).ids == ()
