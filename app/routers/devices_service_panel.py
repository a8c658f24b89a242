"""维护与维修 on a device's page: what is open, what may be done next, what was done."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.queries import DeviceDetail, thing_of_device
from app.devices.service_record import (
    MaintenanceLine,
    RepairLine,
    Span,
    list_maintenance,
    list_repairs,
)
from app.devices.servicing import condition_of
from app.people.authority import authorise
from app.people.queries import pack_of_unit
from app.policy.acts import Act
from app.policy.decision import Citation
from app.policy.servicing import decide_reimbursement, may_follow
from app.routers.devices_service_forms import FORMS
from app.routers.panels import Panel
from app.routers.visitor import Visitor

_FEW = 5


@dataclass(frozen=True, slots=True)
class ServiceLink:
    """One form that this person may open now."""

    text: str
    route: str


@dataclass(frozen=True, slots=True)
class ServiceView:
    """Context of ``devices/_service.html``."""

    id: UUID
    links: tuple[ServiceLink, ...]
    fault: str
    write_off_reason: str
    loss: str
    repairs: tuple[RepairLine, ...]
    maintenance: tuple[MaintenanceLine, ...]
    unpaid: str
    unpaid_basis: tuple[Citation, ...]
    reads_ledger: bool


async def service_panel(
    session: AsyncSession, visitor: Visitor, detail: DeviceDetail, _now: datetime
) -> Panel | None:
    """Return the panel for whoever may do something here or may read the ledgers of devices."""
    thing = await thing_of_device(session, detail)
    allowed = {
        act
        for act in {Act.DEVICE_READ_LEDGER, *(form.act for form in FORMS)}
        if (await authorise(session, visitor.actor, act, thing)).allowed
    }
    if not allowed:
        return None
    entered = await condition_of(session, detail.id)
    reads = Act.DEVICE_READ_LEDGER in allowed
    span = Span(device_id=detail.id)
    unpaid = decide_reimbursement(await pack_of_unit(session, detail.unit_id), is_authorised=False)
    view = ServiceView(
        id=detail.id,
        links=tuple(
            ServiceLink(form.title, f"device_{form.path.replace('-', '_')}")
            for form in FORMS
            if form.act in allowed and may_follow(form.service, entered.condition).allowed
        ),
        fault=entered.fault.description if entered.fault else "",
        write_off_reason=entered.write_off.reason if entered.write_off else "",
        loss=entered.loss.circumstances if entered.loss else "",
        repairs=await list_repairs(session, span, limit=_FEW) if reads else (),
        maintenance=await list_maintenance(session, span, limit=_FEW) if reads else (),
        unpaid=unpaid.reason,
        unpaid_basis=unpaid.citations,
        reads_ledger=reads,
    )
    return Panel("devices/_service.html", view)
