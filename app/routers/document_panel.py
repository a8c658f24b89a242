"""The documents of a case in short, for the page of the case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.previewing import may_consult
from app.cases.queries import OpenedCase
from app.cases.visibility import find_case
from app.papers.contents import contents_shown_to
from app.policy.closing import Closure
from app.policy.decision import Citation
from app.routers.document_rows import DocumentRow, row_of
from app.routers.panels import Panel
from app.routers.visitor import Visitor

_FEW = 8
Citations = tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class DocumentsPanel:
    """Context of ``papers/_panel.html``: the first few documents, and how many there are.

    ``why_closed`` is said of a file that is closed to this visitor, ``closed`` are the articles.
    """

    case_id: UUID
    rows: tuple[DocumentRow, ...]
    total: int
    version: int
    page_count: int | None
    may_change: bool
    closed: Citations = ()
    why_closed: str = ""
    may_ask: bool = False


async def documents_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, _now: datetime
) -> Panel | None:
    """Show the first few documents of a case."""
    case = await find_case(session, visitor.actor, opened.detail.id)
    contents = await contents_shown_to(session, visitor.actor, case)
    reading = opened.reading if opened.closures else None
    refused = reading if reading is not None and not reading.allowed else None
    may_ask = False
    if refused is not None and Closure.STATE_SECRET not in opened.closures:
        may_ask, _ = await may_consult(session, visitor.actor, case.id)
    view = DocumentsPanel(
        case_id=case.id,
        rows=tuple(row_of(line) for line in contents.lines[:_FEW]),
        total=len(contents.lines),
        version=contents.version,
        page_count=contents.page_count,
        may_change=opened.may_change,
        why_closed=refused.reason if refused else "",
        closed=refused.citations if refused else (),
        may_ask=may_ask,
    )
    return Panel("papers/_panel.html", view)
