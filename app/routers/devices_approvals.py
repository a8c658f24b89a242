"""待审批: repairs and scrapping that wait for a leader."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from app.devices.waiting import WaitingRequest, waiting_repairs, waiting_write_offs
from app.people.authority import open_list
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import pages
from app.routers.deps import SessionDep
from app.routers.errors import refusal
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ApprovalsPage:
    """Context of ``devices/approvals.html``."""

    repairs: tuple[WaitingRequest, ...]
    write_offs: tuple[WaitingRequest, ...]


@router.get("/devices/approvals", name="device_approvals")
async def show_approvals(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show what waits, the oldest first."""
    repairs = await open_list(session, visitor.actor, Act.DEVICE_AUTHORISE_REPAIR)
    if isinstance(repairs, Decision):
        return refusal(request, repairs)
    write_offs = await open_list(session, visitor.actor, Act.DEVICE_WRITE_OFF)
    if isinstance(write_offs, Decision):
        return refusal(request, write_offs)
    view = ApprovalsPage(
        repairs=await waiting_repairs(session, repairs),
        write_offs=await waiting_write_offs(session, write_offs),
    )
    return pages.page(request, visitor.badge, "devices/approvals.html", view)
