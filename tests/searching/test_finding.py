"""The box finds exactly what a plain comparison over everything that may be known finds (P13)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.models import (
    Case,
    CaseFile,
    CaseSearch,
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
from app.searching.indexing import index_cases, index_recordings
from app.searching.shelves import Shelf
from app.searching.terms import read_terms
from app.searching.words import keys_of, normalise
from tests.arrivals import arrive
from tests.cases.office import open_sand_case
from tests.searching.box import search
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
