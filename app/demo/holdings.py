"""Certificates and hand-overs of the demonstration, made by the verbs that people use."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.devices.holding import issue_device, return_device
from app.devices.holding_rows import HandOver
from app.devices.prechecks import Findings, check_device
from app.models import Qualification
from app.policy.actor import Actor, Assignment
from app.policy.vocabulary import ActorKind, PrecheckItem, QualificationKind, Role

QUALIFIED = ("officer", "collector", "handler")
_YEARS = timedelta(days=5 * 365)


async def hand_devices_out(
    session: AsyncSession,
    brigade: UUID,
    people: Mapping[str, UUID],
    devices: Mapping[str, UUID],
    *,
    now: datetime,
) -> None:
    """Qualify the officers and let the two body cameras change hands in the last days.

    ``people`` by their key in ``demo.json``, ``devices`` by their number. The first camera ends up
    with the officer, whose clips it sends; the second one lies in stock.
    """
    _certify(session, people, now)
    await session.flush()
    keeper = Actor(
        ActorKind.PERSON,
        people["devicekeeper"],
        brigade,
        assignments=(Assignment(brigade, Role.DEVICE_KEEPER),),
    )
    officer = Actor(ActorKind.PERSON, people["officer"], brigade)
    first, second = devices["RZ-JLY-0001"], devices["RZ-JLY-0002"]
    for device, user, days, content in (
        (first, "collector", 5, "取水口计量设施检查"),
        (second, "officer", 4, "汝河河道采砂点巡查"),
    ):
        begun = now - timedelta(days=days)
        await issue_device(
            session,
            keeper,
            device,
            people[user],
            HandOver(purpose="日常巡查"),
            reason_after=_YEARS,
            now=begun,
        )
        said = HandOver(content=content)
        ended = begun + timedelta(hours=8)
        await return_device(session, keeper, device, said, reason_after=_YEARS, now=ended)
    begun = now - timedelta(days=2)
    said = HandOver(purpose="河道执法")
    await issue_device(
        session, keeper, first, people["officer"], said, reason_after=_YEARS, now=begun
    )
    found = Findings(dict.fromkeys(PrecheckItem, True), clock_offset_s=4)
    await check_device(session, officer, first, found, begun + timedelta(minutes=10))


def _certify(session: AsyncSession, people: Mapping[str, UUID], now: datetime) -> None:
    today = now.astimezone(SHANGHAI).date()
    for number, key in enumerate(QUALIFIED, 1):
        # The collector's certificate ends soon, so that the desk has something to warn of.
        until = today + (timedelta(days=20) if key == "collector" else _YEARS / 2)
        session.add(
            Qualification(
                id=ids.new_id(),
                person_id=people[key],
                kind=QualificationKind.PROVINCIAL.value,
                certificate_no=f"1604100{number:04d}",
                issuer="河南省人民政府",
                valid_from=until - _YEARS,
                valid_until=until,
                registered_at=now,
            )
        )
