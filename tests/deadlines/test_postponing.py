"""延后存储: what an officer may declare, and what it moves (音像 13, 山西 17)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.postponing import NotPossibleError, Postponement, postpone_storing
from app.deadlines.queries import deadline_on
from app.ledger.book import history_of
from app.policy.actor import ANONYMOUS
from app.policy.deadlines import DeadlineState
from app.policy.decision import Decision
from app.policy.law_words import ExceptionGround
from tests.deadlines.acts import arrived, deadline_of, live_by, seal
from tests.deadlines.law import moment
from tests.world import NOW, Town

FRIDAY = date(2026, 11, 20)
RECORDED = moment("2026-11-20T15:00")
BACK = moment("2026-11-21T08:00")
AWAY = Postponement(ExceptionGround.OFF_SITE, FRIDAY, FRIDAY, BACK, "在邻县协助执法，当晚未能返回")


async def test_a_named_ground_counts_from_the_return(session: AsyncSession, town: Town) -> None:
    """音像 13: within 24 hours of returning."""
    recording = await arrived(session, town, RECORDED)

    moved = await postpone_storing(session, town.chen, AWAY, now=NOW)

    row = await deadline_of(session, recording.id)
    assert moved == 1
    assert row.due_at == BACK + timedelta(hours=24)
    assert "因异地执法延后存储" in row.reason
    assert [line.kind.value for line in await history_of(session, row.id)] == [
        "deadline:opened",
        "deadline:recomputed",
    ]
    assert town.chen.id is not None
    declared = (await history_of(session, town.chen.id))[-1]
    assert (declared.kind.value, declared.detail["ground"]) == ("storing:postponed", "off_site")


async def test_what_arrives_after_the_declaration_counts_from_the_return_too(
    session: AsyncSession, town: Town
) -> None:
    await postpone_storing(session, town.chen, AWAY, now=NOW)

    recording = await arrived(session, town, RECORDED)

    assert (await deadline_of(session, recording.id)).due_at == BACK + timedelta(hours=24)


async def test_before_the_return_nothing_is_due_and_afterwards_it_is(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrived(session, town, RECORDED)
    await postpone_storing(session, town.chen, replace(AWAY, returned_at=None), now=NOW)
    waiting = await deadline_on(session, recording.id, NOW)

    await postpone_storing(session, town.chen, AWAY, now=NOW)

    assert waiting is not None
    assert waiting.state is DeadlineState.WAITING
    assert (await deadline_of(session, recording.id)).due_at == BACK + timedelta(hours=24)


async def test_storing_that_was_late_is_in_time_once_the_absence_is_known(
    session: AsyncSession, town: Town
) -> None:
    recording = await arrived(session, town, RECORDED)
    await seal(session, recording, NOW)

    await postpone_storing(session, town.chen, AWAY, now=NOW)

    line = await deadline_on(session, recording.id, NOW)
    assert line is not None
    assert line.state is DeadlineState.MET


@pytest.mark.parametrize(
    ("pack", "ground"),
    [
        pytest.param("ruzhou", ExceptionGround.REMOTE, id="not named by Ruzhou"),
        pytest.param("changli", ExceptionGround.OFF_SITE, id="Changli names none"),
    ],
)
async def test_a_ground_that_the_law_does_not_name_is_refused_and_moves_nothing(
    session: AsyncSession, town: Town, pack: str, ground: ExceptionGround
) -> None:
    await live_by(session, town, pack)
    recording = await arrived(session, town, RECORDED)
    before = (await deadline_of(session, recording.id)).due_at

    decision = await postpone_storing(session, town.chen, replace(AWAY, ground=ground), now=NOW)

    assert isinstance(decision, Decision)
    assert not decision.allowed
    assert decision.citations
    assert (await deadline_of(session, recording.id)).due_at == before
    assert town.chen.id is not None
    assert (await history_of(session, town.chen.id))[-1].kind.value == "act:refused"


async def test_nobody_postpones_for_somebody_else(session: AsyncSession, town: Town) -> None:
    recording = await arrived(session, town, RECORDED)
    before = (await deadline_of(session, recording.id)).due_at

    moved = await postpone_storing(session, town.liu, AWAY, now=NOW)

    assert moved == 0
    assert (await deadline_of(session, recording.id)).due_at == before


@pytest.mark.parametrize("who", ["sun", "zhou", "wu", "terminal"])
async def test_an_administrator_or_a_terminal_declares_nothing(
    session: AsyncSession, town: Town, who: str
) -> None:
    decision = await postpone_storing(session, getattr(town, who), AWAY, now=NOW)

    assert isinstance(decision, Decision)
    assert not decision.allowed


async def test_nobody_declares_anything_unknown(session: AsyncSession, town: Town) -> None:
    decision = await postpone_storing(session, ANONYMOUS, AWAY, now=NOW)

    assert isinstance(decision, Decision)
    assert not decision.allowed
    assert town.brigade


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"until_on": FRIDAY - timedelta(days=1)}, "结束日期早于开始日期"),
        ({"until_on": FRIDAY + timedelta(days=31)}, "一次最多申明 31 天"),
        ({"from_on": date(2026, 11, 22), "until_on": date(2026, 11, 22)}, "开始日期还没有到"),
        ({"returned_at": NOW + timedelta(hours=1)}, "返回单位的时间还没有到"),
        ({"returned_at": moment("2026-11-19T23:59")}, "早于执法的日期"),
        ({"note": ""}, "请写明"),
    ],
)
async def test_what_cannot_be_is_refused_in_words(
    session: AsyncSession, town: Town, wrong: dict[str, object], sentence: str
) -> None:
    with pytest.raises(NotPossibleError, match=sentence):
        await postpone_storing(session, town.chen, replace(AWAY, **wrong), now=NOW)  # type: ignore[arg-type]
