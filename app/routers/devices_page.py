"""One device: a page of panels, each brought by the subject that knows it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.devices.queries import find_device
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.device_panels import DEVICE_PANELS
from app.routers.panels import Panel, panels_of
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class DeviceView:
    """Context of ``devices/show.html``."""

    id: UUID
    device_no: str
    kind: str
    model: str
    unit_name: str
    state: str
    panels: tuple[Panel, ...]
    shown_at: datetime


@router.get("/devices/{device_id}", name="device")
async def show_device(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show everything this person may know of a device; out of reach is not found."""
    detail = await find_device(session, visitor.actor, device_id)
    view = DeviceView(
        id=detail.id,
        device_no=detail.device_no,
        kind=detail.kind,
        model=detail.model,
        unit_name=detail.unit_name,
        state=detail.state,
        panels=await panels_of(DEVICE_PANELS, session, visitor, detail, now=now),
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "devices/show.html", view)
