"""Hand-overs of the demonstration, in a few statements: a start waits for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import DeviceHolding, DevicePrecheck
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind, HoldingEnd, PrecheckItem

_SHIFT = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a camera some days ago; without ``content`` it goes on."""

    device_no: str
    user: str
    days_ago: int
    purpose: str
    content: str = ""


USES = (
    Use("RZ-JLY-0001", "collector", 5, "日常巡查", "取水口计量设施检查"),
    Use("RZ-JLY-0002", "officer", 4, "日常巡查", "汝河河道采砂点巡查"),
    # The clips of the demonstration come from this camera.
    Use("RZ-JLY-0001", "officer", 2, "河道执法"),
)


async def hand_devices_out(
    session: AsyncSession,
    brigade: UUID,
    people: Mapping[str, UUID],
    devices: Mapping[str, UUID],
    *,
    now: datetime,
) -> None:
    """Let the two body cameras change hands in the last days.

    ``people`` by their key in ``demo.json``, ``devices`` by their number. Each hand-over has its
    event, as if the keeper had made it on that day.
    """
    keeper = Actor(ActorKind.PERSON, people["devicekeeper"], brigade)
    holdings = [_holding(use, keeper, people, devices, now=now) for use in USES]
    session.add_all(holdings)
    await session.flush()
    for use, holding in zip(USES, holdings, strict=True):
        check = _check(holding)
        session.add(check)
        user = Actor(ActorKind.PERSON, holding.person_id, brigade)
        await _note(
            session,
            LedgerKind.DEVICE_ISSUED,
            keeper,
            holding,
            device_no=use.device_no,
            at=holding.from_at,
        )
        await _note(
            session, LedgerKind.DEVICE_CHECKED, user, holding, device_no=use.device_no, at=check.at
        )
        if holding.until_at:
            ended = holding.until_at
            await _note(
                session,
                LedgerKind.DEVICE_RETURNED,
                keeper,
                holding,
                device_no=use.device_no,
                at=ended,
            )


def _holding(
    use: Use,
    keeper: Actor,
    people: Mapping[str, UUID],
    devices: Mapping[str, UUID],
    *,
    now: datetime,
) -> DeviceHolding:
    begun = now - timedelta(days=use.days_ago)
    return DeviceHolding(
        id=ids.new_id(),
        device_id=devices[use.device_no],
        person_id=people[use.user],
        from_at=begun,
        until_at=begun + _SHIFT if use.content else None,
        ended=HoldingEnd.RETURNED.value if use.content else None,
        begun_by_id=keeper.id,
        ended_by_id=keeper.id if use.content else None,
        purpose=use.purpose,
        content=use.content,
        noted_at=begun,
    )


def _check(holding: DeviceHolding) -> DevicePrecheck:
    return DevicePrecheck(
        id=ids.new_id(),
        device_id=holding.device_id,
        person_id=holding.person_id,
        holding_id=holding.id,
        at=holding.from_at + timedelta(minutes=10),
        items={item.value: True for item in PrecheckItem},
        clock_offset_s=4,
    )


async def _note(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    holding: DeviceHolding,
    *,
    device_no: str,
    at: datetime,
) -> None:
    await append(
        session,
        kind,
        actor,
        unit_id=actor.unit_id,
        subject_id=holding.device_id,
        detail={"device_no": device_no, "holding": holding.id, "person": holding.person_id},
        now=at,
    )
