"""Register devices, correct their registration, move them to another unit.

Source: Ruzhou's management rule, articles 2 and 4; cost and budget year: Shanxi's article 21.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.devices.label_code import ALPHABET, CHANCE_LENGTH, complete
from app.devices.queries import find_device
from app.errors import InvalidInputError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Device, Section, Unit
from app.people.authority import permit, thing_in
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import DeviceKind

_FIRST_YEAR = 1990
_GB28181_DIGITS = 20


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What is registered of a device; ``cost`` in yuan, ``gb28181_no`` of 20 digits or empty."""

    device_no: str
    kind: DeviceKind
    model: str = ""
    maker: str = ""
    serial_no: str = ""
    gb28181_no: str = ""
    cost: Decimal | None = None
    budget_year: int | None = None
    acquired_on: date | None = None
    section_id: UUID | None = None


async def register(
    session: AsyncSession, actor: Actor, unit_id: UUID, facts: DeviceFacts, now: datetime
) -> UUID | Decision:
    """Add a device for somebody who may; a refusal is an event. Appends ``device:registered``.

    Raises:
        NotFoundError: there is no such unit.
        InvalidInputError: with the field that is wrong.
    """
    await _unit(session, unit_id)
    thing = await thing_in(session, unit_id)
    decision = await permit(session, actor, Act.DEVICE_REGISTER, thing, subject_id=unit_id, now=now)
    if not decision.allowed:
        return decision
    await _check(session, unit_id, facts, now)
    await _hold_number_free(session, actor, facts.device_no)
    try:
        async with session.begin_nested():
            return await add_device(session, actor, unit_id, facts, now)
    except IntegrityError as error:
        raise _taken(facts.device_no) from error


async def add_device(
    session: AsyncSession, actor: Actor, unit_id: UUID, facts: DeviceFacts, now: datetime
) -> UUID:
    """Add a device with a label of its own and return its id. Appends ``device:registered``."""
    device = Device(
        id=ids.new_id(),
        unit_id=unit_id,
        label_code=new_label_code(),
        created_at=now,
        **asdict(facts) | {"kind": facts.kind.value},
    )
    session.add(device)
    await session.flush()
    await append(
        session,
        LedgerKind.DEVICE_REGISTERED,
        actor,
        unit_id=unit_id,
        subject_id=device.id,
        detail={"device_no": facts.device_no, "kind": facts.kind.value},
        now=now,
    )
    return device.id


async def change(
    session: AsyncSession, actor: Actor, device_id: UUID, facts: DeviceFacts, now: datetime
) -> Decision | None:
    """Correct what is registered. Appends ``device:changed`` with the old and the new values.

    Raises:
        InvalidInputError: with the field that is wrong.
    """
    await session.get(Device, device_id, with_for_update=True, populate_existing=True)
    detail = await find_device(session, actor, device_id)
    thing = await thing_in(session, detail.unit_id, person_id=detail.holder_id, device_id=device_id)
    decision = await permit(session, actor, Act.DEVICE_CHANGE, thing, subject_id=device_id, now=now)
    if not decision.allowed:
        return decision
    await _check(session, detail.unit_id, facts, now)
    if facts.device_no != detail.device_no:
        await _hold_number_free(session, actor, facts.device_no)
    device = await session.get_one(Device, device_id)
    changes = {}
    for name, value in (asdict(facts) | {"kind": facts.kind.value}).items():
        if getattr(device, name) != value:
            changes[name] = [_said(getattr(device, name)), _said(value)]
            setattr(device, name, value)
    if not changes:
        return None
    try:
        async with session.begin_nested():
            await session.flush()
    except IntegrityError as error:
        raise _taken(facts.device_no) from error
    await append(
        session,
        LedgerKind.DEVICE_CHANGED,
        actor,
        unit_id=detail.unit_id,
        subject_id=device_id,
        detail={"changes": changes},
        now=now,
    )
    return None


def new_label_code() -> str:
    """Return a fresh code for a label; 31 to the eighth makes a clash a matter of centuries."""
    return complete(ids.new_code(ALPHABET, CHANCE_LENGTH))


async def check_section(session: AsyncSession, unit_id: UUID, section_id: UUID | None) -> None:
    """Hold a section to its unit.

    Raises:
        InvalidInputError: the section belongs to another unit, or there is none.
    """
    if section_id is None:
        return
    section = await session.get(Section, section_id)
    if section is None or section.unit_id != unit_id:
        raise InvalidInputError("所选科室不属于这个单位，请重新选择。", field="section")


async def _unit(session: AsyncSession, unit_id: UUID) -> Unit:
    unit = await session.get(Unit, unit_id)
    if unit is None:
        raise NotFoundError
    return unit


async def _check(session: AsyncSession, unit_id: UUID, facts: DeviceFacts, now: datetime) -> None:
    today = now.astimezone(SHANGHAI).date()
    gb_no = facts.gb28181_no
    if gb_no and not (gb_no.isascii() and gb_no.isdigit() and len(gb_no) == _GB28181_DIGITS):
        raise InvalidInputError(
            f"国标编码应为 {_GB28181_DIGITS} 位数字（GB/T 28181）。请核对后重新填写。",
            field="gb28181_no",
        )
    if facts.budget_year is not None and not _FIRST_YEAR <= facts.budget_year <= today.year + 1:
        raise InvalidInputError(
            f"预算年度应在 {_FIRST_YEAR} 年到 {today.year + 1} 年之间。", field="budget_year"
        )
    if facts.acquired_on is not None and facts.acquired_on > today:
        raise InvalidInputError("购置日期晚于今天。请核对后重新填写。", field="acquired_on")
    await check_section(session, unit_id, facts.section_id)


async def _hold_number_free(session: AsyncSession, actor: Actor, device_no: str) -> None:
    """Say whose number it is only to somebody who may know that device."""
    other = await session.scalar(select(Device.id).where(Device.device_no == device_no))
    if other is None:
        return
    try:
        known = await find_device(session, actor, other)
    except NotFoundError:
        raise _taken(device_no) from None
    message = f"编号“{device_no}”已用于{known.unit_name}登记的一台设备。请换一个编号。"
    raise InvalidInputError(message, field="device_no")


def _taken(device_no: str) -> InvalidInputError:
    message = f"编号“{device_no}”已被占用。设备编号在全系统内不能重复，请换一个编号。"
    return InvalidInputError(message, field="device_no")


def _said(value: object) -> str:
    return "" if value is None else str(value)
