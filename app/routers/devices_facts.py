"""Two panels of a device's page: what is registered of it, and what the ledger says happened."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.label_code import spoken
from app.devices.queries import DeviceDetail, thing_of_device
from app.ledger.book import newest_about
from app.ledger.kinds import LABELS, REFUSALS
from app.people.authority import authorise
from app.people.queries import names_of
from app.policy.acts import Act
from app.routers.ledger_words import summary_of, who
from app.routers.panels import Panel
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class DeviceFactsView:
    """Context of ``devices/_facts.html``; ``cost`` is in yuan."""

    id: UUID
    device_no: str
    kind: str
    model: str
    maker: str
    serial_no: str
    gb28181_no: str
    unit_name: str
    section_name: str
    cost: Decimal | None
    budget_year: int | None
    acquired_on: date | None
    label_code: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class DeviceHistoryLine:
    """One event about the device, in words."""

    at: datetime
    who: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DeviceHistoryView:
    """Context of ``devices/_history.html``: the newest events, newest first."""

    id: UUID
    lines: tuple[DeviceHistoryLine, ...]


async def facts_panel(
    session: AsyncSession, visitor: Visitor, detail: DeviceDetail, _now: datetime
) -> Panel | None:
    """Return the registered facts, for everybody who may know the device."""
    thing = await thing_of_device(session, detail)
    change = await authorise(session, visitor.actor, Act.DEVICE_CHANGE, thing)
    view = DeviceFactsView(
        id=detail.id,
        device_no=detail.device_no,
        kind=detail.kind,
        model=detail.model,
        maker=detail.maker,
        serial_no=detail.serial_no,
        gb28181_no=detail.gb28181_no,
        unit_name=detail.unit_name,
        section_name=detail.section_name,
        cost=detail.cost,
        budget_year=detail.budget_year,
        acquired_on=detail.acquired_on,
        label_code=spoken(detail.label_code) if detail.label_code else "",
        may_change=change.allowed,
    )
    return Panel("devices/_facts.html", view)


async def history_panel(
    session: AsyncSession, visitor: Visitor, detail: DeviceDetail, _now: datetime
) -> Panel | None:
    """Return what happened to the device, for whoever may read the ledgers of devices.

    Refusals concern the people who tried, not the device, and stay with the audit ledger.
    """
    thing = await thing_of_device(session, detail)
    if not (await authorise(session, visitor.actor, Act.DEVICE_READ_LEDGER, thing)).allowed:
        return None
    events = [line for line in await newest_about(session, detail.id) if line.kind not in REFUSALS]
    names = await names_of(session, [line.actor_id for line in events])
    lines = tuple(
        DeviceHistoryLine(
            at=line.at,
            who=who(line, names),
            sentence="，".join(filter(None, (LABELS[line.kind], summary_of(line)))),
        )
        for line in events
    )
    return Panel("devices/_history.html", DeviceHistoryView(detail.id, lines))
