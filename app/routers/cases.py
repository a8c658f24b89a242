"""案件: the list, its register as a workbook, and the page of one case."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.cases.listing import (
    EXPORT_LIMIT,
    CaseFilter,
    CasePage,
    Place,
    count_cases,
    list_cases,
    note_export,
)
from app.cases.opening import OpenedCase, opened_by
from app.cases.queries import opened_case
from app.cases.unassigned import count_without_main
from app.documents.xlsx_out import write_ledger
from app.people.authority import extent_of, open_list
from app.policy.acts import Act
from app.policy.case_words import CaseProcedure, CaseState
from app.policy.decision import Decision
from app.routers import case_words, list_words, pages
from app.routers.case_panels import CASE_PANELS, MAIN_PANELS, SIDE_PANELS
from app.routers.case_rows import CaseRow, register_of, row_of
from app.routers.deps import NowDep, SessionDep
from app.routers.downloads import xlsx_response
from app.routers.errors import refusal
from app.routers.forms import Option, storable
from app.routers.labels import Tag
from app.routers.panels import Panel, panels_of
from app.routers.people_choices import unit_choices
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)
RUNNING, OWN, NOBODY = "running", "mine", "nobody"
STATES = (
    Option(RUNNING, "尚未结案"),
    *(Option(state.value, state.label) for state in CaseState),
)
PROCEDURES = tuple(Option(one.value, one.label) for one in CaseProcedure)
HANDLED = (Option(OWN, "我承办的"), Option(NOBODY, "没有主办人的"))
FILTERS = ("q", "state", "procedure", "handled", "unit")


@dataclass(frozen=True, slots=True)
class CasesPage:
    """Context of ``cases/index.html``; ``unassigned`` cases want a main handler.

    ``filters`` and ``part`` are what the paper says of itself. ``opened`` was just opened by this
    visitor, who may not know it.
    """

    rows: tuple[CaseRow, ...]
    states: tuple[Option, ...]
    procedures: tuple[Option, ...]
    handled_choices: tuple[Option, ...]
    units: tuple[Option, ...]
    q: str
    state: str
    procedure: str
    handled: str
    unit: str
    first: str
    newer: str | None
    older: str | None
    total: str
    filters: str
    part: str
    opened: OpenedCase | None
    sheet: str
    is_open: bool
    unassigned: int
    may_open: bool
    may_set_up: bool
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """Context of ``cases/show.html``; ``care`` names class of secrecy and control marks.

    ``done`` says what this visitor has just done.
    """

    id: UUID
    case_no: str
    title: str
    unit_name: str
    procedure: str
    state: Tag
    care: tuple[str, ...]
    main: tuple[Panel, ...]
    side: tuple[Panel, ...]
    panels: tuple[Panel, ...]
    shown_at: datetime
    done: str = ""


@router.get("/cases", name="cases")
async def show_cases(
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Show one page of the cases that the visitor may know; the address holds the filters."""
    extent = await open_list(session, visitor.actor, Act.CASE_KNOW)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    fields, opened = _filter_fields(request), _id(request.query_params.get("opened", ""))
    wanted, places = _wanted(fields), _places(request)
    found = await list_cases(
        session, visitor.actor, extent, wanted, older_than=places[0], newer_than=places[1]
    )
    total = list_words.total(await count_cases(session, visitor.actor, extent, wanted), "件")
    units = await unit_choices(session, extent.units)
    query = urlencode({name: value for name, value in fields.items() if value})
    view = CasesPage(
        rows=tuple(row_of(line) for line in found.lines),
        states=STATES,
        procedures=PROCEDURES,
        handled_choices=HANDLED,
        units=units,
        **fields,
        first=f"/cases?{query}" if query else "/cases",
        newer=_address(fields, "newer_than", found.newer),
        older=_address(fields, "older_than", found.older),
        total=total,
        filters=_narrowed(fields, units),
        part=_part(found, total),
        opened=await opened_by(session, visitor.actor, opened) if opened else None,
        sheet=f"/cases.xlsx?{query}" if query else "/cases.xlsx",
        is_open=not query,
        unassigned=await count_without_main(session, visitor.actor),
        may_open=bool(await extent_of(session, visitor.actor, Act.CASE_OPEN)),
        may_set_up=bool(await extent_of(session, visitor.actor, Act.CASE_SET_UP)),
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "cases/index.html", view)


@router.get("/cases.xlsx", name="cases_sheet")
async def export_cases(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Answer the filtered list as a workbook; the export is an event."""
    extent = await open_list(session, visitor.actor, Act.CASE_KNOW)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    wanted = _wanted(_filter_fields(request))
    found = await list_cases(session, visitor.actor, extent, wanted, limit=EXPORT_LIMIT)
    await note_export(session, visitor.actor, len(found.lines), now=now)
    rows = [row_of(line) for line in found.lines]
    ledger = register_of(rows, visitor.badge, now, is_cut=found.older is not None)
    return xlsx_response(
        await asyncio.to_thread(write_ledger, ledger), f"{ledger.title}.xlsx", "cases"
    )


@router.get("/cases/{case_id}", name="case")
async def show_case(
    case_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show everything this person may know of a case; out of reach is not found."""
    opened = await opened_case(session, visitor.actor, case_id)
    detail = opened.detail
    view = CaseView(
        id=detail.id,
        case_no=detail.case_no,
        title=detail.title,
        unit_name=detail.unit_name,
        procedure=detail.procedure.label,
        state=case_words.STATES[detail.state],
        care=case_words.care(detail.security_class, detail.control_marks),
        main=await panels_of(MAIN_PANELS, session, visitor, opened, now=now),
        side=await panels_of(SIDE_PANELS, session, visitor, opened, now=now),
        panels=await panels_of(CASE_PANELS, session, visitor, opened, now=now),
        shown_at=now,
        done=case_words.DONE.get(request.query_params.get("done", ""), ""),
    )
    return pages.page(request, visitor.badge, "cases/show.html", view)


def _filter_fields(request: Request) -> dict[str, str]:
    params = request.query_params
    return {name: storable(params.get(name, "").strip()[:100]) for name in FILTERS}


def _wanted(fields: dict[str, str]) -> CaseFilter:
    state, procedure = fields["state"], fields["procedure"]
    return CaseFilter(
        text=fields["q"],
        state=CaseState(state) if state in set(CaseState) else None,
        procedure=CaseProcedure(procedure) if procedure in set(CaseProcedure) else None,
        is_running=state == RUNNING,
        is_own=fields["handled"] == OWN,
        lacks_main=fields["handled"] == NOBODY,
        unit_id=_id(fields["unit"]),
    )


def _narrowed(fields: dict[str, str], units: tuple[Option, ...]) -> str:
    offered = {"state": STATES, "procedure": PROCEDURES, "handled": HANDLED, "unit": units}
    names = {"state": "状态", "procedure": "办案程序", "handled": "承办", "unit": "单位"}
    told = [(names[name], list_words.chosen(offered[name], fields[name])) for name in names]
    return list_words.narrowed([("查找", fields["q"]), *told])


def _part(found: CasePage, total: str) -> str:
    is_whole = found.newer is None and found.older is None
    return list_words.part(len(found.lines), total, is_whole=is_whole)


def _address(fields: dict[str, str], towards: str, place: Place | None) -> str | None:
    if place is None:
        return None
    kept = {name: value for name, value in fields.items() if value}
    return f"/cases?{urlencode({**kept, towards: f'{place.opened_on}.{place.id}'})}"


def _places(request: Request) -> tuple[Place | None, Place | None]:
    """Return from which case the older ones are asked for, or the newer ones."""
    params = request.query_params
    return _place(params.get("older_than", "")), _place(params.get("newer_than", ""))


def _place(text: str) -> Place | None:
    """Return the place that an address names, none where it names nothing that can be one."""
    day, _, key = text.partition(".")
    try:
        return Place(date.fromisoformat(day), UUID(key))
    except ValueError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
