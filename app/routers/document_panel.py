"""The documents of a case in short, for the page of the case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.queries import OpenedCase
from app.cases.visibility import find_case
from app.papers.contents import contents_of
from app.routers.document_rows import DocumentRow, row_of
from app.routers.panels import Panel
from app.routers.visitor import Visitor

_FEW = 8


@dataclass(frozen=True, slots=True)
class DocumentsPanel:
    """Context of ``papers/_panel.html``: the last few documents, and how many there are."""

    case_id: UUID
    rows: tuple[DocumentRow, ...]
    total: int
    version: int
    page_count: int | None
    may_change: bool


async def documents_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, _now: datetime
) -> Panel | None:
    """Show the last few documents of a case."""
    case = await find_case(session, visitor.actor, opened.detail.id)
    contents = await contents_of(session, case)
    view = DocumentsPanel(
        case_id=case.id,
        rows=tuple(row_of(line) for line in contents.lines[-_FEW:]),
        total=len(contents.lines),
        version=contents.version,
        page_count=contents.page_count,
        may_change=opened.may_change,
    )
    return Panel("papers/_panel.html", view)
