"""The line of time as a part of the page of a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.on_timeline import approvals_on
from app.cases.marks import in_order
from app.cases.overview import Stretch, marks_together, stretch_of
from app.cases.queries import OpenedCase
from app.routers.panels import Panel
from app.routers.timeline_drawing import PLACES, Drawing, around, draw
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class TimelinePanel:
    """Context of ``timeline/_panel.html``; every bar leads to the page of the line."""

    case_id: UUID
    drawing: Drawing
    links: dict[str, str]
    total: int


async def timeline_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, now: datetime
) -> Panel | None:
    """Show everything of a case on one line of time."""
    case_id = opened.detail.id
    approvals = await approvals_on(session, visitor.actor, case_id, now=now)
    stretch = await stretch_of(session, case_id) or Stretch(now, now)
    moments = [moment for mark in approvals for moment in (mark.at, mark.until) if moment]
    moments += [stretch.first, stretch.last]
    window = around(min(moments), max(moments))
    together = await marks_together(
        session,
        case_id,
        Stretch(window.start, window.end),
        places=PLACES,
        reads=opened.reads_file,
    )
    marks = in_order((*together, *approvals))
    drawing = draw(marks, window, now)
    address = f"/cases/{case_id}/timeline"
    links = {
        bar.target: f"{address}?mark={bar.target}#{bar.target}"
        for lane in drawing.lanes
        for bar in lane.bars
    }
    view = TimelinePanel(case_id, drawing, links, sum(mark.count for mark in marks))
    return Panel("timeline/_panel.html", view)
