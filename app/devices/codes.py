"""Make the one-time code of a terminal, and end its tokens: what its keepers do about it.

The code's two forms, and why there are two, stand in decision page 0023; a terminal uses it up in
``app.devices.enrolment``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.queries import find_device, thing_of_device
from app.devices.terminals import GONE, DeviceGoneError, revoke_device
from app.devices.tokens import end_codes
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Device, EnrolmentCode
from app.people.authority import permit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import ActorKind, TokenEnd

TYPED_LENGTH = 10


@dataclass(frozen=True, slots=True)
class FreshCode:
    """A code that was just made; the only moment at which its two forms can be read."""

    id: UUID
    device_no: str
    scanned: str
    typed: str
    expires_at: datetime


async def make_code(
    session: AsyncSession, actor: Actor, device_id: UUID, *, minutes: int, now: datetime
) -> FreshCode | Decision:
    """Make the one living code of a device, or return the refusal. Appends ``terminal:code_made``.

    Raises:
        NotFoundError: there is no such device, or the actor may not know that there is one.
        DeviceGoneError: the device is lost or was scrapped.
    """
    detail = await find_device(session, actor, device_id)
    thing = await thing_of_device(session, detail)
    decision = await permit(
        session, actor, Act.TERMINAL_ENROL, thing, subject_id=device_id, now=now
    )
    if not decision.allowed:
        return decision
    return await _make(session, actor, device_id, minutes=minutes, now=now)


async def make_code_at_console(
    session: AsyncSession, actor: Actor, device_no: str, *, minutes: int, now: datetime
) -> FreshCode:
    """Make a code for whoever has a shell on the server. Appends ``terminal:code_made``.

    Raises:
        NotFoundError: no device has this number.
        DeviceGoneError: as in ``make_code``.
    """
    device_id = await session.scalar(select(Device.id).where(Device.device_no == device_no))
    if device_id is None:
        message = f"没有编号为“{device_no}”的设备，请先登记设备，再登记终端。"
        raise NotFoundError(message)
    return await _make(session, actor, device_id, minutes=minutes, now=now)


async def revoke_terminal(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    *,
    end: TokenEnd,
    note: str,
    now: datetime,
) -> int | Decision:
    """End every token and code of a device, or return the refusal. Appends ``terminal:revoked``.

    Raises:
        NotFoundError: there is no such device, or the actor may not know that there is one.
        ConflictError: there is nothing to end.
    """
    detail = await find_device(session, actor, device_id)
    thing = await thing_of_device(session, detail)
    decision = await permit(
        session, actor, Act.TERMINAL_ENROL, thing, subject_id=device_id, now=now
    )
    if not decision.allowed:
        return decision
    device = await session.get_one(Device, device_id, with_for_update=True)
    count = await revoke_device(session, actor, device, end=end, note=note, now=now)
    if not count:
        raise ConflictError("这台终端没有有效的令牌，无需撤销。需要接入的，请生成接入码。")
    return count


async def _make(
    session: AsyncSession, actor: Actor, device_id: UUID, *, minutes: int, now: datetime
) -> FreshCode:
    """The lock on the device lets two makers pass one after the other, so one code is left."""
    device = await session.get_one(Device, device_id, with_for_update=True)
    if device.state in GONE:
        raise DeviceGoneError
    await end_codes(session, device_id, now)
    fresh = FreshCode(
        id=ids.new_id(),
        device_no=device.device_no,
        scanned=ids.new_secret(),
        typed=ids.new_typed_code(TYPED_LENGTH),
        expires_at=now + timedelta(minutes=minutes),
    )
    session.add(
        EnrolmentCode(
            id=fresh.id,
            device_id=device_id,
            scanned_hash=ids.digest_of_secret(fresh.scanned),
            typed_hash=ids.digest_of_secret(fresh.typed),
            made_by_id=actor.id if actor.kind is ActorKind.PERSON else None,
            made_at=now,
            expires_at=fresh.expires_at,
        )
    )
    await session.flush()
    await append(
        session,
        LedgerKind.TERMINAL_CODE_MADE,
        actor,
        unit_id=device.unit_id,
        subject_id=device_id,
        now=now,
    )
    return fresh
