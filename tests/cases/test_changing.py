"""Correcting what is written of a case: who may, when no more, and who of two is told."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.changing import CaseFacts, ChangedMeanwhileError, correct_facts
from app.db import transaction, type_of_sessions
from app.errors import NotFoundError
from app.ids import new_id
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseSearch
from app.people.problems import NotAcceptableError
from app.policy.actor import ANONYMOUS, Actor
from app.policy.case_steps import BOUND
from app.policy.case_words import CaseState, ControlMark, SecurityClass
from app.policy.decision import Decision
from tests.cases.office import SAND, open_sand_case
from tests.world import NOW, Settled, Town

LATER = NOW + timedelta(minutes=5)
FACTS = CaseFacts(title="李大山采砂案", cause=SAND, place="温泉镇")


async def correct(
    session: AsyncSession, actor: Actor, case_id: UUID, facts: CaseFacts = FACTS, seen: int = 1
) -> Decision | None:
    return await correct_facts(session, actor, case_id, facts, seen_revision=seen, now=LATER)


@pytest.mark.parametrize("who", ["chen", "liu"])
async def test_handler_and_custodian_correct_a_case_and_what_was_there_is_kept(
    session: AsyncSession, town: Town, who: str
) -> None:
    case_id = await open_sand_case(session, town)
    facts = replace(FACTS, security_class=SecurityClass.SECRET, control_marks=(ControlMark.MINOR,))

    assert await correct(session, getattr(town, who), case_id, facts) is None

    case = await session.get_one(Case, case_id)
    assert (case.title, case.place, case.revision) == ("李大山采砂案", "温泉镇", 2)
    assert (case.security_class, case.control_marks) == ("secret", ["minor"])
    line = (await history_of(session, case_id))[-1]
    assert line.kind is LedgerKind.CASE_CHANGED
    assert line.detail["before"]["title"] == "李大山未经许可在北汝河采砂案"
    assert "cause" not in line.detail["before"]


async def test_what_changes_nothing_is_no_event(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    await correct(session, town.chen, case_id)
    events = await history_of(session, case_id)

    await correct(session, town.chen, case_id, seen=2)

    assert await history_of(session, case_id) == events
    assert (await session.get_one(Case, case_id)).revision == 2


async def test_of_two_clerks_the_second_is_told_who_was_first_and_writes_nothing(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    await correct(session, town.liu, case_id)

    with pytest.raises(ChangedMeanwhileError, match="刘敏于 10:05 改动了本案") as caught:
        await correct(session, town.chen, case_id, replace(FACTS, title="别的名称"))

    assert "您填写的内容都在这里" in caught.value.message
    assert (await session.get_one(Case, case_id)).title == "李大山采砂案"


async def test_a_leader_knows_the_case_and_may_not_change_it(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)

    outcome = await correct(session, town.zhao, case_id)

    assert isinstance(outcome, Decision)
    assert "您不能改动" in outcome.reason
    assert (await history_of(session, case_id))[-1].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("who", ["qian", "sun", "zhou", "wu", "terminal"])
async def test_to_everybody_else_the_case_is_one_that_never_was(
    session: AsyncSession, town: Town, who: str
) -> None:
    case_id = await open_sand_case(session, town)

    with pytest.raises(NotFoundError):
        await correct(session, getattr(town, who), case_id)
    with pytest.raises(NotFoundError):
        await correct(session, getattr(town, who), new_id())


async def test_nobody_signed_in_finds_no_case(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)

    with pytest.raises(NotFoundError):
        await correct(session, ANONYMOUS, case_id)


@pytest.mark.parametrize("state", sorted(BOUND))
async def test_once_the_file_is_bound_nothing_changes_on_article_nine(
    session: AsyncSession, town: Town, state: CaseState
) -> None:
    """汝州调阅九."""
    case_id = await open_sand_case(session, town)
    await session.execute(update(Case).values(state=state.value))

    outcome = await correct(session, town.liu, case_id)

    assert isinstance(outcome, Decision)
    assert "不得增加、抽取或者改动" in outcome.reason
    assert "调阅监督制度第九条" in outcome.citations[0].article
    assert (await history_of(session, case_id))[-1].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"cause": ""}, "cause"),
        ({"place": "长" * 201}, "place"),
        ({"note": "长" * 2001}, "note"),
    ],
)
async def test_what_is_missing_or_too_long_is_named(
    session: AsyncSession, town: Town, wrong: dict[str, str], field: str
) -> None:
    case_id = await open_sand_case(session, town)

    with pytest.raises(NotAcceptableError) as caught:
        await correct(session, town.chen, case_id, replace(FACTS, **wrong))  # type: ignore[arg-type]

    assert [problem.field for problem in caught.value.problems] == [field]


async def test_of_two_who_save_at_the_same_moment_one_is_told(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        case_id = await open_sand_case(session, town)

    async def save(actor: Actor, title: str) -> None:
        async with transaction(committed) as session:
            await correct(session, actor, case_id, replace(FACTS, title=title))

    outcomes = await asyncio.gather(
        save(town.liu, "刘的名称"), save(town.chen, "陈的名称"), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "ChangedMeanwhileError",
        "NoneType",
    ]


async def test_nobody_is_named_for_what_a_document_or_a_link_has_changed(
    session: AsyncSession, town: Town
) -> None:
    """They count a change of the case, and their events are about themselves."""
    case_id = await open_sand_case(session, town)
    await correct(session, town.liu, case_id)
    (await session.get_one(Case, case_id)).revision += 1
    await session.flush()

    with pytest.raises(ChangedMeanwhileError, match="有人改动了本案") as caught:
        await correct(session, town.chen, case_id, replace(FACTS, title="别的名称"))

    assert "刘敏" not in caught.value.message


async def test_a_handler_closes_a_case_as_a_secret_and_its_keeper_alone_opens_it_again(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    secret = replace(FACTS, security_class=SecurityClass.SECRET)
    assert await correct(session, town.chen, case_id, secret) is None

    refused = await correct(session, town.chen, case_id, seen=2)

    assert isinstance(refused, Decision)
    assert "资料保管人员" in refused.reason
    assert (await history_of(session, case_id))[-1].kind is LedgerKind.ACT_REFUSED
    assert await correct(session, town.liu, case_id, seen=2) is None
    assert (await session.get_one(Case, case_id)).security_class == SecurityClass.NONE


async def test_a_case_that_becomes_a_secret_leaves_the_search_box_at_once(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    rows = select(func.count()).select_from(CaseSearch)
    assert await session.scalar(rows) == 2

    await correct(session, town.chen, case_id, replace(FACTS, security_class=SecurityClass.SECRET))
    assert await session.scalar(rows) == 0

    await correct(session, town.liu, case_id, seen=2)
    assert await session.scalar(rows) == 2
