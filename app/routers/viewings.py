"""查阅: begin a sitting from a request, sit before it, report what was shown, end it."""

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from app.access.beginning import SittingElsewhereError, begin_viewing, open_for_visitor
from app.access.sittings import Overview, overview_of
from app.access.viewing import Shown, close_viewing, report_shown
from app.errors import InvalidInputError, NotFoundError
from app.people.problems import NotAcceptableError
from app.policy.decision import Decision
from app.policy.vocabulary import ActorKind
from app.routers import pages
from app.routers.deps import NowDep, SessionDep, origin_of
from app.routers.errors import refusal
from app.routers.forms import FieldError, read_fields
from app.routers.paper_reader import page_asked
from app.routers.resources import resources_of
from app.routers.sitting_view import sitting_view
from app.routers.viewer import ViewerDep
from app.routers.visit import Visit, VisitDep
from app.routers.visitor import visitor_of_request, warned_visitor

router = APIRouter(include_in_schema=False)
LONGEST_REPORT = 16 * 1024


@dataclass(frozen=True, slots=True)
class SittingsPage:
    """Context of ``viewings/index.html``; ``here`` and ``address`` are the viewer's own."""

    overview: Overview
    here: UUID | None
    errors: tuple[FieldError, ...] = ()
    problem: str = ""
    address: str = ""

    @property
    def is_here(self) -> bool:
        """Return whether the open sitting is this very one."""
        line = self.overview.open_line
        return (
            line is not None
            and line.credential_id is not None
            and (line.credential_id, line.address) == (self.here, self.address)
        )

    @property
    def used(self) -> str:
        """Return how many of the uses are gone, in words."""
        allowed = self.overview.uses_allowed
        of_all = f"共准予 {allowed} 次，" if allowed else "次数不限，"
        return f"{of_all}已查阅 {self.overview.uses} 次"


@router.get("/access/{request_id}/viewings", name="request_viewings")
async def show_sittings(request_id: UUID, visit: VisitDep) -> Response:
    """Show the sittings of a request, and offer to begin one."""
    return await _sittings(visit, request_id)


@router.post("/access/{request_id}/viewings")
async def begin(request_id: UUID, visit: VisitDep) -> Response:
    """Begin a sitting here, or open one for a visitor on the terminal that was chosen."""
    session, actor, now = visit.session, visit.visitor.actor, visit.now
    typed = await read_fields(visit.request)
    address = origin_of(visit.request).address
    try:
        if "terminal" in typed:
            outcome = await open_for_visitor(
                session, actor, request_id, _id(typed["terminal"]), address=address, now=now
            )
        else:
            outcome = await begin_viewing(session, actor, request_id, address=address, now=now)
    except NotAcceptableError as error:
        errors = tuple(FieldError(each.field, each.message) for each in error.problems)
        return await _sittings(visit, request_id, errors=errors, status=422)
    except SittingElsewhereError as error:
        return await _sittings(visit, request_id, problem=error.message, status=409)
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    if outcome.person_id is None:
        return pages.see_other(visit.request, f"/access/{request_id}/viewings")
    return pages.see_other(visit.request, f"/viewings/{outcome.id}")


@router.get("/viewings/{viewing_id}", name="viewing")
async def show_viewing(
    viewing_id: UUID,
    request: Request,
    session: SessionDep,
    viewer: ViewerDep,
    now: NowDep,
) -> Response:
    """Show a sitting with one of its items open; a visitor's is shown in the reading room."""
    item = _id(request.query_params.get("item", ""))
    home = f"/viewings/{viewing_id}"
    if viewer.actor.kind is not ActorKind.PERSON:
        raise NotFoundError
    page = page_asked(request.query_params.get("page", ""))
    view = await sitting_view(session, viewer, viewing_id, item, home=home, page=page, now=now)
    visitor = await visitor_of_request(session, viewer.actor)
    visitor = await warned_visitor(request, session, resources_of(request), visitor, now)
    return pages.page(request, visitor.badge, "viewings/show.html", view)


@router.post("/viewings/{viewing_id}/spans", name="viewing_spans")
async def report(
    viewing_id: UUID, request: Request, session: SessionDep, viewer: ViewerDep, now: NowDep
) -> Response:
    """Take what the player reports; answer whether the right still holds, and why not."""
    shown, is_active = _read_report(await _body(request))
    watched = await report_shown(session, viewer, viewing_id, shown, is_active=is_active, now=now)
    decision = watched.decision
    if decision.allowed:
        return JSONResponse({"open": True})
    basis = [str(citation) for citation in decision.citations]
    return JSONResponse({"open": False, "reason": decision.reason, "basis": basis}, 403)


@router.post("/viewings/{viewing_id}/end", name="viewing_end")
async def end(
    viewing_id: UUID, request: Request, session: SessionDep, viewer: ViewerDep, now: NowDep
) -> Response:
    """End a sitting, one's own or one that a keeper ends.

    A player's last report comes along with the form, because the register is written now.
    """
    told = _last_report((await read_fields(request)).get("shown", ""))
    if told is not None:
        with suppress(InvalidInputError, NotFoundError):
            await report_shown(session, viewer, viewing_id, told, is_active=False, now=now)
    viewing = await close_viewing(session, viewer, viewing_id, now=now)
    if viewer.actor.kind is ActorKind.VISITOR:
        return pages.see_other(request, "/reading-room")
    return pages.see_other(request, f"/access/{viewing.request_id}/viewings")


async def _sittings(
    visit: Visit,
    request_id: UUID,
    *,
    errors: tuple[FieldError, ...] = (),
    problem: str = "",
    status: int = 200,
) -> Response:
    actor = visit.visitor.actor
    overview = await overview_of(visit.session, actor, request_id, now=visit.now)
    address = origin_of(visit.request).address
    view = SittingsPage(overview, actor.credential_id, errors, problem, address)
    return pages.page(
        visit.request, visit.visitor.badge, "viewings/index.html", view, status=status
    )


async def _body(request: Request) -> Any:
    """Return a small JSON document.

    Raises:
        InvalidInputError: it is none, or too long to be one of a player's.
    """
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdigit() or int(length) > LONGEST_REPORT:
        raise InvalidInputError
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise InvalidInputError from error


def _last_report(text: str) -> Shown | None:
    """Return what a player tells at the end; nothing senseless keeps a sitting from ending."""
    if not text or len(text) > LONGEST_REPORT:
        return None
    try:
        shown, _ = _read_report(json.loads(text))
    except (ValueError, RecursionError, InvalidInputError):
        return None
    return shown


def _read_report(body: Any) -> tuple[Shown | None, bool]:
    """Return what was shown, ``None`` where nothing is told, and whether somebody is there."""
    if not isinstance(body, dict):
        raise InvalidInputError
    is_active, spans = body.get("active") is True, body.get("spans", [])
    if "item" not in body:
        return None, is_active
    item_id = _id(str(body["item"]))
    if item_id is None or not isinstance(spans, list) or not all(map(_is_span, spans)):
        raise InvalidInputError
    return Shown(item_id, tuple((span[0], span[1]) for span in spans)), is_active


def _is_span(value: Any) -> bool:
    is_pair = isinstance(value, list) and len(value) == len(("from", "to"))
    return is_pair and all(type(each) is int and 0 <= each < 2**53 for each in value)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
