"""An agency keeps its own list of documents (长子 9)."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.papers.adding import guess_kind
from app.papers.kinds import (
    LONGEST,
    STARTING_LIST,
    KindLine,
    NewKind,
    add_kind,
    change_kind,
    confirm_starting_list,
    kinds_of_unit,
    retire_kind,
)
from app.people.problems import NotAcceptableError
from app.policy.decision import Decision
from app.policy.law_words import Stage
from tests.world import NOW, Town


async def names(session: AsyncSession, town: Town) -> list[str]:
    return [kind.name for kind in await kinds_of_unit(session, town.brigade)]


async def test_the_starting_list_is_in_force_once_confirmed(
    session: AsyncSession, town: Town
) -> None:
    assert await names(session, town) == []

    await confirm_starting_list(session, town.sun, now=NOW)

    assert await names(session, town) == [kind.name for kind in STARTING_LIST]
    (event,) = [
        line
        for line in await history_of(session, town.agency)
        if line.kind is LedgerKind.DOCUMENT_KINDS_CONFIRMED
    ]
    assert event.actor_id == town.sun.id
    assert "行政处罚决定书" in event.detail["names"]


async def test_it_is_confirmed_once(session: AsyncSession, town: Town) -> None:
    await confirm_starting_list(session, town.sun, now=NOW)

    with pytest.raises(ConflictError, match="已经有文书种类清单"):
        await confirm_starting_list(session, town.sun, now=NOW)


async def test_the_list_of_one_agency_is_not_that_of_another(
    session: AsyncSession, town: Town
) -> None:
    await confirm_starting_list(session, town.sun, now=NOW)

    assert await kinds_of_unit(session, town.stranger_agency) == ()


async def test_the_keeper_of_a_unit_below_is_told_who_keeps_the_agencys_list_and_why(
    session: AsyncSession, town: Town
) -> None:
    """The articles that make her the keeper (长子 8) are no ground for refusing her."""
    below = tuple(held for held in town.liu.assignments if held.unit_id == town.brigade)
    keeper = replace(town.liu, assignments=below)

    outcome = await confirm_starting_list(session, keeper, now=NOW)

    assert isinstance(outcome, Decision)
    assert "一个机关只有一份" in outcome.reason
    assert "请联系机关的系统管理员" in outcome.reason
    assert outcome.citations == ()


async def test_an_officer_does_not_keep_the_list(session: AsyncSession, town: Town) -> None:
    outcome = await confirm_starting_list(session, town.chen, now=NOW)

    assert isinstance(outcome, Decision)
    assert await names(session, town) == []
    assert (await history_of(session, town.agency))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_kind_is_added_changed_moved_and_retired(session: AsyncSession, town: Town) -> None:
    await confirm_starting_list(session, town.liu, now=NOW)
    added = await add_kind(session, town.liu, NewKind("查封决定书", Stage.DECISION), now=NOW)
    assert not isinstance(added, Decision)

    new = NewKind("查封（扣押）决定书", Stage.DECISION, is_concluding=True)
    await change_kind(session, town.liu, added, new, position=1, now=NOW)

    first = (await kinds_of_unit(session, town.brigade))[0]
    assert (first.name, first.is_concluding, first.position) == ("查封（扣押）决定书", True, 1)
    await retire_kind(session, town.liu, added, now=NOW)
    assert "查封（扣押）决定书" not in await names(session, town)
    assert [line.kind for line in await history_of(session, added)] == [
        LedgerKind.DOCUMENT_KIND_ADDED,
        LedgerKind.DOCUMENT_KIND_CHANGED,
        LedgerKind.DOCUMENT_KIND_RETIRED,
    ]


async def test_a_name_that_was_retired_may_be_used_again(session: AsyncSession, town: Town) -> None:
    added = await add_kind(session, town.liu, NewKind("查封决定书"), now=NOW)
    assert not isinstance(added, Decision)
    await retire_kind(session, town.liu, added, now=NOW)

    await add_kind(session, town.liu, NewKind("查封决定书"), now=NOW)

    assert await names(session, town) == ["查封决定书"]


@pytest.mark.parametrize(
    "new",
    [NewKind(""), NewKind("长" * (LONGEST + 1)), NewKind("询问笔录"), NewKind("新的", "nowhere")],
    ids=["no name", "long name", "name twice", "unknown stage"],
)
async def test_what_cannot_be_is_told(session: AsyncSession, town: Town, new: NewKind) -> None:
    await confirm_starting_list(session, town.liu, now=NOW)

    with pytest.raises(NotAcceptableError):
        await add_kind(session, town.liu, new, now=NOW)


async def test_another_agency_finds_no_such_kind(session: AsyncSession, town: Town) -> None:
    added = await add_kind(session, town.liu, NewKind("查封决定书"), now=NOW)
    assert not isinstance(added, Decision)

    with pytest.raises(NotFoundError):
        await retire_kind(session, town.qian, added, now=NOW)


def test_a_kind_is_guessed_from_the_longest_name_that_fits() -> None:
    kinds = [
        KindLine(uuid4(), name, "", False, 1)
        for name in ("告知书", "听证告知书", "决定书（结论性）")
    ]

    guessed = [guess_kind(kinds, words) for words in ("听证告知书2.pdf", "决定书", "scan")]

    assert [kind.name if kind else None for kind in guessed] == [
        "听证告知书",
        "决定书（结论性）",
        None,
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("处罚决定书.pdf", "行政处罚决定书"),
        ("不予处罚决定书.pdf", "不予行政处罚决定书"),
        ("不予行政处罚决定书.pdf", "不予行政处罚决定书"),
        ("李大山处罚告知书（邮寄）.pdf", "行政处罚告知书"),
        ("行政.pdf", None),
    ],
    ids=["a penalty", "none", "none in full", "among other words", "nothing of a name"],
)
def test_a_kind_is_guessed_without_the_word_that_people_leave_out(
    words: str, kind: str | None
) -> None:
    kinds = [KindLine(uuid4(), each.name, "", False, 1) for each in STARTING_LIST]

    guessed = guess_kind(kinds, words)

    assert (guessed.name if guessed else None) == kind
