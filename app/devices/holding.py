"""Issue a device, hand it over, take it back: one holder at each moment, and a ledger of them.

The three verbs lock the device's row, so that two desks meet one after the other; what slips past
the lock is stopped by the exclusion of ``device_holding``. A moment may lie in the past, never in
the future and never in another's time; dated back by more than ``reason_after``, it needs a
written reason. ``noted_at`` always tells when the row was really written.

Source: Ruzhou's management rule, articles 4 and 18(3); Zhangzi's article 7.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import SHANGHAI
from app.devices.holding_rows import (
    HandOver,
    begin_holding,
    end_holding,
    lock_device,
    lock_receiver,
    must_follow_the_last,
    one_holder_only,
    open_holding,
)
from app.devices.moments import settle_moment
from app.devices.queries import DeviceDetail, thing_of_device
from app.devices.receivers import facts_of
from app.errors import InvalidInputError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import DeviceHolding
from app.people.authority import permit, thing_in
from app.people.finding import find_person
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.issuing import decide_issue, must_say_content, problem_of
from app.policy.vocabulary import HoldingEnd
from app.recordings.attributing import reattribute_device

NO_RECEIVER = "请选择接收设备的人员。"


async def issue_device(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    receiver_id: UUID | None,
    said: HandOver,
    *,
    reason_after: timedelta,
    now: datetime,
) -> UUID | Decision:
    """Give a device in stock to somebody and return the holding's id.

    Appends ``device:issued``, or ``device:issue_refused`` with its code. Locks the device.

    Raises:
        NotFoundError: the actor may not know the device or the receiver.
        InvalidInputError: the moment lies ahead, in another's time, or back without a reason.
        ConflictError: somebody else became the holder at the same time.
    """
    device = await lock_device(session, actor, device_id)
    thing = await thing_of_device(session, device)
    allowed = await permit(
        session, actor, Act.DEVICE_HAND_OVER, thing, subject_id=device.id, now=now
    )
    if not allowed.allowed:
        return allowed
    if receiver_id is None:
        raise InvalidInputError(NO_RECEIVER, field="receiver")
    at = settle_moment(said.at, said.remark, reason_after=reason_after, now=now)
    refused = await _refused(session, actor, device, receiver_id, at=at, now=now)
    if refused is not None:
        return refused
    await must_follow_the_last(session, device.id, at)
    async with one_holder_only(session):
        holding = begin_holding(session, actor, device.id, receiver_id, said, at=at, now=now)
    await _note(
        session, LedgerKind.DEVICE_ISSUED, actor, device, holding, remark=said.remark, now=now
    )
    return holding.id


async def hand_over_device(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    receiver_id: UUID | None,
    said: HandOver,
    *,
    reason_after: timedelta,
    now: datetime,
) -> UUID | Decision:
    """End one holding and begin the next at the same moment; return the new one's id.

    Appends ``device:handed_over``, or ``device:issue_refused`` with its code. Locks the device.

    Raises:
        NotFoundError: the actor may not know the device or the receiver.
        InvalidInputError: the moment is wrong, the content is missing, or nothing would change.
        ConflictError: nobody holds the device any more, or somebody else does by now.
    """
    device = await lock_device(session, actor, device_id)
    thing = await thing_of_device(session, device)
    allowed = await permit(
        session, actor, Act.DEVICE_HAND_OVER, thing, subject_id=device.id, now=now
    )
    if not allowed.allowed:
        return allowed
    if receiver_id is None:
        raise InvalidInputError(NO_RECEIVER, field="receiver")
    held = await open_holding(session, device.id)
    if receiver_id == held.person_id:
        message = "接收人就是现在的领用人，没有发生交接。请另选接收人。"
        raise InvalidInputError(message, field="receiver")
    at = settle_moment(said.at, said.remark, reason_after=reason_after, now=now)
    await _content_is_said(session, device, said)
    refused = await _refused(session, actor, device, receiver_id, at=at, now=now, gives=True)
    if refused is not None:
        return refused
    end_holding(held, actor, HoldingEnd.HANDED_OVER, said, at=at)
    async with one_holder_only(session):
        # The end goes first: both rows together would overlap while the exclusion looks.
        await session.flush()
        holding = begin_holding(session, actor, device.id, receiver_id, said, at=at, now=now)
    await _note(
        session, LedgerKind.DEVICE_HANDED_OVER, actor, device, holding, remark=said.remark, now=now
    )
    return holding.id


async def return_device(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    said: HandOver,
    *,
    reason_after: timedelta,
    now: datetime,
) -> UUID | Decision:
    """Take a device back into stock and return the id of the holding that ends.

    Appends ``device:returned``. Locks the device. Whoever takes it back vouches that it is there,
    so this right is asked as for a device in stock: being its holder is not enough.

    Raises:
        NotFoundError: the actor may not know the device.
        InvalidInputError: the moment is wrong, or the content is missing.
        ConflictError: nobody holds the device any more.
    """
    device = await lock_device(session, actor, device_id)
    thing = await thing_in(session, device.unit_id, device_id=device.id)
    allowed = await permit(
        session, actor, Act.DEVICE_HAND_OVER, thing, subject_id=device.id, now=now
    )
    if not allowed.allowed:
        return allowed
    held = await open_holding(session, device.id)
    at = settle_moment(said.at, said.remark, reason_after=reason_after, now=now)
    await _content_is_said(session, device, said)
    end_holding(held, actor, HoldingEnd.RETURNED, said, at=at)
    await session.flush()
    await _note(
        session, LedgerKind.DEVICE_RETURNED, actor, device, held, remark=said.remark, now=now
    )
    return held.id


async def _refused(
    session: AsyncSession,
    actor: Actor,
    device: DeviceDetail,
    receiver_id: UUID,
    *,
    at: datetime,
    now: datetime,
    gives: bool = False,
) -> Decision | None:
    """Return the rule's refusal, written down, or nothing when this receiver may hold it."""
    await lock_receiver(session, receiver_id)
    receiver = await find_person(session, actor, receiver_id)
    days = tuple(sorted({moment.astimezone(SHANGHAI).date() for moment in (at, now)}))
    facts = await facts_of(
        session, device, receiver, days, is_held=device.holder_id is not None and not gives
    )
    pack = await pack_of_unit(session, device.unit_id)
    problem = problem_of(facts, pack)
    if problem is None:
        return None
    await append(
        session,
        LedgerKind.DEVICE_ISSUE_REFUSED,
        actor,
        unit_id=device.unit_id,
        subject_id=device.id,
        detail={"code": problem.value, "device_no": device.device_no, "person": receiver.id},
        now=now,
    )
    return decide_issue(facts, pack)


async def _content_is_said(session: AsyncSession, device: DeviceDetail, said: HandOver) -> None:
    pack = await pack_of_unit(session, device.unit_id)
    if must_say_content(device.kind, pack) and not said.content:
        article = "、".join(citation.article for citation in pack.citation("device.usage_ledger"))
        message = (
            f"请填写记录内容：{article}要求使用情况台账载明记录内容。没有记录的，请写明“未使用”。"
        )
        raise InvalidInputError(message, field="content")


async def _note(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    device: DeviceDetail,
    holding: DeviceHolding,
    *,
    remark: str,
    now: datetime,
) -> None:
    moment = holding.until_at or holding.from_at
    is_dated_back = now - moment > timedelta(minutes=1)
    await append(
        session,
        kind,
        actor,
        unit_id=device.unit_id,
        subject_id=device.id,
        detail={
            "device_no": device.device_no,
            "holding": holding.id,
            "person": holding.person_id,
            "at": moment,
            "dated_back": is_dated_back,
            "remark": remark,
        },
        now=now,
    )
    # What was recorded from that moment on may have arrived already, and be somebody else's now.
    await reattribute_device(session, device.id, moment, now, actor=actor)
