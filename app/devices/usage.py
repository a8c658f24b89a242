"""执法记录仪使用情况台账: who used which device from when to when, checked how, with which record.

Source: Ruzhou's management rule, article 4, pack key ``device.usage_ledger``.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select
from sqlalchemy import Date as SqlDate
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.devices.prechecks import PrecheckLine, last_checks
from app.errors import InvalidInputError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Device, DeviceHolding, Person, Posting, Section
from app.people.authority import Extent, within
from app.policy.actor import Actor
from app.policy.decision import Citation
from app.policy.pack import Pack
from app.policy.vocabulary import DeviceKind, HoldingEnd

LEDGER = "device.usage_ledger"
MOST_SHOWN = 300
MOST_EXPORTED = 5000
TOO_MANY = f"符合条件的领用超过 {MOST_EXPORTED} 条，不能导出到一份表格。请按月份或单位分开导出。"


@dataclass(frozen=True, slots=True)
class UsageFilter:
    """What is asked for; a holding belongs to a span when it touches it."""

    unit_id: UUID | None = None
    device_no: str = ""
    person_name: str = ""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class UsageLine:
    """One holding as the ledger has it; ``section_name`` is the user's section of that day."""

    holding_id: UUID
    device_no: str
    kind: DeviceKind
    person_name: str
    section_name: str
    from_at: datetime
    until_at: datetime | None
    ended: HoldingEnd | None
    begun_by: str
    ended_by: str
    check: PrecheckLine | None
    purpose: str
    content: str
    remark: str


async def usage_lines(
    session: AsyncSession, actor: Actor, extent: Extent, wanted: UsageFilter, *, most: int
) -> tuple[UsageLine, ...]:
    """Return the holdings of the extent's devices in order of time, at most one more than ``most``.

    ``extent`` is that of ``device:read_ledger``.
    """
    found = _holdings().where(within(extent, actor, Device.unit_id), *_conditions(wanted))
    rows = (await session.execute(found.limit(most + 1))).all()
    checks = await last_checks(session, {row[0].id for row in rows})
    return tuple(
        UsageLine(
            holding_id=holding.id,
            device_no=device.device_no,
            kind=DeviceKind(device.kind),
            person_name=person,
            section_name=section,
            from_at=holding.from_at,
            until_at=holding.until_at,
            ended=HoldingEnd(holding.ended) if holding.ended else None,
            begun_by=begun_by or "",
            ended_by=ended_by or "",
            check=checks.get(holding.id),
            purpose=holding.purpose,
            content=holding.content,
            remark=holding.remark,
        )
        for holding, device, person, section, begun_by, ended_by in rows
    )


def _holdings() -> Select[DeviceHolding, Device, str, str, str, str]:
    """Return holdings in order of time, with the section in which the holder was on that day."""
    giver, taker, then, now = aliased(Person), aliased(Person), aliased(Section), aliased(Section)
    day = cast(func.timezone("Asia/Shanghai", DeviceHolding.from_at), SqlDate)
    return (
        select(
            DeviceHolding,
            Device,
            Person.full_name,
            func.coalesce(then.name, now.name, cast("", String)),
            giver.full_name,
            taker.full_name,
        )
        .join(Device, Device.id == DeviceHolding.device_id)
        .join(Person, Person.id == DeviceHolding.person_id)
        .outerjoin(
            Posting,
            and_(
                Posting.person_id == Person.id,
                Posting.from_on <= day,
                or_(Posting.until_on.is_(None), Posting.until_on >= day),
            ),
        )
        .outerjoin(then, then.id == Posting.section_id)
        .outerjoin(now, and_(now.id == Person.section_id, Posting.id.is_(None)))
        .outerjoin(giver, giver.id == DeviceHolding.begun_by_id)
        .outerjoin(taker, taker.id == DeviceHolding.ended_by_id)
        .order_by(DeviceHolding.from_at, DeviceHolding.id)
    )


async def export_usage(
    session: AsyncSession, actor: Actor, extent: Extent, wanted: UsageFilter, now: datetime
) -> tuple[UsageLine, ...]:
    """Return the lines of a sheet that leaves the house. Appends ``devices:usage_exported``.

    Raises:
        InvalidInputError: there are more lines than one sheet should hold.
    """
    lines = await usage_lines(session, actor, extent, wanted, most=MOST_EXPORTED)
    if len(lines) > MOST_EXPORTED:
        raise InvalidInputError(TOO_MANY)
    await append(
        session,
        LedgerKind.DEVICES_USAGE_EXPORTED,
        actor,
        unit_id=actor.unit_id,
        detail={
            "rows": len(lines),
            "unit": wanted.unit_id,
            "since": wanted.since,
            "before": wanted.before,
        },
        now=now,
    )
    return lines


def usage_basis(pack: Pack) -> tuple[Citation, ...]:
    """Return the article that wants this ledger, or nothing where the pack is silent."""
    return pack.citation(LEDGER)


def _conditions(wanted: UsageFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.unit_id:
        found.append(Device.unit_id == wanted.unit_id)
    if wanted.device_no:
        found.append(Device.device_no.icontains(wanted.device_no, autoescape=True))
    if wanted.person_name:
        found.append(Person.full_name.contains(wanted.person_name, autoescape=True))
    if wanted.since:
        found.append(or_(DeviceHolding.until_at.is_(None), DeviceHolding.until_at > wanted.since))
    if wanted.before:
        found.append(DeviceHolding.from_at < wanted.before)
    return found
