"""Opening a case: who may, what it needs, its number, and that all of it is one act."""

import asyncio
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.opening import NewParty, open_case
from app.db import transaction, type_of_sessions
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseFile, CaseHandler, CaseNumbering, CaseParty
from app.people.problems import NotAcceptableError
from app.policy.actor import ANONYMOUS, Actor
from app.policy.case_words import CaseProcedure, CaseState, PartyRole
from app.policy.decision import Decision
from tests.cases.office import LI, QUARRY, open_sand_case, sand_case
from tests.world import NOW, Settled, Town


async def test_an_officer_opens_a_case_with_parties_handler_and_file(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)

    case = await session.get_one(Case, case_id)
    assert (case.state, case.case_no, case.revision) == (CaseState.OPENED, "汝水罚〔2026〕1号", 1)
    parties = await session.scalars(select(CaseParty.name).order_by(CaseParty.id))
    assert list(parties) == [LI.name, QUARRY.name]
    (handler,) = await session.scalars(select(CaseHandler))
    assert (handler.person_id, handler.is_main) == (town.chen.id, True)
    (file,) = await session.scalars(select(CaseFile))
    assert (file.version, file.bound_at) == (1, None)
    (line,) = await history_of(session, case_id)
    assert line.kind is LedgerKind.CASE_OPENED
    assert line.detail["case_no"] == case.case_no


async def test_a_lawyer_speaks_for_a_party_named_before_or_after(
    session: AsyncSession, town: Town
) -> None:
    lawyer = NewParty("王律师", role=PartyRole.LAWYER, represents=1)

    await open_sand_case(session, town, parties=(lawyer, LI))

    client = await session.scalar(select(CaseParty).where(CaseParty.name == LI.name))
    found = await session.scalar(select(CaseParty).where(CaseParty.role == PartyRole.LAWYER))
    assert client is not None
    assert found is not None
    assert found.represents_id == client.id


@pytest.mark.parametrize("who", ["zhao", "sun", "zhou", "wu", "qian", "terminal"])
async def test_nobody_else_opens_one_and_that_is_an_event(
    session: AsyncSession, town: Town, who: str
) -> None:
    outcome = await open_case(session, getattr(town, who), town.brigade, sand_case(town), now=NOW)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed
    assert await session.scalar(select(Case.id)) is None
    assert (await history_of(session, town.brigade))[-1].kind is LedgerKind.ACT_REFUSED


async def test_nobody_signed_in_opens_nothing(session: AsyncSession, town: Town) -> None:
    outcome = await open_case(session, ANONYMOUS, town.brigade, sand_case(town), now=NOW)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"title": ""}, "title"),
        ({"cause": ""}, "cause"),
        ({"title": "长" * 201}, "title"),
        ({"note": "长" * 2001}, "note"),
        ({"opened_on": date(2026, 11, 22)}, "opened_on"),
        ({"parties": (NewParty(""),)}, "party-0"),
        ({"case_no": ""}, "case_no"),
    ],
)
async def test_what_is_missing_or_cannot_be_is_named(
    session: AsyncSession, town: Town, other: dict[str, object], field: str
) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        await open_sand_case(session, town, **other)

    assert [problem.field for problem in caught.value.problems] == [field]


async def test_somebody_of_another_unit_is_no_handler(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotAcceptableError, match="承办人应当是立案单位的在职人员") as caught:
        await open_sand_case(session, town, main_handler_id=town.liu.id)

    assert [problem.field for problem in caught.value.problems] == ["main_handler"]


async def test_each_other_handler_is_of_the_unit_too(session: AsyncSession, town: Town) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        await open_sand_case(session, town, other_handler_ids=(town.liu.id,))

    assert [problem.field for problem in caught.value.problems] == ["handlers"]


async def test_a_number_is_given_once(session: AsyncSession, town: Town) -> None:
    await open_sand_case(session, town)

    with pytest.raises(NotAcceptableError, match="已经有这个案号") as caught:
        await open_sand_case(session, town)

    assert [problem.field for problem in caught.value.problems] == ["case_no"]


async def test_a_pattern_counts_by_procedure_and_year(session: AsyncSession, town: Town) -> None:
    session.add(
        CaseNumbering(
            unit_id=town.agency,
            procedure=CaseProcedure.ORDINARY,
            pattern="汝水罚〔{年}〕{序号}号",
            last_nos={"2025": 0},
        )
    )
    days = (date(2025, 12, 30), date(2026, 1, 4), date(2025, 12, 31), date(2026, 11, 20))

    for day in days:
        await open_sand_case(session, town, case_no="", opened_on=day)

    numbers = await session.scalars(select(Case.case_no).order_by(Case.id))
    assert list(numbers) == [
        "汝水罚〔2025〕1号",
        "汝水罚〔2026〕1号",
        "汝水罚〔2025〕2号",
        "汝水罚〔2026〕2号",
    ]


async def test_of_two_who_open_at_once_each_gets_a_number_of_its_own(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        session.add(
            CaseNumbering(
                unit_id=town.agency,
                procedure=CaseProcedure.ORDINARY,
                pattern="〔{年}〕{序号}",
            )
        )

    async def open_one(title: str, who: Actor) -> None:
        async with transaction(committed) as session:
            case = sand_case(town, case_no="", title=title)
            assert isinstance(await open_case(session, who, town.brigade, case, now=NOW), UUID)

    # One person's own presses wait for each other anyway, so two people are asked.
    both = (town.chen, town.liu)
    await asyncio.gather(*(open_one(f"第{number}案", both[number % 2]) for number in range(6)))

    async with committed() as session:
        numbers = await session.scalars(select(Case.case_no))
    assert sorted(numbers) == [f"〔2026〕{number}" for number in range(1, 7)]


async def test_of_several_who_write_one_number_differently_at_once_one_gets_it(
    committed: type_of_sessions, settled: Settled
) -> None:
    """The constraint of the table knows one spelling; the others wait for the lock."""
    async with transaction(committed) as session:
        town = await settled.again(session)
    written = ("汝水罚〔2026〕7号", "汝水罚(2026)7号", "汝水罚【2026】7号", "汝水罚（2026）7号")

    async def opened(case_no: str) -> bool:
        try:
            async with transaction(committed) as session:
                await open_sand_case(session, town, case_no=case_no)
        except NotAcceptableError:
            return False
        return True

    outcomes = await asyncio.gather(*map(opened, written))

    assert sorted(outcomes) == [False, False, False, True]
    async with committed() as session:
        assert len(list(await session.scalars(select(Case.id)))) == 1


async def test_the_same_case_pressed_twice_is_one_case_with_one_number(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        session.add(
            CaseNumbering(
                unit_id=town.agency, procedure=CaseProcedure.ORDINARY, pattern="〔{年}〕{序号}"
            )
        )

    async def press() -> UUID:
        async with transaction(committed) as session:
            return await open_sand_case(session, town, case_no="")

    first, second = await asyncio.gather(press(), press())

    assert first == second
    async with committed() as session:
        assert list(await session.scalars(select(Case.case_no))) == ["〔2026〕1"]
