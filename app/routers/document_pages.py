"""Pages of a document: those of a scan as pictures, those of a Word document as a number."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.db import transaction
from app.numerals import whole_number
from app.papers.counting import count_pages
from app.papers.pages import open_page
from app.policy.decision import Decision
from app.routers.case_document import correction_page
from app.routers.case_documents import leading_back_to_contents, seen_in, to_contents
from app.routers.deps import ResourcesDep, identify
from app.routers.errors import refusal
from app.routers.form_page import Mistakes, attempt
from app.routers.forms import read_fields
from app.routers.sending import send_page
from app.routers.visit import VisitDep
from app.routers.visitor import visitor_of_request

router = APIRouter(include_in_schema=False)
_DIGITS = 9


@router.get("/documents/{document_id}/pages/{number}.jpg", name="case_document_page")
async def show_page(
    document_id: UUID, number: int, request: Request, resources: ResourcesDep
) -> Response:
    """Answer one page of a scan; opening the first of a reading is an event."""
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        page = await open_page(session, visitor.actor, document_id, number, now=now)
        if isinstance(page, Decision):
            return refusal(request, page)
    return await send_page(request, page)


@router.post("/documents/{document_id}/page-count", name="case_document_count")
async def count(document_id: UUID, visit: VisitDep) -> Response:
    """Write down how many pages a Word document has when it is printed.

    Whatever cannot be, and that the pages of other files are not for people to count, is said
    above the form of the document with status 422, as every form says it.
    """
    typed = await read_fields(visit.request)
    text = typed.get("page_count", "")
    with leading_back_to_contents():
        outcome = await attempt(
            visit.session,
            count_pages(
                visit.session,
                visit.visitor.actor,
                document_id,
                whole_number(text, _DIGITS),
                now=visit.now,
                seen_revision=seen_in(typed),
            ),
        )
    if isinstance(outcome, Mistakes):
        return await correction_page(visit, document_id, {"page_count": text}, outcome.errors)
    return to_contents(visit, outcome)
