"""故障与维修: a fault stops the use, a leader gives leave, the repair is done and tested.

What was repaired without leave is written down as such and is never reimbursable.
Source: Zhangzi's article 20.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.devices.servicing import Entered, enter, note, refuse_request
from app.errors import InvalidInputError
from app.ledger.kinds import LedgerKind
from app.models import DeviceFault, DeviceRepair
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.servicing import ServiceAct, decide_reimbursement
from app.policy.vocabulary import RepairState

_UNREPORTED = "未报告故障即自行修理，由设备管理员发现后登记。"


@dataclass(frozen=True, slots=True)
class RepairWork:
    """What was done to the device; ``cost`` is in yuan."""

    repairer: str
    work: str
    cost: Decimal | None
    began_on: date
    ended_on: date


async def report_fault(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    *,
    found_at: datetime,
    description: str,
    now: datetime,
) -> Decision | None:
    """Stop the use of a device and report why. Appends ``device:fault_reported``.

    Whoever holds it keeps answering for it until it is taken back.
    """
    entered = await enter(
        session, actor, device_id, Act.DEVICE_REPORT_FAULT, ServiceAct.REPORT_FAULT, now=now
    )
    if isinstance(entered, Decision):
        return entered
    if found_at > now:
        raise InvalidInputError("发现时间晚于现在。请核对后重新填写。", field="found_at")
    fault = _fault(entered, found_at, description, now)
    session.add(fault)
    entered.follow(ServiceAct.REPORT_FAULT)
    await session.flush()
    await note(session, actor, entered, LedgerKind.DEVICE_FAULT_REPORTED, now, fault=fault.id)
    return None


async def ask_repair(
    session: AsyncSession, actor: Actor, device_id: UUID, *, plan: str, now: datetime
) -> Decision | None:
    """Ask a leader for leave to have the device repaired. Appends ``device:repair_asked``."""
    entered = await enter(
        session, actor, device_id, Act.DEVICE_MAINTAIN, ServiceAct.ASK_REPAIR, now=now
    )
    if isinstance(entered, Decision):
        return entered
    assert entered.fault is not None
    repair = DeviceRepair(
        id=ids.id_of_moment(now),
        device_id=device_id,
        fault_id=entered.fault.id,
        state=RepairState.ASKED.value,
        asked_by_id=entered.by_id,
        asked_at=now,
        plan=plan,
    )
    session.add(repair)
    await session.flush()
    await note(session, actor, entered, LedgerKind.DEVICE_REPAIR_ASKED, now, repair=repair.id)
    return None


async def decide_repair(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    *,
    is_approved: bool,
    opinion: str,
    now: datetime,
) -> Decision | None:
    """Give or refuse leave; the cost of an authorised repair may be reimbursed.

    Appends ``device:repair_authorised`` or ``device:repair_refused``.
    """
    service = ServiceAct.AUTHORISE_REPAIR if is_approved else ServiceAct.REFUSE_REPAIR
    entered = await enter(session, actor, device_id, Act.DEVICE_AUTHORISE_REPAIR, service, now=now)
    if isinstance(entered, Decision):
        return entered
    repair = _open_repair(entered)
    refused = await refuse_request(
        session, actor, entered, Act.DEVICE_AUTHORISE_REPAIR, asked_by=repair.asked_by_id, now=now
    )
    if refused:
        return refused
    repair.decided_by_id, repair.decided_at, repair.opinion = entered.by_id, now, opinion
    repair.is_authorised = is_approved
    repair.state = (RepairState.AUTHORISED if is_approved else RepairState.REFUSED).value
    entered.follow(service)
    kind = LedgerKind.DEVICE_REPAIR_AUTHORISED if is_approved else LedgerKind.DEVICE_REPAIR_REFUSED
    await session.flush()
    await note(session, actor, entered, kind, now, repair=repair.id)
    return None


async def note_repair(
    session: AsyncSession, actor: Actor, device_id: UUID, work: RepairWork, now: datetime
) -> Decision | None:
    """Write down what an authorised repair did and cost. Appends ``device:repaired``."""
    entered = await enter(
        session, actor, device_id, Act.DEVICE_MAINTAIN, ServiceAct.NOTE_REPAIR, now=now
    )
    if isinstance(entered, Decision):
        return entered
    _check_days(work, now)
    repair = _open_repair(entered)
    await _write_down(session, entered, repair, work)
    await session.flush()
    await note(session, actor, entered, LedgerKind.DEVICE_REPAIRED, now, repair=repair.id)
    return None


async def note_unauthorised_repair(
    session: AsyncSession, actor: Actor, device_id: UUID, work: RepairWork, now: datetime
) -> Decision | None:
    """Write down that somebody repaired the device without leave; it has to be tested.

    A device without a reported fault gets one, for the repair needs something to stand on; an
    application that waits for a decision is overtaken by it and ends.
    Appends ``device:repaired_without_leave``.
    """
    entered = await enter(
        session, actor, device_id, Act.DEVICE_MAINTAIN, ServiceAct.NOTE_UNAUTHORISED_REPAIR, now=now
    )
    if isinstance(entered, Decision):
        return entered
    _check_days(work, now)
    fault = entered.fault
    if fault is None:
        fault = _fault(entered, now, _UNREPORTED, now)
        session.add(fault)
        await session.flush()
    drop_repair(entered)
    repair = DeviceRepair(
        id=ids.id_of_moment(now),
        device_id=device_id,
        fault_id=fault.id,
        asked_by_id=entered.by_id,
        asked_at=now,
        is_authorised=False,
    )
    await _write_down(session, entered, repair, work)
    session.add(repair)
    entered.follow(ServiceAct.NOTE_UNAUTHORISED_REPAIR)
    await session.flush()
    kind = LedgerKind.DEVICE_REPAIRED_WITHOUT_LEAVE
    await note(session, actor, entered, kind, now, repair=repair.id)
    return None


async def note_test(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    *,
    is_passed: bool,
    test_note: str,
    now: datetime,
) -> Decision | None:
    """Write down the test after a repair; passed, the device is serviceable again.

    Appends ``device:tested``.
    """
    service = ServiceAct.ACCEPT_REPAIR if is_passed else ServiceAct.REJECT_REPAIR
    entered = await enter(session, actor, device_id, Act.DEVICE_MAINTAIN, service, now=now)
    if isinstance(entered, Decision):
        return entered
    repair = _open_repair(entered)
    repair.tested_by_id, repair.tested_at, repair.test_note = entered.by_id, now, test_note
    repair.state = (RepairState.PASSED if is_passed else RepairState.FAILED).value
    if is_passed and entered.fault is not None:
        entered.fault.closed_at = now
    entered.follow(service)
    await session.flush()
    await note(session, actor, entered, LedgerKind.DEVICE_TESTED, now, repair=repair.id)
    return None


def drop_repair(entered: Entered) -> None:
    """End a repair that is still under way because something overtook it."""
    under_way = {RepairState.ASKED, RepairState.AUTHORISED, RepairState.REPAIRED}
    if entered.repair is not None and entered.condition.repair in under_way:
        entered.repair.state = RepairState.DROPPED.value


def _fault(entered: Entered, found_at: datetime, description: str, now: datetime) -> DeviceFault:
    return DeviceFault(
        id=ids.id_of_moment(now),
        device_id=entered.device.id,
        found_at=found_at,
        description=description,
        reported_by_id=entered.by_id,
        reported_at=now,
    )


def _open_repair(entered: Entered) -> DeviceRepair:
    """The rule about what may follow has made sure that there is one."""
    assert entered.repair is not None
    return entered.repair


def _check_days(work: RepairWork, now: datetime) -> None:
    """Look before anything is written, so that the form can be shown again."""
    if work.ended_on < work.began_on:
        raise InvalidInputError("结束日期早于开始日期。请核对后重新填写。", field="ended_on")
    if work.ended_on > now.astimezone(SHANGHAI).date():
        raise InvalidInputError("结束日期晚于今天。修好以后再登记结果。", field="ended_on")


async def _write_down(
    session: AsyncSession, entered: Entered, repair: DeviceRepair, work: RepairWork
) -> None:
    pack = await pack_of_unit(session, entered.device.unit_id)
    repair.repairer, repair.work, repair.cost = work.repairer, work.work, work.cost
    repair.began_on, repair.ended_on = work.began_on, work.ended_on
    repair.is_reimbursable = decide_reimbursement(
        pack, is_authorised=bool(repair.is_authorised)
    ).allowed
    repair.state = RepairState.REPAIRED.value
