"""The box finds exactly what a plain comparison over everything that may be known finds (P13)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.models import (
    Case,
    CaseFile,
    CaseHandler,
    CaseParty,
    CaseSearch,
    Person,
    Recording,
    RecordingSearch,
)
from app.packs.load import read_pack
from app.policy.actor import Actor, Assignment
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.closing import Closure
from app.policy.grounds import Thing
from app.policy.vocabulary import Role
from app.searching import finding
from app.searching.asking import Place, Wanted
from app.searching.finding import Found, SearchTooLongError, find
from app.searching.indexing import index_cases, index_recordings
from app.searching.shelves import Shelf, sight_of
from app.searching.terms import read_terms
from app.searching.words import keys_of, normalise
from tests.arrivals import arrive
from tests.cases.office import open_sand_case
from tests.searching.slow import make_searches_slow
from tests.world import NOW, Settled, Town, sessions_on

NAMES = st.text(alphabet="李大山水采砂%_\\a𬭩㙓𠮷", min_size=1, max_size=5)
NUMBERS = "rz-_0123李砂"
FAR = NOW + timedelta(days=365)
UNITS = st.sampled_from(["agency", "brigade", "stranger_agency"])
PEOPLE = ["liu", "chen", "zhao", "sun", "zhou", "wu", "qian"]
STANDINGS = ["worked on", "bound", "reopened", "secret"]
READERS = st.sampled_from([*PEOPLE, "terminal"])
EXTRA = st.lists(st.tuples(UNITS, st.sampled_from(list(Role))), max_size=3)
TERMS = st.text(alphabet="李大山水采砂%_\\a𬭩㙓𠮷 ", min_size=1, max_size=4)
STEPS = st.sampled_from([(1_000, 0.15), (1, 1.1), (1, 0.0)])
"""So that the newest rows, the index of pairs, or a walk gives the answer."""
PATIENT = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def with_roles(actor: Actor, town: Town, extra: list[tuple[str, Role]]) -> Actor:
    held = tuple(Assignment(getattr(town, unit), role) for unit, role in extra)
    return Actor(actor.kind, actor.id, actor.unit_id, assignments=(*actor.assignments, *held))


async def search(
    session: AsyncSession, actor: Actor, shelf: Shelf, typed: str = "", **other: object
) -> Found:
    wanted = Wanted(terms=read_terms(typed), **other)  # type: ignore[arg-type]
    found, _ = await find(session, await sight_of(session, actor, shelf), wanted)
    return found


async def above(session: AsyncSession, town: Town) -> dict[UUID, frozenset[UUID]]:
    return {
        town.agency: frozenset(),
        town.brigade: frozenset({town.agency}),
        town.stranger_agency: frozenset(),
    }


@PATIENT
@given(
    files=st.lists(
        st.tuples(NAMES, UNITS, st.sampled_from(["chen", "liu", "terminal"])), max_size=6
    ),
    reader=READERS,
    extra=EXTRA,
    asked=st.tuples(TERMS, STEPS),
)
async def test_recordings_are_found_as_by_comparing_each_that_may_be_known(
    engine: AsyncEngine,
    settled: Settled,
    *,
    files: list[tuple[str, str, str]],
    reader: str,
    extra: list[tuple[str, Role]],
    asked: tuple[str, tuple[int, float]],
) -> None:
    typed, (newest, dense) = asked
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            ids = [
                await arrive(session, getattr(town, who), getattr(town, unit), file_name=name)
                for name, unit, who in files
            ]
            await index_recordings(session, ids, now=NOW)
            actor = with_roles(getattr(town, reader), town, extra)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(finding, "NEWEST", newest)
                patch.setattr(finding, "DENSE", dense)
                found = await search(
                    session, actor, Shelf.RECORDINGS, typed, since=NOW - timedelta(days=1)
                )
            rows = (
                await session.execute(
                    select(Recording, RecordingSearch.words)
                    .join(RecordingSearch, RecordingSearch.recording_id == Recording.id)
                    .where(
                        *(
                            RecordingSearch.words.icontains(word, autoescape=True)
                            for word in read_terms(typed).words
                        )
                    )
                )
            ).all()
            units = await above(session, town)
        await outer.rollback()
    pack = read_pack("ruzhou")
    expected = {
        row.id
        for row, _ in rows
        if authorise(
            actor,
            Act.RECORDING_KNOW_FACTS,
            Thing(
                row.unit_id,
                units[row.unit_id],
                person_id=row.submitted_by_person_id,
                device_id=row.submitted_by_device_id,
            ),
            pack,
        ).allowed
    }
    assert set(found.ids) == expected
    assert len(found.ids) == len(expected)


@PATIENT
@given(
    names=st.lists(st.text(alphabet=NUMBERS, min_size=1, max_size=14), min_size=1, max_size=8),
    cuts=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 13), st.integers(2, 14)), min_size=1),
    steps=STEPS,
)
async def test_any_part_of_a_number_finds_what_comparing_finds(
    engine: AsyncEngine,
    settled: Settled,
    names: list[str],
    cuts: list[tuple[int, int, int]],
    steps: tuple[int, float],
) -> None:
    """Cut anywhere, also in the middle of its digits, alone or several together."""
    typed = " ".join(names[at % len(names)][start : start + long] for at, start, long in cuts)
    typed = typed.strip() or "0001"
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            ids = [
                await arrive(session, town.terminal, town.brigade, file_name=name, now=NOW + apart)
                for name, apart in zip(
                    names, (timedelta(days=9 * n) for n in range(8)), strict=False
                )
            ]
            await index_recordings(session, ids, now=NOW)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(finding, "NEWEST", steps[0])
                patch.setattr(finding, "DENSE", steps[1])
                patch.setattr(finding, "MOST_PARTS", 2)
                found = await search(session, town.liu, Shelf.RECORDINGS, typed, before=FAR)
            words = RecordingSearch.words
            compared = await session.scalars(
                select(RecordingSearch.recording_id)
                .where(*(words.icontains(w, autoescape=True) for w in read_terms(typed).words))
                .order_by(RecordingSearch.moment.desc(), RecordingSearch.recording_id.desc())
            )
            expected = tuple(compared)
        await outer.rollback()
    assert found.ids == expected


@PATIENT
@given(
    cases=st.lists(
        st.tuples(NAMES, NAMES, UNITS, st.sampled_from(PEOPLE), st.sampled_from(STANDINGS)),
        min_size=1,
        max_size=4,
    ),
    reader=st.sampled_from(PEOPLE),
    extra=EXTRA,
    asked=st.tuples(TERMS, STEPS),
)
async def test_cases_are_found_as_by_comparing_each_that_may_be_known_or_read(
    engine: AsyncEngine,
    settled: Settled,
    *,
    cases: list[tuple[str, str, str, str, str]],
    reader: str,
    extra: list[tuple[str, Role]],
    asked: tuple[str, tuple[int, float]],
) -> None:
    """What stands in a document is found only by whoever may read the case's whole file.

    A state secret is found by nobody: no word of it is kept.
    """
    typed, (newest, dense) = asked
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            things = {}
            for number, (party, content, unit, handler, standing) in enumerate(cases):
                case_id = await open_sand_case(session, town, case_no=f"{number}")
                await hand_over(session, case_id, town, unit, handler)
                await session.execute(
                    text("UPDATE case_party SET name = :name WHERE case_id = :case"),
                    {"name": party, "case": case_id},
                )
                things[case_id] = (getattr(town, unit), getattr(town, handler).id, standing)
                await index_cases(session, [case_id], now=NOW)
                await put_words_of_documents(session, case_id, content)
                await let_stand(session, case_id, standing, town)
            actor = with_roles(getattr(town, reader), town, extra)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(finding, "NEWEST", newest)
                patch.setattr(finding, "DENSE", dense)
                found = await search(
                    session, actor, Shelf.CASES, typed, since=NOW - timedelta(days=2)
                )
            rows = (
                await session.execute(
                    select(CaseSearch).where(
                        *(
                            CaseSearch.words.icontains(word, autoescape=True)
                            for word in read_terms(typed).words
                        )
                    )
                )
            ).scalars()
            matching = {(row.case_id, row.with_documents) for row in rows}
            units = await above(session, town)
        await outer.rollback()
    pack = read_pack("ruzhou")
    expected = set()
    for case_id, (unit, handler_id, standing) in things.items():
        thing = Thing(unit, units[unit], handler_ids=frozenset({handler_id}))
        knows = authorise(actor, Act.CASE_KNOW, thing, pack).allowed and standing != "secret"
        if standing in {"bound", "reopened"}:
            thing = replace(thing, closures=frozenset({Closure.BOUND}))
        reads = authorise(actor, Act.CASE_READ_FILE, thing, pack).allowed
        if knows and (case_id, reads) in matching:
            expected.add(case_id)
    assert set(found.ids) == expected
    assert len(found.ids) == len(expected)


async def hand_over(
    session: AsyncSession, case_id: UUID, town: Town, unit: str, handler: str
) -> None:
    """Put a case into a unit and into somebody's hands, as no verb could."""
    await session.execute(
        text("UPDATE enforcement_case SET unit_id = :unit WHERE id = :case"),
        {"unit": getattr(town, unit), "case": case_id},
    )
    await session.execute(
        text("UPDATE case_handler SET person_id = :person WHERE case_id = :case"),
        {"person": getattr(town, handler).id, "case": case_id},
    )


async def let_stand(session: AsyncSession, case_id: UUID, standing: str, town: Town) -> None:
    """Bind the file, bind and reopen it, or make a secret of the case, as no verb could here."""
    if standing == "secret":
        await session.execute(
            update(Case).where(Case.id == case_id).values(security_class="secret")
        )
        await index_cases(session, [case_id], now=NOW)
    if standing in {"bound", "reopened"}:
        await session.execute(
            update(CaseFile)
            .where(CaseFile.case_id == case_id)
            .values(bound_at=NOW, bound_by_id=town.liu.id, contents={}, contents_sha256="0" * 64)
        )
    if standing == "bound":
        await session.execute(update(Case).where(Case.id == case_id).values(state="file_bound"))


async def put_words_of_documents(session: AsyncSession, case_id: UUID, content: str) -> None:
    """Let the row for readers of the file hold more words, as documents bring them."""
    row = await session.get_one(CaseSearch, (case_id, True))
    row.words = f"{row.words}\n{normalise(content)}"
    row.pairs = keys_of(row.words, row.moment)
    await session.flush()


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
