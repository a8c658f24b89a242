"""Labels: a sheet of QR codes to print, and the address that a label leads to."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.devices.label_code import spoken
from app.devices.labels import DeviceLabel, QrDrawing, device_of_label, draw, label_of, labels_of
from app.devices.queries import find_device, thing_of_device
from app.people.authority import authorise, open_list
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import labels as words
from app.routers import pages
from app.routers.deps import ResourcesDep, SessionDep
from app.routers.devices_filters import read_filters
from app.routers.errors import refusal
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class LabelView:
    """One label of the sheet."""

    device_no: str
    kind: str
    unit_name: str
    code: str
    drawing: QrDrawing


@dataclass(frozen=True, slots=True)
class LabelsPage:
    """Context of ``devices/labels.html``."""

    labels: tuple[LabelView, ...]


@router.get("/devices/labels", name="device_labels")
async def show_labels(
    request: Request, session: SessionDep, resources: ResourcesDep, visitor: VisitorDep
) -> Response:
    """Show the labels of the devices that the filters of the list leave."""
    opened = await open_list(session, visitor.actor, Act.DEVICE_CHANGE)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    wanted = read_filters(request.query_params).wanted
    found = await labels_of(session, visitor.actor, opened, wanted)
    origin = resources.settings.public_url
    view = LabelsPage(tuple(_label(item, origin) for item in found))
    return pages.page(request, visitor.badge, "devices/labels.html", view)


@router.get("/devices/{device_id}/label", name="device_label")
async def show_label(
    device_id: UUID,
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    visitor: VisitorDep,
) -> Response:
    """Show the label of one device."""
    detail = await find_device(session, visitor.actor, device_id)
    thing = await thing_of_device(session, detail)
    decision = await authorise(session, visitor.actor, Act.DEVICE_CHANGE, thing)
    if not decision.allowed:
        return refusal(request, decision)
    label = await label_of(session, detail)
    view = LabelsPage((_label(label, resources.settings.public_url),))
    return pages.page(request, visitor.badge, "devices/labels.html", view)


@router.get("/d/{label_code}", name="device_of_label")
async def follow_label(
    label_code: str, request: Request, session: SessionDep, visitor: VisitorDep
) -> Response:
    """Lead from a scanned or typed label to its device."""
    device_id = await device_of_label(session, visitor.actor, label_code)
    return pages.see_other(request, f"/devices/{device_id}")


def _label(label: DeviceLabel, origin: str) -> LabelView:
    return LabelView(
        device_no=label.device_no,
        kind=words.DEVICE_KINDS[label.kind],
        unit_name=label.unit_name,
        code=spoken(label.code),
        drawing=draw(f"{origin.rstrip('/')}/d/{label.code}"),
    )
