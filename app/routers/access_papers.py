"""出示的材料: taken with or without a scan, struck out, and a scan opened on the record."""

from collections.abc import Awaitable, Mapping
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.access.papers import (
    ShownPaper,
    may_show,
    open_scan,
    request_of,
    show_paper,
    show_scan,
    strike_paper,
)
from app.access.requests import find_request
from app.db import transaction
from app.errors import LiuhenError, NotFoundError
from app.papers.adding import Desk
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.decision import Decision
from app.policy.law_words import Paper
from app.routers import pages
from app.routers.access import draw_request
from app.routers.case_doors import seen_in
from app.routers.deps import ResourcesDep, identify
from app.routers.downloads import disposition
from app.routers.errors import refusal
from app.routers.form_keys import FORM_KEY, NO_KEY, form_key_in
from app.routers.form_page import Mistakes, attempt
from app.routers.forms import FieldError, read_fields
from app.routers.multipart import FilePart, file_parts
from app.routers.ranges import Span
from app.routers.resources import Resources
from app.routers.streaming import OpenFileResponse, ViewingRightEndedError
from app.routers.visit import Visit, VisitDep
from app.routers.visitor import visitor_of_request
from app.storage.threads import in_threads
from app.uploads.errors import BodyBrokenError

router = APIRouter(include_in_schema=False)
Outcome = Decision | tuple[FieldError, ...] | None
"""The refusal, what is wrong, or nothing when the paper was taken."""
_NOTHING_RUNS = "default-src 'none'; sandbox; frame-ancestors 'none'"


@router.post("/access/{request_id:uuid}/papers", name="access_paper_add")
async def take_paper(request_id: UUID, request: Request, resources: ResourcesDep) -> Response:
    """Take one paper by its number, with a scan where one was chosen.

    No transaction is open while the bytes come. The form's key stands in the address, so that it is
    known before any of them.
    """
    typed = {FORM_KEY: request.query_params.get("form", "")}
    form_key = form_key_in(typed)
    refused = await _look(request, resources, request_id, form_key)
    if refused is not None:
        return refused
    outcome: Outcome = None
    is_taken = False
    async for part in file_parts(request, typed):
        if form_key is None:
            await part.skip()
            continue
        outcome, is_taken = await _keep(request, resources, request_id, part, typed), True
        if outcome:
            await part.skip()
            break
    if form_key is None:
        outcome = (NO_KEY,)
    elif not is_taken:
        outcome = await _note(request, resources, request_id, typed)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    if outcome:
        return await _again(request, resources, request_id, typed, outcome)
    return pages.see_other(request, f"/access/{request_id}")


@router.post("/access/papers/{paper_id:uuid}/striking", name="access_paper_strike")
async def strike(paper_id: UUID, visit: VisitDep) -> Response:
    """Strike a paper out."""
    typed = await read_fields(visit.request)
    outcome = await attempt(
        visit.session,
        strike_paper(
            visit.session,
            visit.visitor.actor,
            paper_id,
            typed.get("reason", ""),
            seen_revision=seen_in(typed),
            now=visit.now,
        ),
    )
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    if isinstance(outcome, Mistakes):
        request_id = await request_of(visit.session, visit.visitor.actor, paper_id)
        again = {**typed, "paper": str(paper_id)}
        return await draw_request(visit, request_id, typed=again, errors=outcome.errors)
    return pages.see_other(visit.request, f"/access/{outcome}")


@router.get("/access/papers/{paper_id:uuid}/scan", name="access_paper_scan")
async def send_scan(paper_id: UUID, request: Request, resources: ResourcesDep) -> Response:
    """Answer a scan: pictures in place, PDF to keep. Its event commits before it leaves."""
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        scan = await open_scan(session, visitor.actor, paper_id, now=now)
    store = resources.store
    descriptor = await in_threads(store, store.open_original, scan.storage_key)
    how = "attachment" if scan.media_type == "application/pdf" else "inline"
    headers = {
        "Content-Disposition": disposition(scan.file_name, how=how),
        "Content-Length": str(scan.size_bytes),
        "Content-Security-Policy": _NOTHING_RUNS,
        "Content-Type": scan.media_type,
    }
    return OpenFileResponse(
        resources,
        paper_id,
        descriptor=descriptor,
        span=Span(0, scan.size_bytes),
        recheck=lambda: _recheck(request, resources, scan.request_id),
        headers=headers,
    )


async def _look(
    request: Request, resources: Resources, request_id: UUID, form_key: UUID | None
) -> Response | None:
    """Return the refusal of somebody who may not add papers, before anything is read."""
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        refused = await may_show(session, visitor.actor, request_id, form_key, now=now)
    return refusal(request, refused) if refused else None


async def _keep(
    request: Request,
    resources: Resources,
    request_id: UUID,
    part: FilePart,
    typed: Mapping[str, str],
) -> Outcome:
    """Keep a scan, or return the refusal or what is wrong with it."""
    desk = Desk(
        resources.settings,
        resources.sessions,
        resources.store,
        resources.nudger,
        resources.clock,
    )
    async with transaction(resources.sessions) as session:
        actor = await identify(request, session, resources.clock())

    async def keep() -> Decision | None:
        return await show_scan(
            desk,
            actor,
            request_id,
            _paper_in(typed),
            file_name=part.file_name,
            stream=part.stream,
        )

    return await _tried(keep())


async def _note(
    request: Request, resources: Resources, request_id: UUID, typed: Mapping[str, str]
) -> Outcome:
    """Note a paper by its number alone."""

    async def note() -> Decision | None:
        async with transaction(resources.sessions) as session:
            now = resources.clock()
            actor = await identify(request, session, now)
            return await show_paper(session, actor, request_id, _paper_in(typed), now=now)

    return await _tried(note())


async def _tried(act: Awaitable[Decision | None]) -> Outcome:
    try:
        return await act
    except NotAcceptableError as error:
        return tuple(FieldError(it.field, it.message) for it in error.problems)
    except (BodyBrokenError, NotFoundError):
        raise
    except LiuhenError as error:
        return (FieldError("scan", error.message),)


async def _again(
    request: Request,
    resources: Resources,
    request_id: UUID,
    typed: Mapping[str, str],
    errors: tuple[FieldError, ...],
) -> Response:
    """Answer the page of the request with what was typed and what is wrong."""
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        visit = Visit(request, session, visitor, now)
        return await draw_request(visit, request_id, typed=typed, errors=errors)


async def _recheck(request: Request, resources: Resources, request_id: UUID) -> None:
    async with transaction(resources.sessions) as session:
        actor = await identify(request, session, resources.clock())
        try:
            await find_request(session, actor, request_id)
        except NotFoundError:
            raise ViewingRightEndedError("您查看这份材料的权限已经结束，传送已停止。") from None


def _paper_in(typed: Mapping[str, str]) -> ShownPaper:
    """Return what was said of a paper.

    Raises:
        NotAcceptableError: it is of no known kind.
    """
    kind = typed.get("kind", "")
    if kind not in set(Paper) - {Paper.REASON}:
        raise NotAcceptableError(FieldProblem("kind", "请选择出示的是哪一种材料。"))
    return ShownPaper(Paper(kind), typed.get("document_no", ""), form_key_in(typed))
