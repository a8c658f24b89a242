"""Issue, hand over, take back (Ruzhou 004): one holder, one truth about when."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.holding import hand_over_device, issue_device, return_device
from app.devices.holding_rows import HandOver
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import Device, DeviceHolding, Person
from app.policy.actor import ANONYMOUS, Actor
from app.policy.decision import Decision
from app.policy.vocabulary import DeviceState, HoldingEnd, Role
from tests.devices.holders import (
    REASON_AFTER,
    TODAY,
    add_device,
    camera_of,
    give,
    hire,
    hire_keeper,
    hire_officer,
    qualify,
    spans_of,
)
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town

NOTHING_SAID = HandOver()
SAID = HandOver(content="汝河采砂点检查")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Depot:
    """The keeper, two qualified officers, and the camera."""

    keeper: Actor
    chen: Actor
    ma: Actor
    camera: UUID
    town: Town


@pytest.fixture
async def depot(session: AsyncSession, town: Town) -> Depot:
    await qualify(session, town.chen)
    return Depot(
        keeper=await hire_keeper(session, town),
        chen=town.chen,
        ma=await hire_officer(session, town),
        camera=camera_of(town),
        town=town,
    )


async def issue(
    session: AsyncSession, depot: Depot, to: Actor, said: HandOver = NOTHING_SAID
) -> UUID | Decision:
    return await issue_device(
        session, depot.keeper, depot.camera, to.id, said, reason_after=REASON_AFTER, now=NOW
    )


async def hand_over(
    session: AsyncSession, actor: Actor, depot: Depot, to: Actor, said: HandOver = SAID
) -> UUID | Decision:
    return await hand_over_device(
        session, actor, depot.camera, to.id, said, reason_after=REASON_AFTER, now=NOW
    )


async def take_back(
    session: AsyncSession, actor: Actor, depot: Depot, said: HandOver = SAID
) -> UUID | Decision:
    return await return_device(
        session, actor, depot.camera, said, reason_after=REASON_AFTER, now=NOW
    )


async def test_issuing_begins_a_holding_and_is_an_event(
    session: AsyncSession, depot: Depot
) -> None:
    holding_id = await issue(session, depot, depot.chen, HandOver(purpose="采砂巡查"))

    assert isinstance(holding_id, UUID)
    row = await session.get_one(DeviceHolding, holding_id)
    assert (row.person_id, row.from_at, row.until_at) == (depot.chen.id, NOW, None)
    assert (row.begun_by_id, row.purpose, row.noted_at) == (depot.keeper.id, "采砂巡查", NOW)
    event = (await whole_ledger(session))[0]
    assert (event.kind, event.subject_id, event.actor_id) == (
        LedgerKind.DEVICE_ISSUED,
        depot.camera,
        depot.keeper.id,
    )
    assert event.detail["person"] == str(depot.chen.id)


async def test_a_hand_over_ends_one_holding_and_begins_the_next_at_one_moment(
    session: AsyncSession, depot: Depot
) -> None:
    await give(session, depot.keeper, depot.camera, depot.chen, at=NOW - HOUR)

    await hand_over(session, depot.chen, depot, depot.ma)

    assert await spans_of(session, depot.camera) == [
        (depot.chen.id, NOW - HOUR, NOW),
        (depot.ma.id, NOW, None),
    ]
    assert (await whole_ledger(session))[0].kind is LedgerKind.DEVICE_HANDED_OVER


async def test_taking_back_keeps_what_was_recorded(session: AsyncSession, depot: Depot) -> None:
    holding_id = await give(session, depot.keeper, depot.camera, depot.chen, at=NOW - HOUR)

    await take_back(session, depot.keeper, depot)

    row = await session.get_one(DeviceHolding, holding_id)
    assert (row.until_at, row.ended, row.content) == (
        NOW,
        HoldingEnd.RETURNED.value,
        "汝河采砂点检查",
    )
    assert (await whole_ledger(session))[0].kind is LedgerKind.DEVICE_RETURNED


async def test_a_body_camera_does_not_come_back_without_its_content(
    session: AsyncSession, depot: Depot
) -> None:
    await give(session, depot.keeper, depot.camera, depot.chen, at=NOW - HOUR)

    with pytest.raises(InvalidInputError, match="音像记录管理制度第四条") as refused:
        await take_back(session, depot.keeper, depot, NOTHING_SAID)

    assert refused.value.fields["field"] == "content"


async def test_the_holder_may_not_book_the_device_back_alone(
    session: AsyncSession, depot: Depot
) -> None:
    await give(session, depot.keeper, depot.camera, depot.chen, at=NOW - HOUR)

    outcome = await take_back(session, depot.chen, depot)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED


async def test_a_device_that_is_held_is_not_issued_again(
    session: AsyncSession, depot: Depot
) -> None:
    await give(session, depot.keeper, depot.camera, depot.chen, at=NOW - HOUR)

    outcome = await issue(session, depot, depot.ma)

    assert isinstance(outcome, Decision)
    event = (await whole_ledger(session))[0]
    assert event.kind is LedgerKind.DEVICE_ISSUE_REFUSED
    assert event.detail["code"] == "device_held"
    assert len(await spans_of(session, depot.camera)) == 1


@pytest.mark.parametrize(
    ("days", "code"),
    [(-1, "certificate_expired"), (0, None), (1, None)],
    ids=["expired yesterday", "expires today", "expires tomorrow"],
)
async def test_a_certificate_counts_to_its_last_day(
    session: AsyncSession, depot: Depot, days: int, code: str | None
) -> None:
    lin = await hire(session, "lin", "林远", depot.town.brigade, Role.OFFICER)
    await qualify(session, lin, until=TODAY + timedelta(days=days))

    await issue(session, depot, lin)

    event = (await whole_ledger(session))[0]
    assert event.detail.get("code") == code
    assert bool(await spans_of(session, depot.camera)) is (code is None)


async def test_nobody_gets_a_device_without_a_certificate_by_dating_back(
    session: AsyncSession, depot: Depot
) -> None:
    lin = await hire(session, "lin", "林远", depot.town.brigade, Role.OFFICER)
    await qualify(session, lin, until=TODAY - DAY)

    outcome = await issue(session, depot, lin, HandOver(at=NOW - 2 * DAY, remark="补登"))

    assert isinstance(outcome, Decision)
    assert "到期" in outcome.reason


async def test_a_hand_over_asks_for_the_certificate_too(
    session: AsyncSession, depot: Depot
) -> None:
    lin = await hire(session, "lin", "林远", depot.town.brigade, Role.OFFICER)
    await give(session, depot.keeper, depot.camera, depot.chen, at=NOW - HOUR)

    outcome = await hand_over(session, depot.chen, depot, lin)

    assert isinstance(outcome, Decision)
    assert await spans_of(session, depot.camera) == [(depot.chen.id, NOW - HOUR, None)]


async def test_somebody_who_has_left_gets_nothing(session: AsyncSession, depot: Depot) -> None:
    ma = await session.get_one(Person, depot.ma.id)
    ma.left_on = TODAY - DAY
    await session.flush()

    outcome = await issue(session, depot, depot.ma)

    assert isinstance(outcome, Decision)
    assert (await whole_ledger(session))[0].detail["code"] == "person_left"


async def test_a_broken_device_is_not_issued(session: AsyncSession, depot: Depot) -> None:
    device = await session.get_one(Device, depot.camera)
    device.state = DeviceState.FAULTY.value
    await session.flush()

    outcome = await issue(session, depot, depot.chen)

    assert isinstance(outcome, Decision)
    assert (await whole_ledger(session))[0].detail["code"] == "device_not_serviceable"


async def test_an_officer_cannot_issue_from_stock(session: AsyncSession, depot: Depot) -> None:
    with pytest.raises(NotFoundError):
        await issue_device(
            session,
            depot.chen,
            depot.camera,
            depot.chen.id,
            NOTHING_SAID,
            reason_after=REASON_AFTER,
            now=NOW,
        )


@pytest.mark.parametrize("who", ["qian", "anonymous", "stranger_terminal"])
async def test_an_outsider_learns_nothing_of_the_device(
    session: AsyncSession, depot: Depot, who: str
) -> None:
    outsider = ANONYMOUS if who == "anonymous" else getattr(depot.town, who)

    with pytest.raises(NotFoundError):
        await hand_over(session, outsider, depot, depot.ma)


async def test_a_terminal_does_not_hand_itself_over(session: AsyncSession, depot: Depot) -> None:
    outcome = await hand_over(session, depot.town.terminal, depot, depot.ma)

    assert isinstance(outcome, Decision)
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED


async def test_a_person_next_door_cannot_be_chosen(session: AsyncSession, depot: Depot) -> None:
    with pytest.raises(NotFoundError):
        await issue(session, depot, depot.town.qian)


async def test_a_colleague_cannot_hand_over_what_another_holds(
    session: AsyncSession, depot: Depot
) -> None:
    await give(session, depot.keeper, depot.camera, depot.chen, at=NOW - HOUR)

    with pytest.raises(NotFoundError):
        await hand_over(session, depot.ma, depot, depot.ma)


async def test_a_hand_over_to_oneself_is_none(session: AsyncSession, depot: Depot) -> None:
    await give(session, depot.keeper, depot.camera, depot.chen, at=NOW - HOUR)

    with pytest.raises(InvalidInputError, match="没有发生交接"):
        await hand_over(session, depot.keeper, depot, depot.chen)


@pytest.mark.parametrize("verb", [hand_over, take_back], ids=["hand over", "take back"])
async def test_what_nobody_holds_cannot_change_hands(
    session: AsyncSession, depot: Depot, verb: Callable[..., Awaitable[UUID | Decision]]
) -> None:
    others = (depot.ma,) if verb is hand_over else ()

    with pytest.raises(ConflictError, match="没有人领用"):
        await verb(session, depot.keeper, depot, *others)


async def test_a_moment_ahead_is_refused(session: AsyncSession, depot: Depot) -> None:
    with pytest.raises(InvalidInputError, match="不能晚于现在"):
        await issue(session, depot, depot.chen, HandOver(at=NOW + 2 * timedelta(minutes=1)))


async def test_a_clock_that_is_a_little_ahead_means_now(
    session: AsyncSession, depot: Depot
) -> None:
    await issue(session, depot, depot.chen, HandOver(at=NOW + timedelta(seconds=40)))

    assert await spans_of(session, depot.camera) == [(depot.chen.id, NOW, None)]


async def test_dating_back_within_a_day_needs_no_reason_and_is_noted_when_it_was_noted(
    session: AsyncSession, depot: Depot
) -> None:
    holding_id = await issue(session, depot, depot.chen, HandOver(at=NOW - DAY))

    assert isinstance(holding_id, UUID)
    row = await session.get_one(DeviceHolding, holding_id)
    assert (row.from_at, row.noted_at) == (NOW - DAY, NOW)
    assert (await whole_ledger(session))[0].detail["dated_back"] is True


async def test_dating_back_further_needs_a_reason(session: AsyncSession, depot: Depot) -> None:
    long_ago = NOW - DAY - HOUR

    with pytest.raises(InvalidInputError, match="24 小时以前") as refused:
        await issue(session, depot, depot.chen, HandOver(at=long_ago))
    await issue(session, depot, depot.chen, HandOver(at=long_ago, remark="夜间发放，次日补登"))

    assert refused.value.fields["field"] == "remark"
    assert (await whole_ledger(session))[0].detail["remark"] == "夜间发放，次日补登"


async def test_nothing_is_dated_back_into_the_time_of_another(
    session: AsyncSession, depot: Depot
) -> None:
    await give(session, depot.keeper, depot.camera, depot.chen, at=NOW - 3 * HOUR)
    await take_back(session, depot.keeper, depot, HandOver(at=NOW - HOUR, content="巡查"))

    with pytest.raises(InvalidInputError, match="还由他人领用"):
        await issue(session, depot, depot.ma, HandOver(at=NOW - 2 * HOUR))

    assert len(await spans_of(session, depot.camera)) == 1


async def test_a_hand_over_cannot_lie_before_its_own_beginning(
    session: AsyncSession, depot: Depot
) -> None:
    await give(session, depot.keeper, depot.camera, depot.chen, at=NOW - HOUR)

    with pytest.raises(InvalidInputError, match="必须晚于"):
        await hand_over(
            session, depot.keeper, depot, depot.ma, HandOver(at=NOW - 2 * HOUR, content="无")
        )


async def test_both_remarks_stay(session: AsyncSession, depot: Depot) -> None:
    holding_id = await give(session, depot.keeper, depot.camera, depot.chen, at=NOW - HOUR)

    await take_back(session, depot.keeper, depot, HandOver(content="巡查", remark="背夹松动"))

    row = await session.scalar(select(DeviceHolding).where(DeviceHolding.id == holding_id))
    assert row is not None
    assert row.remark == "补登；背夹松动"


async def test_a_device_of_the_bureau_may_go_to_an_officer_below(
    session: AsyncSession, depot: Depot
) -> None:
    keeper = await hire(session, "he", "何光", depot.town.agency, Role.DEVICE_KEEPER)
    camera = await add_device(session, depot.town.agency, "RZ-0100")

    assert await give(session, keeper, camera, depot.chen)
