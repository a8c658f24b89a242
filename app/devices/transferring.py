"""调拨: a device goes from one unit to another, as an act of its own with its history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.registry import check_section
from app.devices.servicing import enter, note
from app.errors import InvalidInputError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import Unit
from app.people.authority import permit, thing_in
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.servicing import ServiceAct


async def transfer(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    *,
    to_unit_id: UUID,
    section_id: UUID | None = None,
    reason: str,
    now: datetime,
) -> Decision | None:
    """Move a device that nobody holds to a unit whose devices the actor registers too.

    Appends ``device:transferred`` under the unit that gives the device away.

    Raises:
        ConflictError: somebody holds the device, or its condition does not allow it.
        InvalidInputError: it is the unit that has it already, or the section is another unit's.
    """
    if await session.get(Unit, to_unit_id) is None:
        raise NotFoundError
    entered = await enter(
        session, actor, device_id, Act.DEVICE_CHANGE, ServiceAct.TRANSFER, now=now
    )
    if isinstance(entered, Decision):
        return entered
    there = await thing_in(session, to_unit_id)
    decision = await permit(
        session, actor, Act.DEVICE_REGISTER, there, subject_id=device_id, now=now
    )
    if not decision.allowed:
        return decision
    device = entered.device
    if device.unit_id == to_unit_id:
        raise InvalidInputError("设备已经属于这个单位，不需要调拨。", field="unit")
    await check_section(session, to_unit_id, section_id)
    particulars = {"from_unit": device.unit_id, "to_unit": to_unit_id, "reason": reason}
    await note(session, actor, entered, LedgerKind.DEVICE_TRANSFERRED, now, **particulars)
    device.unit_id, device.section_id = to_unit_id, section_id
    await session.flush()
    return None
