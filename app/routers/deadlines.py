"""期限: the board of what has to be done by when, on screen, in print and as a workbook."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.deadlines.exporting import note_export
from app.deadlines.queries import (
    EXPORT_LIMIT,
    DeadlineFilter,
    DeadlineLine,
    Place,
    list_deadlines,
)
from app.documents.xlsx_out import write_ledger
from app.people.authority import extent_of, open_list
from app.policy.acts import Act
from app.policy.deadlines import DeadlineState
from app.policy.decision import Decision
from app.policy.vocabulary import DeadlineSubject
from app.recordings.visibility import custody_of
from app.routers import pages
from app.routers.deadline_rows import DeadlineRow, row_of, sheet_of
from app.routers.deps import NowDep, SessionDep
from app.routers.downloads import xlsx_response
from app.routers.errors import refusal
from app.routers.forms import Option, storable
from app.routers.people_choices import unit_choices
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
EVERYTHING, PROVISIONAL = "all", "provisional"
STATES = (
    Option(EVERYTHING, "全部"),
    *(Option(state.value, state.label) for state in DeadlineState),
    Option(PROVISIONAL, "期限暂定"),
)


@dataclass(frozen=True, slots=True)
class DeadlinesPage:
    """Context of ``deadlines/index.html``; ``news`` confirms what was just declared."""

    rows: tuple[DeadlineRow, ...]
    states: tuple[Option, ...]
    units: tuple[Option, ...]
    state: str
    unit: str
    person: str
    following: str | None
    sheet: str
    is_open: bool
    may_postpone: bool
    shown_at: datetime
    news: str = ""


@router.get("/deadlines", name="deadlines")
async def show_board(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show one page of the board; the address holds the filters."""
    extent = await open_list(session, visitor.actor, Act.DEADLINE_KNOW)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    fields = _filter_fields(request)
    found = await list_deadlines(
        session,
        visitor.actor,
        extent,
        _wanted(fields),
        now=now,
        after=_place(request.query_params.get("after", "")),
    )
    query = urlencode({name: value for name, value in fields.items() if value})
    postponing = await extent_of(session, visitor.actor, Act.DEADLINE_POSTPONE)
    view = DeadlinesPage(
        rows=await _rows(session, visitor, found.lines, now),
        states=STATES,
        units=await unit_choices(session, extent.units),
        state=fields["state"],
        unit=fields["unit"],
        person=fields["person"],
        following=_following(fields, found.after),
        sheet=f"/deadlines.xlsx?{query}" if query else "/deadlines.xlsx",
        is_open=not query,
        may_postpone=bool(postponing),
        shown_at=now,
        news=_news(request.query_params.get("postponed", "")),
    )
    return pages.page(request, visitor.badge, "deadlines/index.html", view)


@router.get("/deadlines.xlsx", name="deadlines_sheet")
async def export_board(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Answer the filtered board as a workbook; the export is an event."""
    extent = await open_list(session, visitor.actor, Act.DEADLINE_KNOW)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    wanted = _wanted(_filter_fields(request))
    found = await list_deadlines(
        session, visitor.actor, extent, wanted, now=now, limit=EXPORT_LIMIT
    )
    await note_export(session, visitor.actor, len(found.lines), now=now)
    rows = [row_of(line, now) for line in found.lines]
    ledger = sheet_of(rows, visitor.badge, now, is_cut=found.after is not None)
    return xlsx_response(
        await asyncio.to_thread(write_ledger, ledger), f"{ledger.title}.xlsx", "deadlines"
    )


async def _rows(
    session: SessionDep, visitor: Visitor, lines: tuple[DeadlineLine, ...], now: datetime
) -> tuple[DeadlineRow, ...]:
    """Return the lines with links to what this person may open."""
    custody = await custody_of(session, visitor.actor)
    receiving = await extent_of(session, visitor.actor, Act.HANDOVER_RECEIVE)

    def href(line: DeadlineLine) -> str:
        if line.subject_kind is DeadlineSubject.REQUEST:
            # Whoever is shown this duty keeps the records or leads, and may know the request.
            return f"/access/{line.subject_id}"
        may_open = line.unit_id in custody or line.submitted_by_id == visitor.actor.id
        is_recording = line.subject_kind is DeadlineSubject.RECORDING
        return f"/recordings/{line.subject_id}" if is_recording and may_open else ""

    def receive_href(line: DeadlineLine) -> str:
        waits = line.subject_kind is DeadlineSubject.SECTION and line.state in _OPEN
        return f"/deadlines/{line.id}/receipt" if waits and line.unit_id in receiving.units else ""

    return tuple(
        row_of(line, now, href=href(line), receive_href=receive_href(line)) for line in lines
    )


_OPEN = frozenset({DeadlineState.DUE_SOON, DeadlineState.OVERDUE, DeadlineState.RUNNING})


def _news(moved: str) -> str:
    """Return what a declaration has brought, from the number of ends that it moved."""
    if not moved:
        return ""
    if moved.isascii() and moved.isdigit() and int(moved[:6]):
        return f"已申明延后存储，{int(moved[:6])} 项期限已经重新计算。"
    return "已申明延后存储。目前没有期限因此变化；以后收到的这些日期的资料，期限按申明计算。"


def _filter_fields(request: Request) -> dict[str, str]:
    params = request.query_params
    return {
        name: storable(params.get(name, "").strip()[:100]) for name in ("state", "unit", "person")
    }


def _wanted(fields: dict[str, str]) -> DeadlineFilter:
    state = fields["state"]
    known = state in set(DeadlineState)
    return DeadlineFilter(
        state=DeadlineState(state) if known else None,
        is_open=not known and state not in {EVERYTHING, PROVISIONAL},
        is_provisional=state == PROVISIONAL,
        unit_id=_id(fields["unit"]),
        person=fields["person"],
    )


def _following(fields: dict[str, str], after: Place | None) -> str | None:
    if after is None:
        return None
    due = after.due_at.isoformat() if after.due_at else ""
    return f"/deadlines?{urlencode({**fields, 'after': f'{due}~{after.id}'})}"


def _place(text: str) -> Place | None:
    """Read where a page ended; what nobody can have been given begins at the beginning."""
    due, _, key = text.partition("~")
    place_id = _id(key)
    if place_id is None:
        return None
    try:
        moment = datetime.fromisoformat(due) if due else None
    except ValueError:
        return None
    if moment is not None and moment.tzinfo is None:
        return None
    return Place(moment, place_id)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
