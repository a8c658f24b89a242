"""The page of one person, as this visitor may see it, and what is done to the account."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.people.accounts import (
    Slip,
    deactivate_account,
    issue_password,
    issue_passwords,
    reactivate_account,
    reset_factor,
)
from app.people.finding import find_person
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.decision import Decision
from app.routers import pages
from app.routers.confirmation import ConfirmedDep
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import read_fields
from app.routers.panels import Panel, panels_of
from app.routers.person_panels import PERSON_PANELS
from app.routers.resources import resources_of
from app.routers.visit import ConfirmedVisitDep
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Context of ``people/show.html``."""

    full_name: str
    unit_name: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class SlipsPage:
    """Context of ``people/slips.html``: passwords that are shown this once."""

    title: str
    lead: str
    slips: tuple[Slip, ...]
    address: str
    next: str


@router.get("/people/{person_id}", name="person")
async def show_person(
    person_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show what this visitor may see of somebody."""
    detail = await find_person(session, visitor.actor, person_id)
    panels = await panels_of(PERSON_PANELS, session, visitor, detail, now=now)
    view = PersonPage(detail.full_name, detail.unit_name, panels)
    return pages.page(request, visitor.badge, "people/show.html", view)


@router.post("/people/{person_id}/deactivation", name="person_deactivation")
async def deactivate(
    person_id: UUID, request: Request, session: SessionDep, visitor: ConfirmedDep, now: NowDep
) -> Response:
    """Stop an account."""
    detail = await find_person(session, visitor.actor, person_id)
    outcome = await deactivate_account(session, visitor.actor, detail, now)
    return _back(request, person_id, outcome)


@router.post("/people/{person_id}/reactivation", name="person_reactivation")
async def reactivate(
    person_id: UUID, request: Request, session: SessionDep, visitor: ConfirmedDep, now: NowDep
) -> Response:
    """Let a stopped account sign in again."""
    detail = await find_person(session, visitor.actor, person_id)
    outcome = await reactivate_account(session, visitor.actor, detail, now)
    return _back(request, person_id, outcome)


@router.post("/people/{person_id}/initial-password", name="person_password")
async def issue_one(person_id: UUID, visit: ConfirmedVisitDep) -> Response:
    """Issue an initial password and show it this once."""
    request, session, visitor, now = visit.request, visit.session, visit.visitor, visit.now
    detail = await find_person(session, visitor.actor, person_id)
    outcome = await issue_password(session, visitor.actor, detail, now)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return show_slips(request, visitor, "初始密码已发放", (outcome,), f"/people/{person_id}")


@router.post("/people/{person_id}/second-factor/reset", name="person_second_factor")
async def reset_one(person_id: UUID, visit: ConfirmedVisitDep) -> Response:
    """Take a lost second factor from somebody."""
    detail = await find_person(visit.session, visit.visitor.actor, person_id)
    outcome = await reset_factor(visit.session, visit.visitor.actor, detail, visit.now)
    return _back(visit.request, person_id, outcome)


@router.post("/people/initial-passwords", name="people_passwords")
async def issue_several(
    request: Request,
    session: SessionDep,
    visitor: ConfirmedDep,
    now: NowDep,
) -> Response:
    """Issue initial passwords for the people who were ticked, or for nobody."""
    chosen = _ids(await read_fields(request))
    if not chosen:
        raise NotAcceptableError(
            FieldProblem("person", "没有选中任何人员。请返回名册，勾选要发放密码的人员。")
        )
    details = [await find_person(session, visitor.actor, person_id) for person_id in chosen]
    outcome = await issue_passwords(session, visitor.actor, details, now)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    title = f"{len(outcome)} 人的初始密码已发放"
    return show_slips(request, visitor, title, tuple(outcome), "/people")


def show_slips(
    request: Request, visitor: VisitorDep, title: str, slips: tuple[Slip, ...], onward: str
) -> Response:
    """Show passwords this once; no browser or proxy keeps the page."""
    view = SlipsPage(
        title=title,
        lead="密码只在这一页显示一次，离开后无法再查看。请打印或者抄写，当面交给本人。",
        slips=slips,
        address=resources_of(request).settings.public_url,
        next=onward,
    )
    response = pages.page(request, visitor.badge, "people/slips.html", view)
    response.headers["Cache-Control"] = "no-store"
    return response


def _back(request: Request, person_id: UUID, outcome: Decision | None) -> Response:
    if outcome is not None:
        return refusal(request, outcome)
    return pages.see_other(request, f"/people/{person_id}")


def _ids(fields: dict[str, str]) -> list[UUID]:
    """Return the ticked people: each box carries the id as its name."""
    found = []
    for name in fields:
        try:
            found.append(UUID(name))
        except ValueError:
            continue
    return found
