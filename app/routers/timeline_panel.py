"""The line of time as a part of the page of a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.queries import OpenedCase
from app.cases.timeline import timeline_of
from app.routers.panels import Panel
from app.routers.timeline_drawing import Drawing, draw, whole
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
    line = await timeline_of(session, visitor.actor, opened.detail.id, now)
    drawing = draw(line.marks, whole(line.marks, now), now)
    address = f"/cases/{line.case_id}/timeline"
    links = {bar.target: f"{address}#{bar.target}" for lane in drawing.lanes for bar in lane.bars}
    view = TimelinePanel(line.case_id, drawing, links, len(line.marks))
    return Panel("timeline/_panel.html", view)
