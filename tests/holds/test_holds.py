"""Placing and lifting holds, and what a hold protects."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import current_time
from app.db import type_of_sessions
from app.embedded.services import Services
from app.errors import ConflictError, NotFoundError
from app.holds.actions import NewHold, lift_hold, place_hold
from app.holds.queries import (
    HoldFilter,
    find_held_recording,
    held_among,
    holds_on,
    list_holds,
)
from app.keeping.deciding import decide_disposal_of
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Hold, Recording
from app.people.authority import extent_of
from app.policy.actor import ANONYMOUS, Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import HoldGround
from tests.arrivals import arrive
from tests.world import NOW, Settled, Town

TODAY = date(2026, 11, 21)
LAWSUIT = NewHold(HoldGround.LITIGATION, "第十三条", "原告已提起行政诉讼")


@pytest.fixture
async def recording(session: AsyncSession, town: Town) -> UUID:
    return await arrive(session, town.terminal, town.brigade)


async def held(session: AsyncSession, actor: Actor, recording: UUID, hold: NewHold) -> UUID:
    placed = await place_hold(session, actor, recording, hold, now=NOW)
    assert isinstance(placed, UUID)
    return placed


async def test_a_hold_says_who_why_by_which_article_and_until_when(
    session: AsyncSession, town: Town, recording: UUID
) -> None:
    await held(session, town.liu, recording, replace(LAWSUIT, until_on=date(2027, 3, 31)))

    line = (await holds_on(session, recording))[0]

    assert (line.placed_by, line.reason, line.article, line.until_on) == (
        "刘敏",
        "原告已提起行政诉讼",
        "第十三条",
        date(2027, 3, 31),
    )
    event = (await history_of(session, recording))[-1]
    assert event.kind is LedgerKind.HOLD_PLACED
    assert event.detail["hold"] == str(line.id)


async def test_what_is_held_may_not_be_disposed_of(
    session: AsyncSession, town: Town, recording: UUID
) -> None:
    await held(session, town.liu, recording, LAWSUIT)

    decision = await decide_disposal_of(session, recording, TODAY)

    assert not decision.allowed
    assert "原告已提起行政诉讼" in decision.reason
    assert await held_among(session, [recording], TODAY) == {recording}


async def test_a_hold_past_its_last_day_protects_no_longer_and_is_kept(
    session: AsyncSession, town: Town, recording: UUID
) -> None:
    await held(session, town.liu, recording, replace(LAWSUIT, until_on=TODAY))

    later = TODAY + timedelta(days=1)

    assert await held_among(session, [recording], TODAY) == {recording}
    assert await held_among(session, [recording], later) == frozenset()
    assert len(await holds_on(session, recording)) == 1


async def test_the_same_demand_pressed_twice_is_one_hold(
    session: AsyncSession, town: Town, recording: UUID
) -> None:
    first = await held(session, town.liu, recording, LAWSUIT)
    second = await held(session, town.liu, recording, LAWSUIT)

    assert first == second
    assert len(await holds_on(session, recording)) == 1


async def test_two_demands_stand_side_by_side(
    session: AsyncSession, town: Town, recording: UUID
) -> None:
    lawsuit = await held(session, town.liu, recording, LAWSUIT)
    await held(session, town.liu, recording, NewHold(HoldGround.AUDIT, "", "审计组要求保留"))

    lifted = await lift_hold(session, town.zhao, lawsuit, "判决已生效", now=NOW)

    assert lifted.allowed
    assert await held_among(session, [recording], TODAY) == {recording}


async def test_a_last_day_that_has_passed_is_refused(
    session: AsyncSession, town: Town, recording: UUID
) -> None:
    with pytest.raises(ConflictError, match="已经过去"):
        await place_hold(
            session, town.liu, recording, replace(LAWSUIT, until_on=date(2026, 11, 20)), now=NOW
        )


async def test_the_leader_lifts_what_the_keeper_placed(
    session: AsyncSession, town: Town, recording: UUID
) -> None:
    hold = await held(session, town.liu, recording, LAWSUIT)

    decision = await lift_hold(session, town.zhao, hold, "原告撤诉", now=NOW)

    assert decision.allowed
    line = (await holds_on(session, recording))[0]
    assert (line.lifted_by, line.lift_reason) == ("赵国强", "原告撤诉")
    assert (await history_of(session, recording))[-1].kind is LedgerKind.HOLD_LIFTED


async def test_whoever_placed_it_does_not_lift_it(
    session: AsyncSession, town: Town, recording: UUID
) -> None:
    hold = await held(session, town.zhao, recording, LAWSUIT)

    decision = await lift_hold(session, town.zhao, hold, "不需要了", now=NOW)

    assert not decision.allowed
    assert "另一位领导" in decision.reason
    assert (await history_of(session, recording))[-1].kind is LedgerKind.ACT_REFUSED


async def test_the_keeper_may_not_lift(session: AsyncSession, town: Town, recording: UUID) -> None:
    hold = await held(session, town.zhao, recording, LAWSUIT)

    decision = await lift_hold(session, town.liu, hold, "不需要了", now=NOW)

    assert not decision.allowed


async def test_lifting_twice_is_a_conflict(
    session: AsyncSession, town: Town, recording: UUID
) -> None:
    hold = await held(session, town.liu, recording, LAWSUIT)
    await lift_hold(session, town.zhao, hold, "原告撤诉", now=NOW)

    with pytest.raises(ConflictError, match="已经解除"):
        await lift_hold(session, town.zhao, hold, "原告撤诉", now=NOW)


@pytest.mark.parametrize("name", ["chen", "sun", "zhou", "wu", "qian"])
async def test_whoever_has_no_say_learns_nothing(
    session: AsyncSession, town: Town, recording: UUID, name: str
) -> None:
    hold = await held(session, town.liu, recording, LAWSUIT)
    actor: Actor = getattr(town, name)

    for attempt in (
        place_hold(session, actor, recording, LAWSUIT, now=NOW),
        lift_hold(session, actor, hold, "", now=NOW),
        find_held_recording(session, actor, recording),
    ):
        with pytest.raises(NotFoundError):
            await attempt


async def test_nobody_places_a_hold(session: AsyncSession, recording: UUID) -> None:
    with pytest.raises(NotFoundError):
        await place_hold(session, ANONYMOUS, recording, LAWSUIT, now=NOW)


@pytest.mark.parametrize("hold", [ids.new_id()])
async def test_an_unknown_hold_is_not_found(session: AsyncSession, town: Town, hold: UUID) -> None:
    with pytest.raises(NotFoundError):
        await lift_hold(session, town.zhao, hold, "", now=NOW)


async def test_the_register_shows_the_units_in_reach_alone(
    session: AsyncSession, town: Town, recording: UUID
) -> None:
    await held(session, town.liu, recording, LAWSUIT)

    async def seen(actor: Actor, wanted: HoldFilter) -> int:
        extent = await extent_of(session, actor, Act.HOLD_KNOW)
        return len((await list_holds(session, actor, extent, wanted, day=TODAY)).lines)

    assert await seen(town.zhao, HoldFilter()) == 1
    assert await seen(town.zhao, HoldFilter(standing=False)) == 0
    assert await seen(town.zhao, HoldFilter(text="诉讼")) == 1
    assert await seen(town.zhao, HoldFilter(text="%")) == 0
    assert await seen(town.zhao, HoldFilter(ground=HoldGround.AUDIT)) == 0
    assert await seen(town.qian, HoldFilter()) == 0
    assert await seen(town.chen, HoldFilter()) == 0


@pytest.mark.parametrize("column", ["reason", "until_on", "recording_id", "placed_by_id"])
async def test_the_service_cannot_change_what_a_hold_says(
    session: AsyncSession, town: Town, recording: UUID, column: str
) -> None:
    hold = await held(session, town.liu, recording, LAWSUIT)

    with pytest.raises(DBAPIError, match="permission denied"):
        await session.execute(update(Hold).where(Hold.id == hold).values({column: None}))


async def test_the_service_cannot_remove_a_hold(
    session: AsyncSession, town: Town, recording: UUID
) -> None:
    await held(session, town.liu, recording, LAWSUIT)

    with pytest.raises(DBAPIError, match="permission denied"):
        await session.execute(delete(Hold))


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("DELETE FROM hold", "never removed"),
        ("UPDATE hold SET reason = ''", "only be lifted"),
        ("UPDATE hold SET until_on = '2000-01-01'", "only be lifted"),
        ("DELETE FROM recording", "is held"),
    ],
)
async def test_even_the_owner_of_the_database_is_stopped(
    services: Services,
    committed: type_of_sessions,
    settled: Settled,
    statement: str,
    complaint: str,
) -> None:
    async with committed() as session, session.begin():
        town = await settled.again(session)
        recording = await arrive(session, town.terminal, town.brigade, now=current_time())
        placed = await place_hold(session, town.liu, recording, LAWSUIT, now=current_time())
    assert not isinstance(placed, Decision)
    owner = await asyncpg.connect(services.owner_url.replace("+asyncpg", ""))

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match=complaint):
        await owner.execute(statement)

    await owner.close()


async def test_two_at_once_lift_once(committed: type_of_sessions, settled: Settled) -> None:
    async with committed() as session, session.begin():
        town = await settled.again(session)
        recording = await arrive(session, town.terminal, town.brigade)
        hold = await place_hold(session, town.liu, recording, LAWSUIT, now=NOW)
    assert isinstance(hold, UUID)

    async def lift() -> Decision:
        async with committed() as session, session.begin():
            return await lift_hold(session, town.zhao, hold, "原告撤诉", now=NOW)

    outcomes = await asyncio.gather(lift(), lift(), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConflictError", "Decision"]
    async with committed() as session:
        assert await session.scalar(select(Recording.id)) == recording
