"""追查: one box for the code of a watermark or the mark of a copy."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from app.access.codes import read_code
from app.access.numbering import read_number
from app.access.tracing import Traced, trace
from app.people.authority import open_list
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import pages
from app.routers.access_register_rows import ShownRow, shown_row, times_of
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import storable
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)
_MOST_TYPED = 100


@dataclass(frozen=True, slots=True)
class TracePage:
    """Context of ``access/trace.html``; ``found`` is ``None`` before and after a vain search."""

    typed: str
    is_readable: bool
    found: Traced | None
    times: str
    shown: tuple[ShownRow, ...]
    request: str | None
    register: str
    """Where the lines of a request stand, when its number was typed instead of a code."""


@router.get("/access/trace", name="access_trace")
async def show_trace(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the box, and what the code in the address leads to; each search is an event."""
    extent = await open_list(session, visitor.actor, Act.ACCESS_TRACE)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    typed = storable(request.query_params.get("code", "").strip()[:_MOST_TYPED])
    found = await trace(session, visitor.actor, typed, now=now) if typed else None
    view = TracePage(
        typed=typed,
        is_readable=read_code(typed) is not None,
        found=found,
        times=times_of(found.columns) if found else "",
        shown=tuple(shown_row(shown) for shown in found.shown) if found else (),
        request=f"/access/{found.request_id}" if found and found.request_id else None,
        register=f"/access/register?{urlencode({'text': typed})}" if read_number(typed) else "",
    )
    return pages.page(request, visitor.badge, "access/trace.html", view)
