"""阅览终端: the browsers of the reading room, enrolled by the system administrator on the spot."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.reading_terminals import (
    TerminalLine,
    change_networks,
    enrol_reading_terminal,
    find_reading_terminal,
    list_reading_terminals,
    retire_reading_terminal,
)
from app.errors import NotFoundError
from app.people.authority import extent_of, thing_in
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import pages
from app.routers.deps import ResourcesDep, origin_of, reading_terminal_of, room_cookie_name
from app.routers.errors import answer, refusal
from app.routers.form_page import Field, FieldKind, FormPage, Group, Mistakes, attempt, show
from app.routers.forms import FieldError, Option, read_fields
from app.routers.people_choices import unit_choices
from app.routers.problems import problem_of
from app.routers.visit import ConfirmedVisitDep, Visit, VisitDep
from app.settings import Settings

router = APIRouter(include_in_schema=False)
KEPT_SECONDS = 400 * 24 * 3600
"""As long as browsers keep a cookie; each visit to the reading room begins it anew."""
LONGEST_NETWORKS = 1000


@dataclass(frozen=True, slots=True)
class ReadingTerminalsPage:
    """Context of ``reading_terminals/index.html``; ``this`` is what this browser is enrolled as."""

    lines: tuple[TerminalLine, ...]
    units: tuple[Option, ...]
    address: str
    this: str
    typed: dict[str, str]
    errors: tuple[FieldError, ...] = ()


@router.get("/reading-terminals", name="reading_terminals")
async def show_terminals(visit: VisitDep) -> Response:
    """List the terminals, and offer to enrol this browser."""
    return await _page(visit)


@router.post("/reading-terminals")
async def enrol(visit: ConfirmedVisitDep, resources: ResourcesDep) -> Response:
    """Enrol this very browser; from now on it shows what is opened in the reading room."""
    typed = await read_fields(visit.request)
    unit_id = _id(typed.get("unit", ""))
    if unit_id is None:
        return await _page(visit, typed, (FieldError("unit", "请选择阅览室所属的单位。"),))
    outcome = await attempt(
        visit.session,
        enrol_reading_terminal(
            visit.session,
            visit.visitor.actor,
            unit_id,
            name=typed.get("name", ""),
            networks=typed.get("networks", "")[:LONGEST_NETWORKS],
            origin=origin_of(visit.request),
            shown=await reading_terminal_of(visit.request, visit.session),
            now=visit.now,
        ),
    )
    if isinstance(outcome, Mistakes):
        return await _page(visit, typed, outcome.errors)
    if isinstance(outcome, Decision):
        thing = await thing_in(visit.session, unit_id)
        if visit.visitor.actor.unit_id in {unit_id, *thing.above}:
            return refusal(visit.request, outcome)
        # The refusal is kept, but a unit of others must look like one that never was.
        return answer(visit.request, problem_of(NotFoundError()))
    response = pages.see_other(visit.request, "/reading-terminals")
    set_room_cookie(response, resources.settings, outcome.token)
    return response


@router.get("/reading-terminals/{terminal_id}", name="reading_terminal")
async def show_terminal(terminal_id: UUID, visit: VisitDep) -> Response:
    """Show the form with the networks of one terminal."""
    return await _form(visit, terminal_id)


@router.post("/reading-terminals/{terminal_id}")
async def change(terminal_id: UUID, visit: ConfirmedVisitDep) -> Response:
    """Set from which addresses a terminal is good."""
    typed = await read_fields(visit.request)
    networks = typed.get("networks", "")[:LONGEST_NETWORKS]
    outcome = await attempt(
        visit.session,
        change_networks(visit.session, visit.visitor.actor, terminal_id, networks, now=visit.now),
    )
    if isinstance(outcome, Mistakes):
        return await _form(visit, terminal_id, typed, outcome.errors)
    return pages.see_other(visit.request, "/reading-terminals")


@router.post("/reading-terminals/{terminal_id}/retirement", name="reading_terminal_retire")
async def retire(terminal_id: UUID, visit: ConfirmedVisitDep) -> Response:
    """Take a terminal out of service."""
    await retire_reading_terminal(visit.session, visit.visitor.actor, terminal_id, now=visit.now)
    return pages.see_other(visit.request, "/reading-terminals")


def set_room_cookie(response: Response, settings: Settings, token: str) -> None:
    """Let a browser be known as a reading terminal, as session cookies are kept from scripts."""
    response.set_cookie(
        room_cookie_name(settings),
        token,
        max_age=KEPT_SECONDS,
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


async def _page(
    visit: Visit, typed: dict[str, str] | None = None, errors: tuple[FieldError, ...] = ()
) -> Response:
    lines = await list_reading_terminals(visit.session, visit.visitor.actor)
    if isinstance(lines, Decision):
        return refusal(visit.request, lines)
    extent = await extent_of(visit.session, visit.visitor.actor, Act.READING_ROOM_KEEP)
    this = await reading_terminal_of(visit.request, visit.session)
    view = ReadingTerminalsPage(
        lines=lines,
        units=await unit_choices(visit.session, extent.units),
        address=origin_of(visit.request).address,
        this=this.name if this else "",
        typed=typed or {},
        errors=errors,
    )
    status = 422 if errors else 200
    return pages.page(
        visit.request, visit.visitor.badge, "reading_terminals/index.html", view, status=status
    )


async def _form(
    visit: Visit,
    terminal_id: UUID,
    typed: dict[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    row = await find_reading_terminal(visit.session, visit.visitor.actor, terminal_id)
    networks = Field(
        "networks",
        "允许的地址或者网段",
        FieldKind.AREA,
        help="每行一个，例如 192.168.8.20 或者 192.168.8.0/24。",
        value="\n".join(row.networks),
        longest=LONGEST_NETWORKS,
    )
    view = FormPage(
        title=f"阅览终端：{row.name}",
        lead="只有从这些地址打开时，这台阅览终端才能查阅。改动立即生效，正在查阅的也按新的网段判断。",
        trail=(("首页", "/"), ("阅览终端", "/reading-terminals")),
        groups=(Group("", (networks,)),),
        submit="保存网段",
        back="/reading-terminals",
        values=typed or {},
        errors=errors,
    )
    return show(visit.request, visit.visitor.badge, view)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
