"""Giving a device up by two persons; loss and return."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.life import life_of
from app.devices.repairs import report_fault
from app.devices.terminals import enrol
from app.devices.waiting import count_waiting
from app.devices.writing_off import decide_write_off, note_found, propose_write_off, report_loss
from app.errors import ConflictError, InvalidInputError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Device
from app.policy.actor import WORKER, Actor
from app.policy.vocabulary import Role
from tests.devices.people import equip, hire, hold
from tests.world import NOW, Town


@pytest.fixture
async def keeper(session: AsyncSession, town: Town) -> Actor:
    return await hire(session, town, "xu", Role.DEVICE_KEEPER)


@pytest.fixture
async def device(session: AsyncSession, town: Town) -> UUID:
    return await equip(session, town.brigade)


async def state_of(session: AsyncSession, device: UUID) -> str:
    return (await session.get_one(Device, device)).state


async def kinds_of(session: AsyncSession, device: UUID) -> list[LedgerKind]:
    return [line.kind for line in await history_of(session, device)]


async def lose(session: AsyncSession, actor: Actor, device: UUID) -> None:
    outcome = await report_loss(session, actor, device, lost_at=NOW, circumstances="落水", now=NOW)
    assert outcome is None


async def test_a_leader_approves_what_the_keeper_proposed_and_the_token_ends(
    session: AsyncSession, town: Town, keeper: Actor, device: UUID
) -> None:
    await enrol(session, WORKER, "RZ-0900", NOW)
    await propose_write_off(session, keeper, device, reason="超过使用年限", now=NOW)

    outcome = await decide_write_off(
        session, town.zhao, device, is_approved=True, opinion="同意", now=NOW
    )

    assert outcome is None
    assert await state_of(session, device) == "scrapped"
    assert LedgerKind.TERMINAL_REVOKED in await kinds_of(session, device)
    assert (await kinds_of(session, device))[-1] is LedgerKind.DEVICE_SCRAPPED


async def test_scrapping_may_be_refused(
    session: AsyncSession, town: Town, keeper: Actor, device: UUID
) -> None:
    await propose_write_off(session, keeper, device, reason="旧", now=NOW)

    await decide_write_off(session, town.zhao, device, is_approved=False, opinion="还能用", now=NOW)

    assert await state_of(session, device) == "serviceable"
    assert (await kinds_of(session, device))[-1] is LedgerKind.DEVICE_SCRAP_REFUSED


async def test_whoever_proposed_cannot_approve(
    session: AsyncSession, town: Town, device: UUID
) -> None:
    both = await hire(session, town, "both", Role.DEVICE_KEEPER, Role.LEADER)
    await propose_write_off(session, both, device, reason="旧", now=NOW)
    assert await count_waiting(session, both) == 0
    assert await count_waiting(session, town.zhao) == 1

    outcome = await decide_write_off(session, both, device, is_approved=True, opinion="", now=NOW)

    assert outcome is not None
    assert not outcome.allowed
    assert await state_of(session, device) == "serviceable"
    assert (await kinds_of(session, device))[-1] is LedgerKind.ACT_REFUSED


async def test_a_device_that_somebody_holds_is_taken_back_first(
    session: AsyncSession, town: Town, keeper: Actor, device: UUID
) -> None:
    await hold(session, device, town.chen)
    await propose_write_off(session, keeper, device, reason="旧", now=NOW)

    with pytest.raises(ConflictError, match="请先办理收回"):
        await decide_write_off(session, town.zhao, device, is_approved=True, opinion="", now=NOW)


async def test_a_second_proposal_meets_the_first(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await propose_write_off(session, keeper, device, reason="旧", now=NOW)

    with pytest.raises(ConflictError, match="正在等待批准"):
        await propose_write_off(session, keeper, device, reason="旧", now=NOW)


async def test_the_holder_reports_the_loss_and_answers_no_longer(
    session: AsyncSession, town: Town, device: UUID
) -> None:
    holding = await hold(session, device, town.chen)

    await lose(session, town.chen, device)

    assert await state_of(session, device) == "lost"
    assert (holding.until_at, holding.ended) == (NOW, "lost")
    assert (await kinds_of(session, device))[-1] is LedgerKind.DEVICE_LOST


async def test_the_holding_ends_when_the_device_was_lost(
    session: AsyncSession, town: Town, device: UUID
) -> None:
    """Whoever found it, or stole it, records in nobody's name."""
    holding = await hold(session, device, town.chen)
    lost_at = NOW - timedelta(hours=1)

    await report_loss(session, town.chen, device, lost_at=lost_at, circumstances="落水", now=NOW)

    assert holding.until_at == lost_at


async def test_a_loss_before_the_holding_is_a_slip(
    session: AsyncSession, town: Town, device: UUID
) -> None:
    holding = await hold(session, device, town.chen)
    earlier = holding.from_at - timedelta(minutes=1)

    with pytest.raises(InvalidInputError, match="领用开始于") as raised:
        await report_loss(session, town.chen, device, lost_at=earlier, circumstances="-", now=NOW)

    assert raised.value.fields["field"] == "lost_at"
    assert holding.until_at is None


async def test_a_camera_without_a_token_leaves_no_event_of_revocation(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await lose(session, keeper, device)

    assert LedgerKind.TERMINAL_REVOKED not in await kinds_of(session, device)


async def test_a_loss_revokes_the_tokens_in_the_same_act(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await enrol(session, WORKER, "RZ-0900", NOW)

    await lose(session, keeper, device)

    assert LedgerKind.TERMINAL_REVOKED in await kinds_of(session, device)


async def test_a_loss_is_not_of_tomorrow(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    tomorrow = NOW + timedelta(days=1)

    with pytest.raises(InvalidInputError, match="晚于现在"):
        await report_loss(session, keeper, device, lost_at=tomorrow, circumstances="落水", now=NOW)


async def test_a_lost_device_is_found_again(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await lose(session, keeper, device)

    outcome = await note_found(session, keeper, device, found_note="群众送还", now=NOW)

    assert outcome is None
    assert await state_of(session, device) == "serviceable"
    assert (await kinds_of(session, device))[-1] is LedgerKind.DEVICE_FOUND_AGAIN


async def test_a_faulty_device_is_found_faulty(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await report_fault(session, keeper, device, found_at=NOW, description="坏", now=NOW)
    await lose(session, keeper, device)

    await note_found(session, keeper, device, found_note="群众送还", now=NOW)

    assert await state_of(session, device) == "faulty"


async def test_the_life_of_a_device_tells_everything_in_order(
    session: AsyncSession, town: Town, keeper: Actor, device: UUID
) -> None:
    await hold(session, device, town.chen)
    await lose(session, town.chen, device)
    later = NOW + timedelta(hours=1)
    await note_found(session, keeper, device, found_note="群众送还", now=later)

    lines = await life_of(session, device)

    assert [line.what for line in lines] == [
        "领用",
        "登记设备",
        "因报失结束领用",
        "报失",
        "找回",
    ]
    assert lines[0].words == "河道巡查"
