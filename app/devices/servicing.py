"""Care for devices: read a device's condition, and enter an act about it.

The device's row is locked before its condition is read, so two acts about one device wait for
each other and the second sees what the first has done.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.devices.queries import DeviceDetail, find_device, thing_of_device
from app.errors import ConflictError, InvalidInputError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.ledger.standing_in import principal_of
from app.models import (
    Device,
    DeviceFault,
    DeviceHolding,
    DeviceLoss,
    DeviceMaintenance,
    DeviceRepair,
    DeviceWriteOff,
)
from app.people.authority import authorise, note_refusal, permit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.servicing import Condition, ServiceAct, may_decide_request, may_follow, state_after
from app.policy.vocabulary import DeviceState, RepairState


@dataclass(frozen=True, slots=True)
class Entered:
    """A device with everything open about it; ``actor_id`` is the person who acts, if any does."""

    device: Device
    condition: Condition
    fault: DeviceFault | None
    repair: DeviceRepair | None
    write_off: DeviceWriteOff | None
    loss: DeviceLoss | None
    holding: DeviceHolding | None
    actor_id: UUID | None = None

    @property
    def by_id(self) -> UUID:
        """Return who acts; whoever passed the rules is a person."""
        assert self.actor_id is not None
        return self.actor_id

    def follow(self, act: ServiceAct) -> None:
        """Put the device into the state that the act leads to."""
        self.device.state = state_after(act, self.condition).value


@dataclass(frozen=True, slots=True)
class Care:
    """What is written down of one maintenance."""

    done_on: date
    done_by: str
    what: str
    result: str


async def may_enter(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    act: Act,
    service: ServiceAct,
    *,
    tried_at: datetime | None = None,
) -> tuple[DeviceDetail, Decision]:
    """Return the device and whether somebody may act on it.

    Looking leaves no trace; a refusal of something tried, at ``tried_at``, is an event.

    Raises:
        NotFoundError: the actor may not know of the device.
        ConflictError: the device's condition does not allow the act.
    """
    detail = await find_device(session, actor, device_id)
    thing = await thing_of_device(session, detail)
    if tried_at is None:
        decision = await authorise(session, actor, act, thing)
    else:
        decision = await permit(session, actor, act, thing, subject_id=device_id, now=tried_at)
    if decision.allowed:
        _hold_to(service, (await condition_of(session, device_id)).condition)
    return detail, decision


async def enter(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    act: Act,
    service: ServiceAct,
    *,
    now: datetime,
) -> Entered | Decision:
    """Lock the device and return it with its condition, or the refusal, which is in the ledger.

    Raises:
        NotFoundError: the actor may not know of the device.
        ConflictError: the device's condition does not allow the act.
    """
    await session.get(Device, device_id, with_for_update=True, populate_existing=True)
    detail = await find_device(session, actor, device_id)
    thing = await thing_of_device(session, detail)
    decision = await permit(session, actor, act, thing, subject_id=device_id, now=now)
    if not decision.allowed:
        return decision
    entered = await condition_of(session, device_id)
    _hold_to(service, entered.condition)
    return replace(entered, actor_id=actor.id)


async def condition_of(session: AsyncSession, device_id: UUID) -> Entered:
    """Return everything open about a device that exists, as the rules and the verbs need it."""
    device = await session.get_one(Device, device_id)
    fault = await session.scalar(
        select(DeviceFault).where(
            DeviceFault.device_id == device.id, DeviceFault.closed_at.is_(None)
        )
    )
    repair = await session.scalar(
        select(DeviceRepair)
        .where(DeviceRepair.fault_id == (fault.id if fault else None))
        .order_by(DeviceRepair.id.desc())
        .limit(1)
    )
    write_off = await session.scalar(
        select(DeviceWriteOff).where(
            DeviceWriteOff.device_id == device.id, DeviceWriteOff.decided_at.is_(None)
        )
    )
    loss = await session.scalar(
        select(DeviceLoss).where(DeviceLoss.device_id == device.id, DeviceLoss.found_at.is_(None))
    )
    holding = await session.scalar(
        select(DeviceHolding).where(
            DeviceHolding.device_id == device.id, DeviceHolding.until_at.is_(None)
        )
    )
    condition = Condition(
        state=DeviceState(device.state),
        has_fault=fault is not None,
        repair=RepairState(repair.state) if repair else None,
        write_off_waits=write_off is not None,
        is_held=holding is not None,
    )
    return Entered(device, condition, fault, repair, write_off, loss, holding)


async def note_maintenance(
    session: AsyncSession, actor: Actor, device_id: UUID, care: Care, now: datetime
) -> Decision | None:
    """Write down that a device was cared for. Appends ``device:maintained``.

    Source: Zhangzi's article 19; Ruzhou's management rule, article 4.
    """
    entered = await enter(
        session, actor, device_id, Act.DEVICE_MAINTAIN, ServiceAct.MAINTAIN, now=now
    )
    if isinstance(entered, Decision):
        return entered
    if care.done_on > now.astimezone(SHANGHAI).date():
        raise InvalidInputError("保养日期晚于今天。请核对后重新填写。", field="done_on")
    row = DeviceMaintenance(
        id=ids.id_of_moment(now),
        device_id=device_id,
        done_on=care.done_on,
        done_by=care.done_by,
        what=care.what,
        result=care.result,
        noted_by_id=entered.by_id,
        noted_at=now,
    )
    session.add(row)
    await note(session, actor, entered, LedgerKind.DEVICE_MAINTAINED, now, maintenance=row.id)
    return None


async def note(
    session: AsyncSession,
    actor: Actor,
    entered: Entered,
    kind: LedgerKind,
    now: datetime,
    **detail: object,
) -> None:
    """Append what happened to the device, with the state in which it is now."""
    await append(
        session,
        kind,
        actor,
        unit_id=entered.device.unit_id,
        subject_id=entered.device.id,
        detail={"device_state": entered.device.state, **detail},
        now=now,
    )


async def refuse_request(
    session: AsyncSession,
    actor: Actor,
    entered: Entered,
    act: Act,
    *,
    asked_by: UUID,
    now: datetime,
) -> Decision | None:
    """Return the refusal when somebody decides on their own request. Appends ``act:refused``."""
    two_persons = may_decide_request(
        entered.by_id, asked_by, on_behalf_of=principal_of(session, actor)
    )
    if two_persons.allowed:
        return None
    device = entered.device
    await note_refusal(session, actor, act, unit_id=device.unit_id, subject_id=device.id, now=now)
    return two_persons


def _hold_to(service: ServiceAct, condition: Condition) -> None:
    follows = may_follow(service, condition)
    if not follows.allowed:
        raise ConflictError(follows.reason)
