"""时间轴: one case on one line of time, to look at, to zoom into, to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.on_timeline import approvals_on
from app.cases.marks import MOST, Mark, Timeline
from app.cases.timeline import timeline_of
from app.clock import SHANGHAI
from app.routers import pages
from app.routers.timeline_drawing import WIDTH, Bar, Drawing, Window, draw, whole
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
PAGE_SIZE = 200
MARK = "mark"
"""What the address calls the mark whose page is asked for."""
CLOSER, FARTHER, STEP = 0.5, 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Zoom:
    """Addresses of the same line with another window; empty where there is nothing to see."""

    closer: str
    farther: str
    earlier: str
    later: str
    whole: str


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Context of ``timeline/show.html``; ``links`` are the addresses of the bars, by target.

    ``part`` says which of the marks are listed, where that is not all: paper turns no page.
    """

    case_id: UUID
    case_no: str
    title: str
    drawing: Drawing
    links: dict[str, str]
    marks: tuple[Mark, ...]
    total: int
    part: str
    back: str
    further: str
    zoom: Zoom
    is_cut: bool
    most: int
    shown_at: datetime


@router.get("/cases/{case_id}/timeline", name="timeline")
async def show_timeline(case_id: UUID, visit: VisitDep) -> Response:
    """Show the line of a case of which the visitor may know.

    Raises:
        NotFoundError: there is none, or it is not for this visitor to know.
    """
    actor = visit.visitor.actor
    line = await timeline_of(visit.session, actor, case_id, visit.now)
    line = line.joined(await approvals_on(visit.session, actor, case_id, now=visit.now))
    return pages.page(visit.request, visit.visitor.badge, "timeline/show.html", _page(visit, line))


def _page(visit: Visit, line: Timeline) -> TimelinePage:
    everything = whole(line.marks, visit.now)
    window = _asked(visit, everything)
    drawing = draw(line.marks, window, visit.now)
    inside = [mark for mark in line.marks if window.holds(mark)]
    first = _first_of_page(inside, visit.request.query_params)
    listed = inside[first : first + PAGE_SIZE]
    return TimelinePage(
        case_id=line.case_id,
        case_no=line.case_no,
        title=line.title,
        drawing=drawing,
        links=_links(drawing, {mark.anchor for mark in listed}),
        marks=tuple(listed),
        total=len(inside),
        part=_part(first, len(listed), len(inside)),
        back=_address(window, max(first - PAGE_SIZE, 0)) if first else "",
        further=_address(window, first + PAGE_SIZE) if len(inside) > first + PAGE_SIZE else "",
        zoom=_zoom(window, everything),
        is_cut=line.is_cut,
        most=MOST,
        shown_at=visit.now,
    )


def _part(first: int, listed: int, total: int) -> str:
    if not listed or listed == total:
        return ""
    return f"第 {first + 1:,} 至 {first + listed:,} 项"


def _first_of_page(inside: Sequence[Mark], address: Mapping[str, str]) -> int:
    """Return the place of the first mark to list: the page that holds the mark asked for."""
    wanted = address.get(MARK, "")
    place = next((place for place, mark in enumerate(inside) if mark.anchor == wanted), None)
    if place is None:
        return _number(address.get("after", ""))
    return place - place % PAGE_SIZE


def _asked(visit: Visit, everything: Window) -> Window:
    """Return the window that the address asks for; nonsense means everything."""
    start, end = (_moment(visit.request.query_params.get(name, "")) for name in ("from", "to"))
    if start is None or end is None or start >= end:
        return everything
    return Window(start, end).kept()


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _number(text: str) -> int:
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) < len(str(MOST * MOST)) else 0
    )


def _zoom(window: Window, everything: Window) -> Zoom:
    is_whole = window == everything
    before, after = everything.start < window.start, everything.end > window.end
    return Zoom(
        closer=_address(window.zoomed(CLOSER)),
        farther="" if is_whole else _address(window.zoomed(FARTHER)),
        earlier=_address(window.moved(-STEP)) if before else "",
        later=_address(window.moved(STEP)) if after else "",
        whole="" if is_whole else "?",
    )


def _links(drawing: Drawing, listed: set[str]) -> dict[str, str]:
    """Return where each bar leads: to the line of its mark, or closer to what lies together.

    What cannot be drawn apart however close one looks leads to the first of it.
    """
    bars = (bar for lane in drawing.lanes for bar in lane.bars)
    return {bar.target: _leads_to(bar, drawing.window, listed) for bar in bars}


def _leads_to(bar: Bar, window: Window, listed: set[str]) -> str:
    closer = _around(bar, window)
    if bar.count > 1 and closer.length < window.length:
        return _address(closer)
    anchor = f"#{bar.target}"
    return anchor if bar.target in listed else _address(window, mark=bar.target) + anchor


def _around(bar: Bar, window: Window) -> Window:
    """Return the stretch that a bar covers, with a little room."""
    moment = window.start + window.length * ((bar.x + bar.width / 2) / WIDTH)
    part = max(bar.width * FARTHER / WIDTH, 1 / WIDTH)
    half = max(window.length * part, Window(moment, moment).zoomed(1).length) / 2
    return Window(moment - half, moment + half).kept()


def _address(window: Window, after: int = 0, mark: str = "") -> str:
    asked = {
        "from": window.start.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "to": window.end.astimezone(SHANGHAI).isoformat(timespec="seconds"),
    }
    place = {"after": str(after)} if after else {MARK: mark} if mark else {}
    return "?" + urlencode(asked | place)
