"""报废与报失: give a device up by two persons, report it lost, write down that it was found.

Both end the device's right to hand anything in: its terminal tokens are revoked in the same
transaction, and the next request meets it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.holding_rows import HandOver, end_holding
from app.devices.repairs import drop_repair
from app.devices.servicing import Entered, enter, note, refuse_request
from app.devices.terminals import revoke_tokens
from app.errors import InvalidInputError
from app.ledger.kinds import LedgerKind
from app.models import DeviceLoss, DeviceWriteOff, TerminalToken
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.servicing import ServiceAct
from app.policy.vocabulary import HoldingEnd, TokenEnd
from app.recordings.attributing import reattribute_device


async def propose_write_off(
    session: AsyncSession, actor: Actor, device_id: UUID, *, reason: str, now: datetime
) -> Decision | None:
    """Propose that a device be given up. Appends ``device:scrap_proposed``."""
    entered = await enter(
        session, actor, device_id, Act.DEVICE_MAINTAIN, ServiceAct.PROPOSE_WRITE_OFF, now=now
    )
    if isinstance(entered, Decision):
        return entered
    row = DeviceWriteOff(
        id=ids.id_of_moment(now),
        device_id=device_id,
        reason=reason,
        proposed_by_id=entered.by_id,
        proposed_at=now,
    )
    session.add(row)
    await session.flush()
    await note(session, actor, entered, LedgerKind.DEVICE_SCRAP_PROPOSED, now, write_off=row.id)
    return None


async def decide_write_off(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    *,
    is_approved: bool,
    opinion: str,
    now: datetime,
) -> Decision | None:
    """Approve or refuse the scrapping of a device that somebody else proposed.

    Appends ``device:scrapped`` or ``device:scrap_refused``.
    """
    service = ServiceAct.APPROVE_WRITE_OFF if is_approved else ServiceAct.REFUSE_WRITE_OFF
    entered = await enter(session, actor, device_id, Act.DEVICE_WRITE_OFF, service, now=now)
    if isinstance(entered, Decision):
        return entered
    row = entered.write_off
    assert row is not None
    refused = await refuse_request(
        session, actor, entered, Act.DEVICE_WRITE_OFF, asked_by=row.proposed_by_id, now=now
    )
    if refused:
        return refused
    row.decided_by_id, row.decided_at = entered.by_id, now
    row.is_approved, row.opinion = is_approved, opinion
    if is_approved:
        await _give_up(session, actor, entered, now)
    entered.follow(service)
    await session.flush()
    kind = LedgerKind.DEVICE_SCRAPPED if is_approved else LedgerKind.DEVICE_SCRAP_REFUSED
    await note(session, actor, entered, kind, now, write_off=row.id)
    return None


async def report_loss(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    *,
    lost_at: datetime,
    circumstances: str,
    now: datetime,
) -> Decision | None:
    """Report a device lost: its tokens end, and its holding ends when it was lost.

    What was recorded after that moment is nobody's any more. Appends ``device:lost``.

    Raises:
        InvalidInputError: the moment lies ahead, or before the holding.
    """
    entered = await enter(
        session, actor, device_id, Act.DEVICE_REPORT_FAULT, ServiceAct.REPORT_LOSS, now=now
    )
    if isinstance(entered, Decision):
        return entered
    if lost_at > now:
        raise InvalidInputError("丢失时间晚于现在。请核对后重新填写。", field="lost_at")
    holding = entered.holding
    row = DeviceLoss(
        id=ids.id_of_moment(now),
        device_id=device_id,
        lost_at=lost_at,
        circumstances=circumstances,
        holder_id=holding.person_id if holding else None,
        reported_by_id=entered.by_id,
        reported_at=now,
    )
    if holding is not None:
        # It may refuse the moment, so nothing is written before.
        end_holding(holding, actor, HoldingEnd.LOST, HandOver(), at=lost_at, field="lost_at")
    session.add(row)
    drop_repair(entered)
    await _end_access(session, actor, entered, TokenEnd.LOST, now)
    entered.follow(ServiceAct.REPORT_LOSS)
    await session.flush()
    await note(session, actor, entered, LedgerKind.DEVICE_LOST, now, loss=row.id)
    await reattribute_device(session, device_id, lost_at, now, actor=actor)
    return None


async def note_found(
    session: AsyncSession, actor: Actor, device_id: UUID, *, found_note: str, now: datetime
) -> Decision | None:
    """Write down that a lost device is back; a terminal has to be enrolled anew.

    Appends ``device:found_again``.
    """
    entered = await enter(
        session, actor, device_id, Act.DEVICE_MAINTAIN, ServiceAct.FIND_AGAIN, now=now
    )
    if isinstance(entered, Decision):
        return entered
    assert entered.loss is not None
    entered.loss.found_at, entered.loss.found_note = now, found_note
    entered.loss.found_noted_by_id = entered.by_id
    entered.follow(ServiceAct.FIND_AGAIN)
    await session.flush()
    kind = LedgerKind.DEVICE_FOUND_AGAIN
    await note(session, actor, entered, kind, now, loss=entered.loss.id)
    return None


async def _give_up(session: AsyncSession, actor: Actor, entered: Entered, now: datetime) -> None:
    if entered.fault is not None:
        entered.fault.closed_at = now
    drop_repair(entered)
    await _end_access(session, actor, entered, TokenEnd.OTHER, now)


async def _end_access(
    session: AsyncSession, actor: Actor, entered: Entered, end: TokenEnd, now: datetime
) -> None:
    """Revoke the tokens in force; a camera that never had one leaves no empty event behind."""
    in_force = exists().where(
        TerminalToken.device_id == entered.device.id, TerminalToken.revoked_at.is_(None)
    )
    if await session.scalar(select(in_force)):
        await revoke_tokens(session, actor, entered.device.device_no, now, end=end)
