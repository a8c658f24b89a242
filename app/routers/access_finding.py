"""查找资料: the keeper looks for the recordings that a request is about, and ticks them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.access.adding import add_recordings
from app.access.finding import (
    MOST_FOUND,
    NOTHING_FOUND,
    Sought,
    find_for_request,
    open_adding,
)
from app.access.queries import RequestDetail
from app.policy.decision import Decision
from app.routers import pages, search_words
from app.routers.access_asking import ITEM, typed_in
from app.routers.case_doors import seen_in
from app.routers.days import midnight, read_day
from app.routers.errors import refusal
from app.routers.form_page import Mistakes, attempt
from app.routers.form_reading import Entered
from app.routers.forms import FieldError, storable
from app.routers.search_words import SearchRow
from app.routers.visit import Visit, VisitDep
from app.searching.asking import Wanted
from app.searching.finding import SearchTooLongError
from app.searching.shelves import Shelf
from app.searching.terms import LONGEST, read_terms

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FindFields:
    """What is looked for, as it stands in the address, for the form to show again."""

    q: str = ""
    day_from: str = ""
    day_to: str = ""


@dataclass(frozen=True, slots=True)
class FindPage:
    """Context of ``access/find.html``; ``asked_for`` are rows that the request holds already."""

    detail: RequestDetail
    fields: FindFields
    query: str
    rows: tuple[SearchRow, ...]
    asked_for: frozenset[UUID]
    has_more: bool
    is_open: bool
    ticked: frozenset[UUID]
    problems: tuple[str, ...]
    errors: tuple[FieldError, ...]
    item: str = ITEM
    most: int = MOST_FOUND
    longest: int = LONGEST


@router.get("/access/{request_id:uuid}/recordings", name="access_find")
async def show_found(request_id: UUID, visit: VisitDep) -> Response:
    """Show what is found for a request; the address holds what is looked for."""
    return await _draw(visit, request_id)


@router.post("/access/{request_id:uuid}/recordings")
async def add_found(request_id: UUID, visit: VisitDep) -> Response:
    """Add what was ticked; when it cannot be added, the ticks stand there again."""
    typed = await typed_in(visit.request)
    verb = add_recordings(
        visit.session,
        visit.visitor.actor,
        request_id,
        Entered(typed).ticked(ITEM),
        seen_revision=seen_in(typed),
        now=visit.now,
    )
    outcome = await attempt(visit.session, verb)
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    if isinstance(outcome, Mistakes):
        return await _draw(visit, request_id, typed, outcome.errors)
    return pages.see_other(visit.request, f"/access/{request_id}")


async def _draw(
    visit: Visit,
    request_id: UUID,
    typed: Mapping[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    session, actor = visit.session, visit.visitor.actor
    detail = await open_adding(session, actor, request_id)
    if isinstance(detail, Decision):
        return refusal(visit.request, detail)
    fields = _fields_in(visit.request)
    sought, problems = _sought(fields, detail.unit_id)
    try:
        found = await find_for_request(session, actor, detail, sought)
    except SearchTooLongError as error:
        found, problems = NOTHING_FOUND, (*problems, error.message)
    view = FindPage(
        detail=detail,
        fields=fields,
        query=visit.request.url.query,
        rows=tuple(search_words.row_of(row, Shelf.RECORDINGS) for row in found.rows),
        asked_for=found.asked_for,
        has_more=found.has_more,
        is_open=sought.is_open,
        ticked=Entered(typed or {}).ticked(ITEM),
        problems=problems,
        errors=errors,
    )
    status = 422 if errors else 200
    return pages.page(visit.request, visit.visitor.badge, "access/find.html", view, status=status)


def _fields_in(request: Request) -> FindFields:
    params = request.query_params
    return FindFields(
        *(storable(params.get(name, "").strip()[:LONGEST]) for name in ("q", "from", "to"))
    )


def _sought(fields: FindFields, unit_id: UUID) -> tuple[Sought, tuple[str, ...]]:
    """Return what an address asks for; what cannot be understood is named and left out."""
    number = _number_in(fields.q)
    if number is not None:
        return Sought(Wanted(), number), ()
    problems: list[str] = []
    first = read_day(fields.day_from, "开始日期", problems)
    last = read_day(fields.day_to, "结束日期", problems)
    if first and last and first > last:
        problems.append("开始日期晚于结束日期，因此没有符合条件的资料。请调整日期。")
    wanted = Wanted(
        terms=read_terms(fields.q),
        since=midnight(first),
        before=midnight(last + timedelta(days=1) if last else None),
    )
    is_open = wanted == Wanted()
    return Sought(wanted if is_open else replace(wanted, unit_id=unit_id)), tuple(problems)


def _number_in(text: str) -> UUID | None:
    """Return the number of a recording, bare or at the end of the address of its page."""
    try:
        return UUID(text.split("?", maxsplit=1)[0].rstrip("/").rsplit("/", maxsplit=1)[-1])
    except ValueError:
        return None
