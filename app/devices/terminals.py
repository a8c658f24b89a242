"""Terminals: a device enrolled with a bearer token that can be rotated and revoked.

A token is 256 random bits, shown once and stored as SHA-256. A terminal comes by it with a
one-time code (``app.devices.enrolment``), or an administrator has it printed by ``liuhen enrol``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.registry import DeviceFacts, add_device
from app.devices.tokens import (
    LONGEST_WORD,
    NOTHING_SAID,
    Said,
    end_codes,
    end_tokens,
    issue_token,
)
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Device, TerminalToken
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind, DeviceKind, DeviceState, TokenEnd

GONE = frozenset({DeviceState.LOST.value, DeviceState.SCRAPPED.value})
"""A device in one of these states is not enrolled, whoever asks and by whichever way."""
_TOUCH_EVERY = timedelta(seconds=60)


class DeviceGoneError(ConflictError):
    """The device is lost or was scrapped, so nobody can be holding it as its terminal."""

    message = "这台设备已登记为丢失或者报废，不能接入。请先由设备管理员更正设备状态。"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A fresh token for a device; the only moment at which it can be read."""

    device_id: UUID
    device_no: str
    token: str


async def register_device(
    session: AsyncSession,
    actor: Actor,
    unit_id: UUID,
    *,
    device_no: str,
    kind: DeviceKind,
    model: str = "",
    section_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Add a device to a unit's registry and return its id. Appends ``device:registered``."""
    facts = DeviceFacts(device_no=device_no, kind=kind, model=model, section_id=section_id)
    return await add_device(session, actor, unit_id, facts, now)


async def enrol(session: AsyncSession, actor: Actor, device_no: str, now: datetime) -> Enrolment:
    """Give a registered device a token at the console; see ``enrol_device``.

    Locks the device.

    Raises:
        NotFoundError: no device has this number.
        DeviceGoneError: it is lost or was scrapped.
    """
    device = await session.scalar(
        select(Device)
        .where(Device.device_no == device_no)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if device is None:
        message = f"没有编号为“{device_no}”的设备，请先登记设备，再登记终端。"
        raise NotFoundError(message)
    return await enrol_device(session, actor, device, now=now)


async def enrol_device(
    session: AsyncSession,
    actor: Actor,
    device: Device,
    *,
    code_id: UUID | None = None,
    said: Said = NOTHING_SAID,
    detail: Mapping[str, object] | None = None,
    now: datetime,
) -> Enrolment:
    """Give a device its one token: every earlier token and every open code of it ends.

    The caller holds the device's lock. Appends ``terminal:enrolled`` with how many tokens ended.

    Raises:
        DeviceGoneError: it is lost or was scrapped.
    """
    if device.state in GONE:
        raise DeviceGoneError
    own = TerminalToken.device_id == device.id
    ended = await end_tokens(session, own, end=TokenEnd.REPLACED, by=actor, now=now)
    await end_codes(session, device.id, now)
    token = await issue_token(session, device.id, now, code_id=code_id, said=said)
    await append(
        session,
        LedgerKind.TERMINAL_ENROLLED,
        actor,
        unit_id=device.unit_id,
        subject_id=device.id,
        detail={**(detail or {}), "tokens": len(ended)},
        now=now,
    )
    return Enrolment(device.id, device.device_no, token)


async def identify_terminal(
    session: AsyncSession, token: str, *, version: str = "", address: str = "", now: datetime
) -> Actor | None:
    """Return the terminal behind a bearer token, or ``None`` for one that never was.

    A revoked token is remembered: its actor ``is_revoked`` and may only hand in evidence. Once a
    minute the row notes that the terminal was seen, from where, and what it runs.
    """
    found = (
        await session.execute(
            select(TerminalToken, Device)
            .join(Device, Device.id == TerminalToken.device_id)
            .where(TerminalToken.token_hash == ids.digest_of_secret(token))
        )
    ).one_or_none()
    if found is None:
        return None
    row, device = found
    if row.last_seen_at is None or now - row.last_seen_at > _TOUCH_EVERY:
        row.last_seen_at = now
        row.last_address = address
        row.version = version[:LONGEST_WORD] or row.version
    return Actor(
        kind=ActorKind.TERMINAL,
        id=device.id,
        unit_id=device.unit_id,
        credential_id=row.id,
        is_revoked=row.revoked_at is not None,
    )


async def rotate_token(session: AsyncSession, actor: Actor, now: datetime) -> str:
    """Replace the terminal's own token and return the new one; the old one ends at this commit.

    Appends ``terminal:rotated``.

    Raises:
        NotFoundError: the caller is not an enrolled terminal, or was revoked this very moment.
    """
    if actor.kind is not ActorKind.TERMINAL or actor.id is None:
        raise NotFoundError
    own = TerminalToken.id == actor.credential_id
    if not await end_tokens(session, own, end=TokenEnd.ROTATED, now=now):
        raise NotFoundError
    old = await session.get_one(TerminalToken, actor.credential_id, populate_existing=True)
    said = Said(old.version, old.model, old.serial_no)
    token = await issue_token(session, actor.id, now, code_id=old.code_id, said=said)
    await append(
        session,
        LedgerKind.TERMINAL_ROTATED,
        actor,
        unit_id=actor.unit_id,
        subject_id=actor.id,
        now=now,
    )
    return token


async def revoke_tokens(
    session: AsyncSession,
    actor: Actor,
    device_no: str,
    now: datetime,
    *,
    end: TokenEnd = TokenEnd.OTHER,
) -> int:
    """End every token of a device and return how many. Appends ``terminal:revoked``.

    Raises:
        NotFoundError: no device has this number.
    """
    device = await session.scalar(select(Device).where(Device.device_no == device_no))
    if device is None:
        message = f"没有编号为“{device_no}”的设备。"
        raise NotFoundError(message)
    return await revoke_device(session, actor, device, end=end, now=now)


async def revoke_device(
    session: AsyncSession,
    actor: Actor,
    device: Device,
    *,
    end: TokenEnd,
    note: str = "",
    now: datetime,
) -> int:
    """End every token and every open code of a device. Appends ``terminal:revoked``."""
    own = TerminalToken.device_id == device.id
    count = len(await end_tokens(session, own, end=end, by=actor, note=note, now=now))
    await end_codes(session, device.id, now)
    await append(
        session,
        LedgerKind.TERMINAL_REVOKED,
        actor,
        unit_id=device.unit_id,
        subject_id=device.id,
        detail={"tokens": count, "end": end.value, "note": note},
        now=now,
    )
    return count
