"""Correct, move, leave, return: each act on a person is a page with one form."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.clock import day_of
from app.people.changing import Facts, correct_facts
from app.people.finding import PersonDetail, find_person
from app.people.leaving import leave_service, return_to_service
from app.people.moving import Destination, move_person
from app.people.serving import permit_on_account
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import Employment
from app.routers import pages
from app.routers.confirmation import ConfirmedDep
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import FormPage, Mistakes, attempt, show
from app.routers.form_reading import Entered
from app.routers.forms import read_fields
from app.routers.person_forms import (
    KEPT,
    departure_form,
    facts_form,
    facts_of,
    move_form,
    place_of,
    return_form,
)
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)


@router.get("/people/{person_id}/facts", name="person_facts")
async def show_facts(
    person_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the form that corrects what was entered wrongly."""
    detail = await find_person(session, visitor.actor, person_id)
    refused = await _refused(session, visitor, detail, now)
    if refused:
        return refusal(request, refused)
    return show(request, visitor.badge, await facts_form(session, detail, facts_of(detail)))


@router.post("/people/{person_id}/facts")
async def save_facts(
    person_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Correct the facts."""
    detail = await find_person(session, visitor.actor, person_id)
    refused = await _refused(session, visitor, detail, now)
    if refused:
        return refusal(request, refused)
    fields = await read_fields(request)
    entered = Entered(fields)
    facts = Facts(
        full_name=entered.text("full_name"),
        username=entered.text("username").lower(),
        section_id=entered.maybe_key("section"),
        post=entered.short("post", "职务"),
        employment=entered.member("employment", Employment, "人员性质"),
        officer_no=entered.text("officer_no") or None,
    )
    outcome: Decision | Mistakes | None = Mistakes(entered.errors)
    if not entered.problems:
        outcome = await attempt(
            session, correct_facts(session, visitor.actor, detail, facts, now=now)
        )
    form = await facts_form(session, detail, fields)
    return _answer(request, visitor, detail, outcome, form)


@router.get("/people/{person_id}/move", name="person_move")
async def show_move(
    person_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the form for another unit, section or post."""
    detail = await find_person(session, visitor.actor, person_id)
    refused = await _refused(session, visitor, detail, now)
    if refused:
        return refusal(request, refused)
    return show(
        request, visitor.badge, await move_form(session, visitor, detail, place_of(detail, now))
    )


@router.post("/people/{person_id}/move")
async def save_move(
    person_id: UUID, request: Request, session: SessionDep, visitor: ConfirmedDep, now: NowDep
) -> Response:
    """Move somebody."""
    detail = await find_person(session, visitor.actor, person_id)
    refused = await _refused(session, visitor, detail, now)
    if refused:
        return refusal(request, refused)
    fields = await read_fields(request)
    entered = Entered(fields)
    target = _destination(entered)
    outcome: Decision | Mistakes | None = Mistakes(entered.errors)
    if not entered.problems:
        act = move_person(session, visitor.actor, detail, target, kept_roles=_kept(fields), now=now)
        outcome = await attempt(session, act)
    form = await move_form(session, visitor, detail, fields)
    return _answer(request, visitor, detail, outcome, form)


@router.get("/people/{person_id}/departure", name="person_departure")
async def show_departure(
    person_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the form for the end of service."""
    detail = await find_person(session, visitor.actor, person_id)
    refused = await _refused(session, visitor, detail, now)
    if refused:
        return refusal(request, refused)
    return show(request, visitor.badge, departure_form(detail, {"until": str(day_of(now))}))


@router.post("/people/{person_id}/departure")
async def save_departure(
    person_id: UUID, request: Request, session: SessionDep, visitor: ConfirmedDep, now: NowDep
) -> Response:
    """End somebody's service."""
    detail = await find_person(session, visitor.actor, person_id)
    refused = await _refused(session, visitor, detail, now)
    if refused:
        return refusal(request, refused)
    fields = await read_fields(request)
    entered = Entered(fields)
    last_day = entered.day("until", "最后一天")
    why = entered.needed("why", "离任事由")
    outcome: Decision | Mistakes | None = Mistakes(entered.errors)
    if not entered.problems:
        outcome = await attempt(
            session, leave_service(session, visitor.actor, detail, last_day, why, now=now)
        )
    return _answer(request, visitor, detail, outcome, departure_form(detail, fields))


@router.get("/people/{person_id}/return", name="person_return")
async def show_return(
    person_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the form for coming back into service."""
    detail = await find_person(session, visitor.actor, person_id)
    refused = await _refused(session, visitor, detail, now)
    if refused:
        return refusal(request, refused)
    return show(
        request,
        visitor.badge,
        await return_form(session, visitor, detail, place_of(detail, now)),
    )


@router.post("/people/{person_id}/return")
async def save_return(
    person_id: UUID, request: Request, session: SessionDep, visitor: ConfirmedDep, now: NowDep
) -> Response:
    """Bring somebody back into service."""
    detail = await find_person(session, visitor.actor, person_id)
    refused = await _refused(session, visitor, detail, now)
    if refused:
        return refusal(request, refused)
    fields = await read_fields(request)
    entered = Entered(fields)
    target = _destination(entered)
    outcome: Decision | Mistakes | None = Mistakes(entered.errors)
    if not entered.problems:
        outcome = await attempt(
            session, return_to_service(session, visitor.actor, detail, target, now=now)
        )
    form = await return_form(session, visitor, detail, fields)
    return _answer(request, visitor, detail, outcome, form)


async def _refused(
    session: SessionDep, visitor: Visitor, detail: PersonDetail, now: NowDep
) -> Decision | None:
    act = Act.PERSON_CHANGE
    decision = await permit_on_account(session, visitor.actor, act, detail, now=now)
    return None if decision.allowed else decision


def _answer(
    request: Request,
    visitor: Visitor,
    detail: PersonDetail,
    outcome: Decision | Mistakes | None,
    form: FormPage,
) -> Response:
    if isinstance(outcome, Mistakes):
        return show(request, visitor.badge, replace(form, errors=outcome.errors))
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/people/{detail.id}")


def _destination(entered: Entered) -> Destination:
    return Destination(
        unit_id=entered.key("unit", "单位"),
        section_id=entered.maybe_key("section"),
        post=entered.short("post", "职务"),
        from_on=entered.day("from", "开始日期"),
    )


def _kept(fields: Mapping[str, str]) -> frozenset[UUID]:
    """Return the roles that were ticked; nonsense names no role of anybody."""
    names = (name.removeprefix(KEPT) for name in fields if name.startswith(KEPT))
    found = set()
    for name in names:
        try:
            found.add(UUID(name))
        except ValueError:
            continue
    return frozenset(found)
