"""Whether somebody may correct a device's registration; asked by two doors."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.queries import DeviceDetail, find_device, thing_of_device
from app.people.authority import authorise, permit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision


async def may_change(
    session: AsyncSession, actor: Actor, device_id: UUID, *, tried_at: datetime | None = None
) -> tuple[DeviceDetail, Decision]:
    """Return the device and the rules' answer; a refusal of something tried is an event.

    Raises:
        NotFoundError: the actor may not know of the device.
    """
    detail = await find_device(session, actor, device_id)
    thing = await thing_of_device(session, detail)
    if tried_at is None:
        return detail, await authorise(session, actor, Act.DEVICE_CHANGE, thing)
    return detail, await permit(
        session, actor, Act.DEVICE_CHANGE, thing, subject_id=device_id, now=tried_at
    )
