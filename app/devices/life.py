"""设备履历: everything that happened to one device, in the order in which it happened.

Each source returns its own lines; a new subject that does something to devices adds one source.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.devices.prechecks import precheck_lines
from app.devices.service_record import Span, list_maintenance, list_repairs
from app.ledger.book import history_of
from app.ledger.kinds import LABELS, LedgerKind
from app.models import DeviceFault, DeviceHolding, DeviceLoss, DeviceWriteOff, Person
from app.people.queries import names_of
from app.policy.vocabulary import HoldingEnd

_FROM_THE_LEDGER = frozenset(
    {
        LedgerKind.DEVICE_CHANGED,
        LedgerKind.DEVICE_REGISTERED,
        LedgerKind.DEVICE_TRANSFERRED,
        LedgerKind.TERMINAL_ENROLLED,
        LedgerKind.TERMINAL_REVOKED,
    }
)
_ENDS = {
    HoldingEnd.HANDED_OVER.value: "交接给他人",
    HoldingEnd.LOST.value: "因报失结束领用",
    HoldingEnd.RETURNED.value: "归还",
}
_MOST = 5000


@dataclass(frozen=True, slots=True)
class LifeLine:
    """One thing that happened; ``who`` answers for it, ``words`` say what it was."""

    at: datetime
    what: str
    who: str
    words: str = ""


Source = Callable[[AsyncSession, UUID], Awaitable[list[LifeLine]]]


async def life_of(session: AsyncSession, device_id: UUID) -> tuple[LifeLine, ...]:
    """Return the life of a device, the oldest line first."""
    lines = [line for source in SOURCES for line in await source(session, device_id)]
    return tuple(sorted(lines, key=lambda line: line.at))


async def _registered(session: AsyncSession, device_id: UUID) -> list[LifeLine]:
    events = [
        line
        for line in await history_of(session, device_id, limit=_MOST)
        if line.kind in _FROM_THE_LEDGER
    ]
    names = await names_of(session, [line.actor_id for line in events])
    return [
        LifeLine(line.at, LABELS[line.kind], names.get(line.actor_id, "系统"))
        if line.actor_id
        else LifeLine(line.at, LABELS[line.kind], "系统")
        for line in events
    ]


async def _held(session: AsyncSession, device_id: UUID) -> list[LifeLine]:
    rows = await session.execute(
        select(DeviceHolding, Person.full_name)
        .join(Person, Person.id == DeviceHolding.person_id)
        .where(DeviceHolding.device_id == device_id)
    )
    lines = []
    for holding, name in rows:
        lines.append(LifeLine(holding.from_at, "领用", name, holding.purpose))
        if holding.until_at is not None and holding.ended is not None:
            lines.append(LifeLine(holding.until_at, _ENDS[holding.ended], name, holding.content))
    return lines


async def _checked(session: AsyncSession, device_id: UUID) -> list[LifeLine]:
    lines = []
    for check in await precheck_lines(session, device_id):
        verdict = f"{len(check.failed)} 项不正常" if check.failed else "正常"
        words = f"{verdict}；{check.note}" if check.note else verdict
        lines.append(LifeLine(check.at, "使用前检查", check.person_name, words))
    return lines


async def _maintained(session: AsyncSession, device_id: UUID) -> list[LifeLine]:
    return [
        LifeLine(
            line.noted_at,
            "保养",
            line.done_by,
            f"{line.done_on.isoformat()}，{line.what}；结果：{line.result}",
        )
        for line in await list_maintenance(session, Span(device_id=device_id))
    ]


async def _broke_down(session: AsyncSession, device_id: UUID) -> list[LifeLine]:
    rows = await session.execute(
        select(DeviceFault, Person.full_name)
        .join(Person, Person.id == DeviceFault.reported_by_id)
        .where(DeviceFault.device_id == device_id)
    )
    return [
        LifeLine(fault.reported_at, "报告故障，停止使用", name, fault.description)
        for fault, name in rows
    ]


async def _repaired(session: AsyncSession, device_id: UUID) -> list[LifeLine]:
    lines = []
    for repair in await list_repairs(session, Span(device_id=device_id)):
        if repair.is_without_leave:
            words = f"{repair.repairer}：{repair.work}。费用不可报销"
            lines.append(LifeLine(repair.asked_at, "擅自修理", repair.asked_by, words))
        else:
            lines.append(LifeLine(repair.asked_at, "申请维修", repair.asked_by, repair.plan))
        if repair.decided_at is not None:
            verdict = "批准维修" if repair.is_authorised else "不批准维修"
            lines.append(LifeLine(repair.decided_at, verdict, repair.decided_by, repair.opinion))
        if repair.tested_at is not None:
            words = f"{repair.repairer}：{repair.work}；测试：{repair.test_note}"
            lines.append(LifeLine(repair.tested_at, "维修后测试", repair.tested_by, words))
    return lines


async def _given_up(session: AsyncSession, device_id: UUID) -> list[LifeLine]:
    proposer, decider = aliased(Person), aliased(Person)
    rows = await session.execute(
        select(DeviceWriteOff, proposer.full_name, decider.full_name)
        .join(proposer, proposer.id == DeviceWriteOff.proposed_by_id)
        .outerjoin(decider, decider.id == DeviceWriteOff.decided_by_id)
        .where(DeviceWriteOff.device_id == device_id)
    )
    lines = []
    for row, proposed_by, decided_by in rows:
        lines.append(LifeLine(row.proposed_at, "提出报废", proposed_by, row.reason))
        if row.decided_at is not None:
            verdict = "批准报废" if row.is_approved else "不批准报废"
            lines.append(LifeLine(row.decided_at, verdict, decided_by, row.opinion))
    return lines


async def _lost(session: AsyncSession, device_id: UUID) -> list[LifeLine]:
    reporter, finder = aliased(Person), aliased(Person)
    rows = await session.execute(
        select(DeviceLoss, reporter.full_name, finder.full_name)
        .join(reporter, reporter.id == DeviceLoss.reported_by_id)
        .outerjoin(finder, finder.id == DeviceLoss.found_noted_by_id)
        .where(DeviceLoss.device_id == device_id)
    )
    lines = []
    for row, reported_by, found_by in rows:
        lines.append(LifeLine(row.reported_at, "报失", reported_by, row.circumstances))
        if row.found_at is not None:
            lines.append(LifeLine(row.found_at, "找回", found_by, row.found_note))
    return lines


SOURCES: tuple[Source, ...] = (
    _registered,
    _held,
    _checked,
    _maintained,
    _broke_down,
    _repaired,
    _given_up,
    _lost,
)
"""Whoever knows something about the life of a device."""
