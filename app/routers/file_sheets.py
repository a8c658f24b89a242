"""封面、卷内目录、备考表: the sheets that are printed, signed and bound with a case file."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response

from app.papers.opening import open_file
from app.papers.sheets import FileFacts, facts_of_file
from app.policy.decision import Decision
from app.routers import pages
from app.routers.case_filing_words import period_words
from app.routers.document_rows import DocumentRow, row_of
from app.routers.errors import refusal
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
SHEETS = (
    ("case_file_cover", "封面"),
    ("case_file_contents", "卷内目录"),
    ("case_file_endnote", "备考表"),
)


@dataclass(frozen=True, slots=True)
class FileSheetPage:
    """Context of ``papers/cover.html``, ``papers/contents.html`` and ``papers/endnote.html``."""

    facts: FileFacts
    rows: tuple[DocumentRow, ...]
    count: str
    period: str
    shown_at: datetime
    sheets: tuple[tuple[str, str], ...] = SHEETS


@router.get("/cases/{case_id}/file/cover", name="case_file_cover")
async def show_cover(case_id: UUID, visit: VisitDep, version: int | None = None) -> Response:
    """Show the cover."""
    return await _show(visit, case_id, version, "papers/cover.html")


@router.get("/cases/{case_id}/file/contents", name="case_file_contents")
async def show_contents(case_id: UUID, visit: VisitDep, version: int | None = None) -> Response:
    """Show the contents list as it is bound."""
    return await _show(visit, case_id, version, "papers/contents.html")


@router.get("/cases/{case_id}/file/endnote", name="case_file_endnote")
async def show_endnote(case_id: UUID, visit: VisitDep, version: int | None = None) -> Response:
    """Show the end note, on which whoever files signs for what is in it."""
    return await _show(visit, case_id, version, "papers/endnote.html")


async def _show(visit: Visit, case_id: UUID, version: int | None, template: str) -> Response:
    case = await open_file(visit.session, visit.visitor.actor, case_id, now=visit.now)
    if isinstance(case, Decision):
        return refusal(visit.request, case)
    facts = await facts_of_file(visit.session, case, version)
    rows = tuple(row_of(line) for line in facts.contents.lines)
    bound = sum(1 for row in rows if not row.problem)
    total = facts.contents.page_count
    count = f"{bound} 件 {total} 页" if total is not None else f"{bound} 件，页数尚未清点完"
    view = FileSheetPage(facts, rows, count, period_words(facts.filing.period), visit.now)
    return pages.page(visit.request, visit.visitor.badge, template, view)
