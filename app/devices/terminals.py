"""Terminals: a device enrolled with a bearer token that can be rotated and revoked.

A token is 256 random bits, shown once and stored as SHA-256. The one-time enrolment code comes
with the device registry; today an administrator enrols by ``liuhen enrol``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.registry import DeviceFacts, add_device
from app.errors import NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Device, TerminalToken
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind, DeviceKind

_TOUCH_EVERY = timedelta(seconds=60)


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
    """Give a registered device a token. Appends ``terminal:enrolled``.

    Raises:
        NotFoundError: no device has this number.
    """
    device = await session.scalar(select(Device).where(Device.device_no == device_no))
    if device is None:
        message = f"没有编号为“{device_no}”的设备，请先登记设备，再登记终端。"
        raise NotFoundError(message)
    token = await _issue(session, device.id, now)
    await append(
        session,
        LedgerKind.TERMINAL_ENROLLED,
        actor,
        unit_id=device.unit_id,
        subject_id=device.id,
        now=now,
    )
    return Enrolment(device.id, device.device_no, token)


async def identify_terminal(session: AsyncSession, token: str, *, now: datetime) -> Actor | None:
    """Return the terminal behind a bearer token, or ``None`` when it is unknown or revoked."""
    found = (
        await session.execute(
            select(TerminalToken, Device)
            .join(Device, Device.id == TerminalToken.device_id)
            .where(
                TerminalToken.token_hash == ids.digest_of_secret(token),
                TerminalToken.revoked_at.is_(None),
            )
        )
    ).one_or_none()
    if found is None:
        return None
    row, device = found
    if row.last_seen_at is None or now - row.last_seen_at > _TOUCH_EVERY:
        row.last_seen_at = now
    return Actor(
        kind=ActorKind.TERMINAL, id=device.id, unit_id=device.unit_id, credential_id=row.id
    )


async def rotate_token(session: AsyncSession, actor: Actor, now: datetime) -> str:
    """Replace the terminal's own token and return the new one; the old one ends at this commit.

    Appends ``terminal:rotated``.

    Raises:
        NotFoundError: the caller is not an enrolled terminal.
    """
    if actor.kind is not ActorKind.TERMINAL or actor.id is None:
        raise NotFoundError
    await session.execute(
        update(TerminalToken).where(TerminalToken.id == actor.credential_id).values(revoked_at=now)
    )
    token = await _issue(session, actor.id, now)
    await append(
        session,
        LedgerKind.TERMINAL_ROTATED,
        actor,
        unit_id=actor.unit_id,
        subject_id=actor.id,
        now=now,
    )
    return token


async def revoke_tokens(session: AsyncSession, actor: Actor, device_no: str, now: datetime) -> int:
    """End every token of a device and return how many. Appends ``terminal:revoked``.

    Raises:
        NotFoundError: no device has this number.
    """
    device = await session.scalar(select(Device).where(Device.device_no == device_no))
    if device is None:
        message = f"没有编号为“{device_no}”的设备。"
        raise NotFoundError(message)
    ended = await session.scalars(
        update(TerminalToken)
        .where(TerminalToken.device_id == device.id, TerminalToken.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(TerminalToken.id)
    )
    count = len(ended.all())
    await append(
        session,
        LedgerKind.TERMINAL_REVOKED,
        actor,
        unit_id=device.unit_id,
        subject_id=device.id,
        detail={"tokens": count},
        now=now,
    )
    return count


async def _issue(session: AsyncSession, device_id: UUID, now: datetime) -> str:
    token = ids.new_secret()
    session.add(
        TerminalToken(
            id=ids.new_id(),
            device_id=device_id,
            token_hash=ids.digest_of_secret(token),
            created_at=now,
        )
    )
    await session.flush()
    return token
