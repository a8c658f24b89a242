"""调阅 on the page of a case: to ask for its records, and to receive somebody who does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.previewing import may_consult
from app.cases.queries import OpenedCase
from app.policy.closing import Closure
from app.routers.panels import Panel
from app.routers.visitor import Visitor


@dataclass(frozen=True, slots=True)
class CaseAccessPanel:
    """Context of ``access/_case.html``."""

    case_id: UUID
    may_ask: bool
    may_receive: bool


async def case_access_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, now: datetime
) -> Panel | None:
    """Offer what this visitor may do; nothing to whoever may do neither."""
    del now
    if Closure.STATE_SECRET in opened.closures:
        return None
    asks, receives = await may_consult(session, visitor.actor, opened.detail.id)
    # One button for one thing: of a closed file the list of its documents leads there.
    asks = asks and not (opened.closures and not opened.reads_file)
    if not (asks or receives):
        return None
    return Panel("access/_case.html", CaseAccessPanel(opened.detail.id, asks, receives))
