"""使用前检查: whoever uses a device looks at it first, item by item as the unit's pack lists them.

Source: Ruzhou's management rule, article 7; Shanxi's article 13; Zhangzi's article 19. Pack key
``device.precheck.items``; a silent pack asks for nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.queries import find_device, thing_of_device
from app.errors import InvalidInputError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import DeviceHolding, DevicePrecheck, Person
from app.people.authority import permit
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.pack import Pack
from app.policy.recording_conduct import precheck_items
from app.policy.vocabulary import PrecheckItem

_MOST = 50


@dataclass(frozen=True, slots=True)
class Findings:
    """What somebody found: a verdict for each item, and the clock's error if it was measured."""

    verdicts: Mapping[PrecheckItem, bool]
    clock_offset_s: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PrecheckLine:
    """One check as lists show it; ``failed`` are the items that were not in order."""

    id: UUID
    holding_id: UUID | None
    person_name: str
    at: datetime
    failed: tuple[PrecheckItem, ...]
    clock_offset_s: int | None
    note: str


def items_of(pack: Pack) -> tuple[PrecheckItem, ...]:
    """Return the items that this regulation wants looked at, in its own order."""
    return precheck_items(pack).outcome


async def check_device(
    session: AsyncSession, actor: Actor, device_id: UUID, found: Findings, now: datetime
) -> UUID | Decision:
    """Write down a check before use and return its id. Appends ``device:checked``.

    It belongs to the holding of whoever looked; a check in stock belongs to none.

    Raises:
        NotFoundError: the actor may not know the device.
        InvalidInputError: an item of the pack has no verdict, or it lists none.
    """
    device = await find_device(session, actor, device_id)
    thing = await thing_of_device(session, device)
    decision = await permit(session, actor, Act.DEVICE_CHECK, thing, subject_id=device.id, now=now)
    if not decision.allowed:
        return decision
    items = items_of(await pack_of_unit(session, device.unit_id))
    missing = next((item for item in items if item not in found.verdicts), None)
    if not items or missing:
        message = "请逐项填写检查结果：每一项选择“正常”或“不正常”。"
        raise InvalidInputError(message, field=missing.value if missing else "")
    check = DevicePrecheck(
        id=ids.new_id(),
        device_id=device.id,
        person_id=actor.id,
        holding_id=await _own_holding(session, actor, device.id),
        at=now,
        items={item.value: found.verdicts[item] for item in items},
        clock_offset_s=found.clock_offset_s,
        note=found.note,
    )
    session.add(check)
    await session.flush()
    failed = [item.value for item in items if not found.verdicts[item]]
    await append(
        session,
        LedgerKind.DEVICE_CHECKED,
        actor,
        unit_id=device.unit_id,
        subject_id=device.id,
        detail={"device_no": device.device_no, "check": check.id, "failed": failed},
        now=now,
    )
    return check.id


async def precheck_lines(
    session: AsyncSession, device_id: UUID, *, limit: int = _MOST
) -> tuple[PrecheckLine, ...]:
    """Return the checks of a device, newest first."""
    rows = await session.execute(
        select(DevicePrecheck, Person.full_name)
        .join(Person, Person.id == DevicePrecheck.person_id)
        .where(DevicePrecheck.device_id == device_id)
        .order_by(DevicePrecheck.at.desc(), DevicePrecheck.id.desc())
        .limit(limit)
    )
    return tuple(_line(check, name) for check, name in rows)


async def last_checks(
    session: AsyncSession, holding_ids: Collection[UUID]
) -> dict[UUID, PrecheckLine]:
    """Return the newest check of each holding that has one."""
    rows = await session.execute(
        select(DevicePrecheck, Person.full_name)
        .join(Person, Person.id == DevicePrecheck.person_id)
        .where(DevicePrecheck.holding_id.in_(holding_ids))
        .ext(distinct_on(DevicePrecheck.holding_id))
        .order_by(DevicePrecheck.holding_id, DevicePrecheck.at.desc(), DevicePrecheck.id.desc())
    )
    return {check.holding_id: _line(check, name) for check, name in rows if check.holding_id}


async def _own_holding(session: AsyncSession, actor: Actor, device_id: UUID) -> UUID | None:
    return await session.scalar(
        select(DeviceHolding.id).where(
            DeviceHolding.device_id == device_id,
            DeviceHolding.person_id == actor.id,
            DeviceHolding.until_at.is_(None),
        )
    )


def _line(check: DevicePrecheck, person_name: str) -> PrecheckLine:
    return PrecheckLine(
        id=check.id,
        holding_id=check.holding_id,
        person_name=person_name,
        at=check.at,
        failed=tuple(PrecheckItem(item) for item, is_fine in check.items.items() if not is_fine),
        clock_offset_s=check.clock_offset_s,
        note=check.note,
    )
