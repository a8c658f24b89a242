"""Correcting with what a case was opened: number, procedure and day, with a reason."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.changing import ChangedMeanwhileError
from app.cases.numbering import set_pattern
from app.cases.opening import NumberTakenError, open_case
from app.cases.registering import Registration, correct_registration
from app.db import transaction, type_of_sessions
from app.errors import NotFoundError
from app.ids import new_id
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseNumbering, CaseSearch
from app.people.problems import NotAcceptableError
from app.policy.actor import ANONYMOUS, Actor
from app.policy.case_steps import BOUND
from app.policy.case_words import CaseProcedure, CaseState
from app.policy.decision import Decision
from tests.cases.office import open_sand_case, sand_case
from tests.world import NOW, Settled, Town

LATER = NOW + timedelta(minutes=5)
RIGHT = Registration("汝水罚〔2026〕7号", CaseProcedure.COERCION, date(2026, 11, 18))
WHY = "与立案审批表不一致"


async def correct(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    wanted: Registration = RIGHT,
    why: str = WHY,
) -> Decision | None:
    return await correct_registration(
        session, actor, case_id, wanted, why, seen_revision=1, now=LATER
    )


@pytest.mark.parametrize("who", ["chen", "liu"])
async def test_handler_and_custodian_correct_it_and_the_ledger_holds_both(
    session: AsyncSession, town: Town, who: str
) -> None:
    case_id = await open_sand_case(session, town)

    assert await correct(session, getattr(town, who), case_id) is None

    case = await session.get_one(Case, case_id, populate_existing=True)
    found = (case.case_no, case.procedure, case.opened_on, case.revision)
    assert found == ("汝水罚〔2026〕7号", "coercion", date(2026, 11, 18), 2)
    line = (await history_of(session, case_id))[-1]
    assert line.kind is LedgerKind.CASE_REREGISTERED
    assert line.detail["before"] == {
        "case_no": "汝水罚〔2026〕1号",
        "procedure": "ordinary",
        "opened_on": "2026-11-20",
    }
    assert line.detail["after"]["case_no"] == "汝水罚〔2026〕7号"
    assert line.detail["why"] == WHY


async def test_the_case_is_found_by_its_new_number(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)

    await correct(session, town.liu, case_id)

    words = await session.scalars(select(CaseSearch.words).where(CaseSearch.case_id == case_id))
    for each in words:
        assert "7号" in each
        assert "1号" not in each


async def test_a_number_of_the_unit_is_given_once(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    await open_sand_case(session, town, case_no=RIGHT.case_no)

    with pytest.raises(NumberTakenError, match="已经有这个案号的另一个案件"):
        await correct(session, town.liu, case_id)

    assert (await session.get_one(Case, case_id)).case_no == "汝水罚〔2026〕1号"


async def test_other_brackets_make_no_other_number_of_a_correction(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    await open_sand_case(session, town, case_no="汝水罚(2026)7号")

    with pytest.raises(NumberTakenError, match="已经有这个案号的另一个案件"):
        await correct(session, town.liu, case_id)


async def test_the_count_of_the_pattern_stays_and_passes_over_the_number(
    session: AsyncSession, town: Town
) -> None:
    pattern = "汝水罚〔{年}〕{序号}号"
    ordinary = CaseProcedure.ORDINARY
    await set_pattern(session, town.liu, town.agency, ordinary, pattern, last_no=1, now=NOW)
    case_id = await open_sand_case(session, town)

    await correct(session, town.liu, case_id, replace(RIGHT, case_no="汝水罚〔2026〕2号"))

    counts = await session.scalars(select(CaseNumbering.last_nos))
    assert list(counts) == [{"2026": 1}]
    another = sand_case(town, case_no="", title="另一个案件")
    opened = await open_case(session, town.chen, town.brigade, another, now=NOW)
    assert isinstance(opened, UUID)
    assert (await session.get_one(Case, opened)).case_no == "汝水罚〔2026〕3号"


@pytest.mark.parametrize(
    ("wanted", "why", "field"),
    [
        (replace(RIGHT, case_no=""), WHY, "case_no"),
        (replace(RIGHT, case_no="长" * 201), WHY, "case_no"),
        (replace(RIGHT, opened_on=date(2026, 11, 22)), WHY, "opened_on"),
        (RIGHT, "", "reason"),
        (RIGHT, "长" * 201, "reason"),
        (
            Registration("汝水罚〔2026〕1号", CaseProcedure.ORDINARY, date(2026, 11, 20)),
            WHY,
            "case_no",
        ),
    ],
    ids=["no number", "long number", "tomorrow", "no reason", "long reason", "nothing new"],
)
async def test_what_cannot_be_is_named_by_its_field(
    session: AsyncSession, town: Town, wanted: Registration, why: str, field: str
) -> None:
    case_id = await open_sand_case(session, town)

    with pytest.raises(NotAcceptableError) as caught:
        await correct(session, town.chen, case_id, wanted, why)

    assert [problem.field for problem in caught.value.problems] == [field]


@pytest.mark.parametrize("state", sorted(BOUND))
async def test_once_the_file_is_bound_nothing_changes_on_article_nine(
    session: AsyncSession, town: Town, state: CaseState
) -> None:
    """汝州调阅九."""
    case_id = await open_sand_case(session, town)
    await session.execute(update(Case).values(state=state.value))

    outcome = await correct(session, town.liu, case_id)

    assert isinstance(outcome, Decision)
    assert "调阅监督制度第九条" in outcome.citations[0].article
    assert (await history_of(session, case_id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_leader_knows_the_case_and_may_not_correct_it(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)

    assert isinstance(await correct(session, town.zhao, case_id), Decision)
    assert (await history_of(session, case_id))[-1].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("who", ["qian", "sun", "zhou", "wu", "terminal", "nobody"])
async def test_to_everybody_else_the_case_is_one_that_never_was(
    session: AsyncSession, town: Town, who: str
) -> None:
    case_id = await open_sand_case(session, town)
    actor = ANONYMOUS if who == "nobody" else getattr(town, who)

    for asked in (case_id, new_id()):
        with pytest.raises(NotFoundError):
            await correct(session, actor, asked)


async def test_of_two_at_the_same_moment_the_second_is_told(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        case_id = await open_sand_case(session, town)

    async def save(actor: Actor, number: str) -> None:
        async with transaction(committed) as session:
            await correct(session, actor, case_id, replace(RIGHT, case_no=number))

    outcomes = await asyncio.gather(
        save(town.liu, "甲号"), save(town.chen, "乙号"), return_exceptions=True
    )

    told = [outcome for outcome in outcomes if outcome is not None]
    assert [type(outcome) for outcome in told] == [ChangedMeanwhileError]
