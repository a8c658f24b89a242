"""查找答复: answer what was described and not found, on the page of its request; and the sheet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.looking import (
    LookupLine,
    NewLookup,
    answer_lookup,
    lookup_of,
)
from app.access.queries import RequestDetail, opened_request
from app.policy.access_words import LookupResult
from app.policy.decision import Decision
from app.routers import pages
from app.routers.access import draw_request
from app.routers.case_doors import seen_in
from app.routers.errors import refusal
from app.routers.form_page import Mistakes, attempt
from app.routers.forms import read_fields
from app.routers.visit import VisitDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class LookupSheet:
    """Context of ``access/lookup.html``: 查找结果答复, to print, sign and hand over."""

    detail: RequestDetail
    line: LookupLine
    shown_at: datetime


@router.post("/access/{request_id:uuid}/lookups", name="access_lookup_answer")
async def take_lookup(request_id: UUID, visit: VisitDep) -> Response:
    """Answer what was looked for; what was typed is shown again when something is wrong."""
    typed = await read_fields(visit.request)
    result = typed.get("result", "")
    outcome = await attempt(
        visit.session,
        answer_lookup(
            visit.session,
            visit.visitor.actor,
            request_id,
            NewLookup(
                LookupResult(result) if result in set(LookupResult) else None,
                typed.get("sought", ""),
                typed.get("places", ""),
                typed.get("told", ""),
            ),
            seen_revision=seen_in(typed),
            now=visit.now,
        ),
    )
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    if isinstance(outcome, Mistakes):
        return await draw_request(visit, request_id, typed=typed, errors=outcome.errors)
    return pages.see_other(visit.request, f"/access/{request_id}/lookups/{outcome}")


@router.get("/access/{request_id:uuid}/lookups/{lookup_id:uuid}", name="access_lookup")
async def show_lookup(request_id: UUID, lookup_id: UUID, visit: VisitDep) -> Response:
    """Show an answer as the sheet that the applicant is given."""
    session, actor = visit.session, visit.visitor.actor
    line = await lookup_of(session, actor, request_id, lookup_id)
    detail = (await opened_request(session, actor, request_id)).detail
    view = LookupSheet(detail, line, visit.now)
    return pages.page(visit.request, visit.visitor.badge, "access/lookup.html", view)
