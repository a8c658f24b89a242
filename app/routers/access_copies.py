"""复制发放: issue a copy, look at one, open what was kept of it, note who signed and the post."""

from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.access.copying import NewIssue
from app.access.handing import (
    LONGEST,
    Parcel,
    Taker,
    mail_copy,
    may_receive,
    receive_copy,
    receive_with_scan,
)
from app.access.issued import IssueDetail, issue_detail
from app.access.ordering import order_copy
from app.access.orders import OrderDetail, unsealed_order
from app.access.requests import find_request, issuer_may
from app.clock import day_of
from app.db import transaction
from app.errors import LiuhenError, NotFoundError
from app.numerals import whole_number
from app.papers.adding import Desk
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.access_words import CopyForm, CopyMedium
from app.policy.decision import Decision
from app.routers import pages
from app.routers.access import draw_request
from app.routers.access_panels import ACCEPT
from app.routers.case_doors import seen_in
from app.routers.deps import ResourcesDep, identify
from app.routers.errors import refusal
from app.routers.form_page import WHOLE_FORM
from app.routers.forms import FieldError, read_fields, storable
from app.routers.multipart import file_parts
from app.routers.resources import Resources
from app.routers.visit import Visit, VisitDep
from app.routers.visitor import visitor_of_request
from app.uploads.errors import BodyBrokenError

_DIGITS = 3
router = APIRouter(include_in_schema=False)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CopyPage:
    """Context of ``access/copy.html``, and of the two sheets to print."""

    detail: IssueDetail
    today: str
    typed: Mapping[str, str]
    errors: tuple[FieldError, ...]
    shown_at: datetime
    accept: str = ACCEPT
    longest: int = LONGEST


@dataclass(frozen=True, slots=True)
class CopyOrderPage:
    """Context of ``access/copy_order.html``."""

    detail: OrderDetail


@router.post("/access/{request_id:uuid}/copies", name="access_copy_issue")
async def issue(request_id: UUID, request: Request, resources: ResourcesDep) -> Response:
    """Order a copy; a worker makes it, unless it is so small that it is made at once."""
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        asked = await find_request(session, visitor.actor, request_id)
        refused = await issuer_may(session, visitor.actor, asked, now)
    if refused is not None:
        return refusal(request, refused)
    typed = await read_fields(request)

    async def act() -> UUID | Decision:
        return await order_copy(
            _desk(resources),
            visitor.actor,
            request_id,
            _issue_in(typed),
            seen_revision=seen_in(typed),
        )

    outcome = await _tried(act())
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    if isinstance(outcome, UUID):
        return pages.see_other(request, f"/access/copies/{outcome}")
    async with transaction(resources.sessions) as session:
        visit = Visit(request, session, visitor, resources.clock())
        return await draw_request(visit, request_id, typed=typed, errors=outcome or ())


@router.get("/access/copies/{issue_id:uuid}", name="access_copy")
async def show_copy(issue_id: UUID, visit: VisitDep) -> Response:
    """Show what was issued, file by file; until it is sealed, how far it has come."""
    order = await unsealed_order(visit.session, visit.visitor.actor, issue_id)
    if order is None:
        return await _draw(visit, issue_id, "access/copy.html")
    view = CopyOrderPage(order)
    return pages.page(visit.request, visit.visitor.badge, "access/copy_order.html", view)


@router.get("/access/copies/{issue_id:uuid}/slip", name="access_copy_slip")
async def show_slip(issue_id: UUID, visit: VisitDep) -> Response:
    """Show the receipt to print and sign."""
    return await _draw(visit, issue_id, "access/copy_slip.html")


@router.get("/access/copies/{issue_id:uuid}/dispatch", name="access_copy_dispatch")
async def show_dispatch(issue_id: UUID, visit: VisitDep) -> Response:
    """Show the letter that goes with what is mailed."""
    return await _draw(visit, issue_id, "access/copy_dispatch.html")


@router.post("/access/copies/{issue_id:uuid}/receipt", name="access_copy_receive")
async def receive(issue_id: UUID, request: Request, resources: ResourcesDep) -> Response:
    """Note who signed, with the scan where one was chosen; nothing is open while it comes."""
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        refused = await may_receive(session, visitor.actor, issue_id, now=now)
    if refused is not None:
        return refusal(request, refused)
    typed: dict[str, str] = {}
    outcome: Decision | tuple[FieldError, ...] | None = None
    is_taken = False
    async for part in file_parts(request, typed):
        taking = receive_with_scan(
            _desk(resources),
            visitor.actor,
            issue_id,
            _taker_in(typed),
            file_name=part.file_name,
            stream=part.stream,
        )
        outcome, is_taken = await _tried(taking), True
        if outcome:
            await part.skip()
            break
    if not is_taken:

        async def note() -> Decision | None:
            async with transaction(resources.sessions) as session:
                now = resources.clock()
                return await receive_copy(
                    session, visitor.actor, issue_id, _taker_in(typed), now=now
                )

        outcome = await _tried(note())
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    if outcome:
        async with transaction(resources.sessions) as session:
            visit = Visit(request, session, visitor, resources.clock())
            return await _draw(visit, issue_id, "access/copy.html", typed, outcome)
    return pages.see_other(request, f"/access/copies/{issue_id}")


@router.post("/access/copies/{issue_id:uuid}/mailing", name="access_copy_mail")
async def mail(issue_id: UUID, visit: VisitDep) -> Response:
    """Note where it was mailed."""
    typed = await read_fields(visit.request)

    async def act() -> Decision | None:
        async with visit.session.begin_nested():
            return await mail_copy(
                visit.session, visit.visitor.actor, issue_id, _parcel_in(typed), now=visit.now
            )

    outcome = await _tried(act())
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    if outcome:
        return await _draw(visit, issue_id, "access/copy.html", typed, outcome)
    return pages.see_other(visit.request, f"/access/copies/{issue_id}")


async def _draw(
    visit: Visit,
    issue_id: UUID,
    template: str,
    typed: Mapping[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    view = CopyPage(
        detail=await issue_detail(visit.session, visit.visitor.actor, issue_id),
        today=day_of(visit.now).isoformat(),
        typed=typed or {},
        errors=errors,
        shown_at=visit.now,
    )
    status = 422 if errors else 200
    return pages.page(visit.request, visit.visitor.badge, template, view, status=status)


async def _tried(act: Awaitable[T]) -> T | tuple[FieldError, ...]:
    """Return what an act returns, or what has to be mended."""
    try:
        return await act
    except NotAcceptableError as error:
        return tuple(FieldError(it.field, it.message) for it in error.problems)
    except (BodyBrokenError, NotFoundError):
        raise
    except LiuhenError as error:
        return (FieldError(WHOLE_FORM, error.message),)


def _desk(resources: Resources) -> Desk:
    return Desk(
        resources.settings,
        resources.sessions,
        resources.store,
        resources.nudger,
        resources.clock,
    )


def _issue_in(typed: Mapping[str, str]) -> NewIssue:
    """Return what is to be issued.

    Raises:
        NotAcceptableError: no medium or form is chosen; what is no number is judged as none.
    """
    medium, copies = typed.get("medium", ""), typed.get("copies", "")
    form = typed.get("form", CopyForm.EXACT.value)
    if medium not in set(CopyMedium):
        raise NotAcceptableError(FieldProblem("medium", "请选择复制件的载体。"))
    if form not in set(CopyForm):
        raise NotAcceptableError(FieldProblem("form", "请选择复制件的形式。"))
    return NewIssue(CopyMedium(medium), whole_number(copies, _DIGITS) or 0, CopyForm(form))


def _taker_in(typed: Mapping[str, str]) -> Taker:
    name, document = (storable(typed.get(field, "").strip()) for field in ("taker", "document"))
    correction = storable(typed["correction"].strip()) if "correction" in typed else None
    return Taker(name, document, correction)


def _parcel_in(typed: Mapping[str, str]) -> Parcel:
    """Return what is said of the post; whether the day can be is judged with the rest."""
    on = None
    with suppress(ValueError):
        on = date.fromisoformat(typed.get("mailed_on", ""))
    return Parcel(typed.get("mail_to", ""), typed.get("mail_no", ""), on)
