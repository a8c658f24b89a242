"""From a fault to a tested device, with leave and without (长子二十)."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.repairs import (
    RepairWork,
    ask_repair,
    decide_repair,
    note_repair,
    note_test,
    note_unauthorised_repair,
    report_fault,
)
from app.devices.servicing import Care, note_maintenance
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Device, DeviceFault, DeviceRepair
from app.policy.actor import Actor
from app.policy.vocabulary import Role
from tests.devices.people import equip, hire, hold
from tests.world import NOW, Town

WORK = RepairWork(
    "甲市维修站", "更换电池", Decimal("120.00"), date(2026, 11, 20), date(2026, 11, 21)
)


@pytest.fixture
async def keeper(session: AsyncSession, town: Town) -> Actor:
    return await hire(session, town, "xu", Role.DEVICE_KEEPER)


@pytest.fixture
async def device(session: AsyncSession, town: Town) -> UUID:
    return await equip(session, town.brigade)


async def broken(session: AsyncSession, keeper: Actor, device: UUID) -> None:
    await report_fault(session, keeper, device, found_at=NOW, description="无法开机", now=NOW)


async def asked(session: AsyncSession, keeper: Actor, device: UUID) -> None:
    await broken(session, keeper, device)
    await ask_repair(session, keeper, device, plan="送维修站", now=NOW)


async def state_of(session: AsyncSession, device: UUID) -> str:
    return (await session.get_one(Device, device)).state


async def repair_of(session: AsyncSession, device: UUID) -> DeviceRepair:
    rows = await session.scalars(
        select(DeviceRepair).where(DeviceRepair.device_id == device).order_by(DeviceRepair.id)
    )
    return rows.all()[-1]


async def kinds_of(session: AsyncSession, device: UUID) -> list[LedgerKind]:
    return [line.kind for line in await history_of(session, device)]


async def test_the_way_of_an_authorised_repair(
    session: AsyncSession, town: Town, keeper: Actor, device: UUID
) -> None:
    await asked(session, keeper, device)
    await decide_repair(session, town.zhao, device, is_approved=True, opinion="同意", now=NOW)
    await note_repair(session, keeper, device, WORK, NOW)
    await note_test(session, keeper, device, is_passed=True, test_note="正常", now=NOW)

    repair = await repair_of(session, device)
    fault = await session.get_one(DeviceFault, repair.fault_id)
    assert await state_of(session, device) == "serviceable"
    assert (repair.state, repair.is_authorised, repair.is_reimbursable) == ("passed", True, True)
    assert fault.closed_at == NOW
    assert await kinds_of(session, device) == [
        LedgerKind.DEVICE_REGISTERED,
        LedgerKind.DEVICE_FAULT_REPORTED,
        LedgerKind.DEVICE_REPAIR_ASKED,
        LedgerKind.DEVICE_REPAIR_AUTHORISED,
        LedgerKind.DEVICE_REPAIRED,
        LedgerKind.DEVICE_TESTED,
    ]


async def test_a_fault_stops_the_use_at_once(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await broken(session, keeper, device)

    assert await state_of(session, device) == "faulty"


async def test_the_holder_reports_a_fault_and_goes_on_answering(
    session: AsyncSession, town: Town, device: UUID
) -> None:
    holding = await hold(session, device, town.chen)

    outcome = await report_fault(
        session, town.chen, device, found_at=NOW, description="无法开机", now=NOW
    )

    assert outcome is None
    assert await state_of(session, device) == "faulty"
    assert holding.until_at is None


async def test_whoever_does_not_hold_it_cannot_even_know_it(
    session: AsyncSession, town: Town, device: UUID
) -> None:
    with pytest.raises(NotFoundError):
        await report_fault(
            session, town.chen, device, found_at=NOW, description="无法开机", now=NOW
        )


async def test_a_fault_is_not_found_tomorrow(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    tomorrow = NOW + timedelta(days=1)

    with pytest.raises(InvalidInputError, match="晚于现在"):
        await report_fault(
            session, keeper, device, found_at=tomorrow, description="无法开机", now=NOW
        )


async def test_a_second_fault_meets_the_first(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await broken(session, keeper, device)

    with pytest.raises(ConflictError, match="已因故障停用"):
        await broken(session, keeper, device)


async def test_a_test_that_fails_keeps_the_device_out_of_use(
    session: AsyncSession, town: Town, keeper: Actor, device: UUID
) -> None:
    await asked(session, keeper, device)
    await decide_repair(session, town.zhao, device, is_approved=True, opinion="", now=NOW)
    await note_repair(session, keeper, device, WORK, NOW)

    await note_test(session, keeper, device, is_passed=False, test_note="花屏", now=NOW)

    assert await state_of(session, device) == "faulty"
    assert (await repair_of(session, device)).state == "failed"


async def test_leave_may_be_refused_and_asked_for_again(
    session: AsyncSession, town: Town, keeper: Actor, device: UUID
) -> None:
    await asked(session, keeper, device)

    await decide_repair(session, town.zhao, device, is_approved=False, opinion="不值得", now=NOW)
    await ask_repair(session, keeper, device, plan="换一家维修站", now=NOW + timedelta(minutes=1))

    assert await state_of(session, device) == "faulty"
    assert (await repair_of(session, device)).state == "asked"
    assert LedgerKind.DEVICE_REPAIR_REFUSED in await kinds_of(session, device)


async def test_the_keeper_cannot_give_leave(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await asked(session, keeper, device)

    outcome = await decide_repair(session, keeper, device, is_approved=True, opinion="", now=NOW)

    assert outcome is not None
    assert not outcome.allowed
    assert (await kinds_of(session, device))[-1] is LedgerKind.ACT_REFUSED


async def test_a_leader_who_asked_cannot_answer(
    session: AsyncSession, town: Town, device: UUID
) -> None:
    both = await hire(session, town, "both", Role.DEVICE_KEEPER, Role.LEADER)
    await asked(session, both, device)

    outcome = await decide_repair(session, both, device, is_approved=True, opinion="", now=NOW)

    assert outcome is not None
    assert "不能批准自己提出的申请" in outcome.reason
    assert (await kinds_of(session, device))[-1] is LedgerKind.ACT_REFUSED
    assert (await repair_of(session, device)).state == "asked"


async def test_a_repair_without_leave_is_written_down_and_never_paid(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await broken(session, keeper, device)

    outcome = await note_unauthorised_repair(session, keeper, device, WORK, NOW)

    repair = await repair_of(session, device)
    assert outcome is None
    assert (repair.is_authorised, repair.is_reimbursable) == (False, False)
    assert await state_of(session, device) == "in_repair"
    assert (await kinds_of(session, device))[-1] is LedgerKind.DEVICE_REPAIRED_WITHOUT_LEAVE


async def test_a_repair_without_leave_that_nobody_reported_opens_its_fault(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await note_unauthorised_repair(session, keeper, device, WORK, NOW)

    fault = await session.scalar(select(DeviceFault).where(DeviceFault.device_id == device))
    assert fault is not None
    assert "自行修理" in fault.description


async def test_a_repair_without_leave_overtakes_the_application(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await asked(session, keeper, device)

    await note_unauthorised_repair(session, keeper, device, WORK, NOW + timedelta(minutes=1))

    states = await session.scalars(
        select(DeviceRepair.state).where(DeviceRepair.device_id == device).order_by(DeviceRepair.id)
    )
    assert states.all() == ["dropped", "repaired"]


async def test_the_database_itself_never_pays_for_a_repair_without_leave(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await note_unauthorised_repair(session, keeper, device, WORK, NOW)

    with pytest.raises(IntegrityError, match="unauthorised_unpaid"):
        await session.execute(text("UPDATE device_repair SET is_reimbursable = true"))


async def test_the_database_itself_wants_two_persons(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await asked(session, keeper, device)

    with pytest.raises(IntegrityError, match="two_persons"):
        await session.execute(text("UPDATE device_repair SET decided_by_id = asked_by_id"))


async def test_the_database_itself_keeps_one_open_fault(
    session: AsyncSession, keeper: Actor, device: UUID
) -> None:
    await broken(session, keeper, device)
    assert keeper.id is not None
    session.add(
        DeviceFault(
            id=ids.new_id(),
            device_id=device,
            found_at=NOW,
            description="又一个",
            reported_by_id=keeper.id,
            reported_at=NOW,
        )
    )

    with pytest.raises(IntegrityError, match="uq_device_fault_one_open"):
        await session.flush()


WRONG_DAYS = {
    "ends before it begins": (date(2026, 11, 21), date(2026, 11, 20)),
    "ends tomorrow": (date(2026, 11, 21), date(2026, 11, 22)),
}


@pytest.mark.parametrize(("began", "ended"), WRONG_DAYS.values(), ids=WRONG_DAYS.keys())
async def test_days_that_cannot_be_are_refused_before_anything_is_written(
    session: AsyncSession, keeper: Actor, device: UUID, began: date, ended: date
) -> None:
    work = RepairWork("自己", "换屏", None, began, ended)

    with pytest.raises(InvalidInputError) as caught:
        await note_unauthorised_repair(session, keeper, device, work, NOW)

    assert caught.value.fields == {"field": "ended_on"}
    assert await state_of(session, device) == "serviceable"
    assert await session.scalar(select(DeviceFault)) is None


async def test_care_is_written_down(session: AsyncSession, keeper: Actor, device: UUID) -> None:
    care = Care(date(2026, 11, 21), "徐海涛", "清洁镜头", "良好")

    assert await note_maintenance(session, keeper, device, care, NOW) is None
    assert (await kinds_of(session, device))[-1] is LedgerKind.DEVICE_MAINTAINED


async def test_care_is_not_of_tomorrow(session: AsyncSession, keeper: Actor, device: UUID) -> None:
    with pytest.raises(InvalidInputError, match="晚于今天"):
        await note_maintenance(
            session, keeper, device, Care(date(2026, 11, 22), "徐海涛", "清洁", "良好"), NOW
        )


async def test_a_leader_keeps_no_book_of_care(
    session: AsyncSession, town: Town, device: UUID
) -> None:
    care = Care(date(2026, 11, 21), "徐海涛", "清洁镜头", "良好")

    outcome = await note_maintenance(session, town.zhao, device, care, NOW)

    assert outcome is not None
    assert not outcome.allowed
