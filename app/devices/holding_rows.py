"""The rows of a holding: lock the device, begin, end, and let two holders never be one moment.

Used by the verbs in ``app.devices.holding``, and by the report of a loss.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.devices.queries import DeviceDetail, find_device
from app.errors import ConflictError, InvalidInputError
from app.models import Device, DeviceHolding, Person
from app.policy.actor import Actor
from app.policy.vocabulary import HoldingEnd

TAKEN = "这台设备刚刚已由他人领用，您的操作没有登记。请刷新页面查看现在的领用人，再办理收回或交接。"
NOT_HELD = "这台设备现在没有人领用，不需要收回或交接。请刷新页面查看它的情况。"
_ONE_HOLDER = "ex_device_holding_one_holder"


@dataclass(frozen=True, slots=True)
class HandOver:
    """What is said at a hand-over.

    ``at`` is the moment both name, ``None`` for now; ``content`` is what was recorded in the
    holding that ends, ``purpose`` what the one that begins is for.
    """

    at: datetime | None = None
    purpose: str = ""
    content: str = ""
    remark: str = ""


async def lock_device(session: AsyncSession, actor: Actor, device_id: UUID) -> DeviceDetail:
    """Hold the device's row until the end of the transaction, then read it as it is.

    ``NO KEY UPDATE`` makes hand-overs wait for one another and lets uploads of the same device
    pass, which only point to its row.
    """
    await session.execute(
        select(Device.id).where(Device.id == device_id).with_for_update(key_share=True)
    )
    return await find_device(session, actor, device_id)


async def lock_receiver(session: AsyncSession, person_id: UUID) -> None:
    """Hold whoever is to get a device: leaving and moving wait, or are seen once they are done.

    ``KEY SHARE`` lets several devices go to one person at the same time.
    """
    row = select(Person).where(Person.id == person_id).with_for_update(read=True, key_share=True)
    await session.execute(row.execution_options(populate_existing=True))


async def open_holding(session: AsyncSession, device_id: UUID) -> DeviceHolding:
    """Return the holding that goes on.

    Raises:
        ConflictError: nobody holds the device.
    """
    held = await session.scalar(
        select(DeviceHolding)
        .where(DeviceHolding.device_id == device_id, DeviceHolding.until_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if held is None:
        raise ConflictError(NOT_HELD)
    return held


async def must_follow_the_last(session: AsyncSession, device_id: UUID, at: datetime) -> None:
    """Let a holding begin only after the last one known.

    Raises:
        InvalidInputError: the moment lies in the time of somebody who held the device.
    """
    last = await session.scalar(
        select(DeviceHolding.until_at)
        .where(DeviceHolding.device_id == device_id)
        .order_by(DeviceHolding.from_at.desc())
        .limit(1)
    )
    if last is not None and at < last:
        message = (
            f"这台设备直到 {last.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 还由他人领用，"
            "领用时间不能早于这个时间。请改正时间后重新提交。"
        )
        raise InvalidInputError(message, field="at")


def begin_holding(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    receiver_id: UUID,
    said: HandOver,
    *,
    at: datetime,
    now: datetime,
) -> DeviceHolding:
    """Add the row of a holding that begins; the caller flushes."""
    holding = DeviceHolding(
        id=ids.new_id(),
        device_id=device_id,
        person_id=receiver_id,
        from_at=at,
        begun_by_id=actor.id,
        purpose=said.purpose,
        remark=said.remark,
        noted_at=now,
    )
    session.add(holding)
    return holding


def end_holding(
    held: DeviceHolding,
    actor: Actor,
    how: HoldingEnd,
    said: HandOver,
    *,
    at: datetime,
    field: str = "at",
) -> None:
    """End a holding; the caller flushes.

    Raises:
        InvalidInputError: it would end before it began.
    """
    if at <= held.from_at:
        message = (
            f"领用开始于 {held.from_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}，"
            "结束时间必须晚于它。请改正时间后重新提交。"
        )
        raise InvalidInputError(message, field=field)
    held.until_at = at
    held.ended = how.value
    held.ended_by_id = actor.id
    held.content = said.content
    held.remark = "；".join(part for part in (held.remark, said.remark) if part)


@asynccontextmanager
async def one_holder_only(session: AsyncSession) -> AsyncIterator[None]:
    """Write what is begun here; a second holder at the same time becomes a sentence."""
    try:
        yield
        await session.flush()
    except IntegrityError as error:
        if _ONE_HOLDER in str(error.orig):
            raise ConflictError(TAKEN) from error
        raise
