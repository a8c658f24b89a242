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
from app.routers.file_sheet_words import RecordingRow, counted, left_outside, recording_rows
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
SHEETS = (
    ("case_file_cover", "封面"),
    ("case_file_contents", "卷内目录"),
    ("case_file_endnote", "备考表"),
)


@dataclass(frozen=True, slots=True)
class FileSheetPage:
    """Context of ``papers/cover.html``, ``papers/contents.html`` and ``papers/endnote.html``.

    ``outside`` says of each paper beside the file why it was left there; ``media`` counts the
    recordings that go with it.
    """

    facts: FileFacts
    rows: tuple[DocumentRow, ...]
    outside: tuple[str, ...]
    recordings: tuple[RecordingRow, ...]
    media: str
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
    total = facts.contents.page_count
    count = f"{len(rows)} 件 {total} 页" if total is not None else f"{len(rows)} 件，页数尚未清点完"
    view = FileSheetPage(
        facts=facts,
        rows=rows,
        outside=tuple(map(left_outside, facts.contents.outside)),
        recordings=recording_rows(facts.recordings),
        media=counted(facts.recordings),
        count=count,
        period=period_words(facts.filing.period),
        shown_at=visit.now,
    )
    return pages.page(visit.request, visit.visitor.badge, template, view)
