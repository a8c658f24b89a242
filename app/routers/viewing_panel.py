"""What viewing adds to the page of a request: sit down at once, or see who sits where."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.sittings import Overview, overview_of
from app.routers.access_shown import ShownRequest
from app.routers.panels import Panel
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class ViewingPanel:
    """Context of ``viewings/_panel.html``."""

    overview: Overview

    @property
    def begins_here(self) -> bool:
        """Return whether the requester can sit down with one press."""
        overview = self.overview
        may_begin = overview.beginning is not None and overview.beginning.allowed
        return may_begin and not overview.is_from_outside and overview.open_line is None


async def viewing_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show the sittings of a request that was granted for viewing."""
    overview = await overview_of(session, visitor.actor, shown.opened.detail.id, now=now)
    if not overview.is_for_viewing:
        return None
    return Panel("viewings/_panel.html", ViewingPanel(overview))
