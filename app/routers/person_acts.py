"""The doors of the acts on a person: each form is an address below that person."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.people.finding import PersonDetail, find_person
from app.people.serving import permit_on_account
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import pages
from app.routers.confirmation import confirmed_visitor
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import Mistakes, attempt, show
from app.routers.form_reading import Entered
from app.routers.forms import read_fields
from app.routers.person_act_forms import ACTS, PersonAct
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
Door = Callable[..., Awaitable[Response]]


def _opens(act: PersonAct[Any]) -> Door:
    async def open_form(
        person_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
    ) -> Response:
        detail = await _open(session, visitor, person_id, now)
        if isinstance(detail, Decision):
            return refusal(request, detail)
        form = await act.form(session, visitor, detail, act.begin(detail, now))
        return show(request, visitor.badge, form)

    return open_form


def _takes(act: PersonAct[Any]) -> Door:
    async def take_form(
        person_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
    ) -> Response:
        detail = await _open(session, visitor, person_id, now)
        if isinstance(detail, Decision):
            return refusal(request, detail)
        fields = await read_fields(request)
        entered = Entered(fields)
        values = act.read(entered)
        outcome: Decision | Mistakes | None = Mistakes(entered.errors)
        if not entered.problems:
            outcome = await attempt(session, act.verb(session, visitor.actor, detail, values, now))
        if isinstance(outcome, Mistakes):
            form = await act.form(session, visitor, detail, fields)
            return show(request, visitor.badge, replace(form, errors=outcome.errors))
        if isinstance(outcome, Decision):
            return refusal(request, outcome)
        return pages.see_other(request, f"/people/{detail.id}")

    return take_form


async def _open(
    session: AsyncSession, visitor: Visitor, person_id: UUID, now: datetime
) -> PersonDetail | Decision:
    """Return somebody whom the visitor may change; a refusal appends ``act:refused``."""
    detail = await find_person(session, visitor.actor, person_id)
    act = Act.PERSON_CHANGE
    decision = await permit_on_account(session, visitor.actor, act, detail, now=now)
    return detail if decision.allowed else decision


for _act in ACTS:
    _address = f"/people/{{person_id}}/{_act.path}"
    _name = f"person_{_act.path}"
    _proof = [Depends(confirmed_visitor)] if _act.asks_proof else []
    router.add_api_route(_address, _opens(_act), methods=["GET"], name=_name)
    router.add_api_route(
        _address, _takes(_act), methods=["POST"], name=f"{_name}_post", dependencies=_proof
    )
