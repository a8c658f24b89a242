"""One record of training or supervision: show and print it, write it down, enter who took part."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.errors import InvalidInputError
from app.people.training import (
    change_training,
    enter_attendees,
    open_for_keeping,
    register_training,
    remove_attendee,
    units_for_training,
)
from app.people.training_form import training_of
from app.people.trainings import find_training
from app.policy.decision import Decision
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import show as show_form
from app.routers.forms import FieldError, posted_form, read_fields, texts_of
from app.routers.qualification_words import error_of, field_errors, today_of
from app.routers.training_fields import correction_form, new_form
from app.routers.training_views import view_of
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)

FieldsDep = Annotated[Mapping[str, str], Depends(read_fields)]
_MOST_CHOSEN = 2000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who was ticked, with one result for all of them."""

    people: frozenset[UUID]
    result: str
    remark: str


async def read_chosen(request: Request) -> Chosen:
    """Return the ticked people of a posted form; what is no id is passed over."""
    form = await posted_form(request, max_fields=_MOST_CHOSEN)
    people = set()
    for value in form.getlist("people"):
        try:
            people.add(UUID(str(value)))
        except ValueError:
            continue
    words = dict(texts_of(form))
    result, remark = (words.get(name, "").strip() for name in ("result", "remark"))
    return Chosen(frozenset(people), result, remark)


ChosenDep = Annotated[Chosen, Depends(read_chosen)]


@router.get("/training/new", name="training_new")
async def ask_for_training(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show an empty form with the day of today and the visitor's own unit."""
    units = await units_for_training(session, visitor.actor, now)
    if isinstance(units, Decision):
        return refusal(request, units)
    values = {
        "unit": str(visitor.person.unit_id),
        "organiser": visitor.person.unit_name,
        "held_on": today_of(now).isoformat(),
    }
    return show_form(request, visitor.badge, new_form(units, values))


@router.post("/training", name="training_register")
async def register(
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    fields: FieldsDep,
    now: NowDep,
) -> Response:
    """Write a record down and show it, where the attendees are entered."""
    units = await units_for_training(session, visitor.actor, now)
    if isinstance(units, Decision):
        return refusal(request, units)
    new = training_of(fields, today_of(now))
    errors = field_errors(new) if isinstance(new, list) else ()
    unit_id = next((unit for unit in units if str(unit) == fields.get("unit")), None)
    if unit_id is None:
        errors = (FieldError("unit", "请选择登记单位。"), *errors)
    if isinstance(new, list) or unit_id is None:
        form = replace(new_form(units, fields), errors=errors)
        return show_form(request, visitor.badge, form)
    return _shown(request, await register_training(session, visitor.actor, unit_id, new, now))


@router.get("/training/{training_id}", name="training")
async def show(
    training_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show a record; it prints as 培训记录 or 监督检查记录 to be signed."""
    found = await find_training(session, visitor.actor, training_id)
    view = await view_of(session, visitor, found, now)
    return pages.page(request, visitor.badge, "training/show.html", view)


@router.get("/training/{training_id}/correction", name="training_correction")
async def ask_for_correction(
    training_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the form with what is written down."""
    found = await open_for_keeping(session, visitor.actor, training_id, now)
    if isinstance(found, Decision):
        return refusal(request, found)
    values = {
        "kind": found.kind.value,
        "title": found.title,
        "held_on": found.held_on.isoformat(),
        "hours": f"{found.hours:f}" if found.hours is not None else "",
        "organiser": found.organiser,
        "note": found.note,
    }
    form = correction_form(found.id, values)
    return show_form(request, visitor.badge, form)


@router.post("/training/{training_id}/correction", name="training_correct")
async def correct(
    training_id: UUID,
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    fields: FieldsDep,
    now: NowDep,
) -> Response:
    """Mend a record; before and after stand in the ledger."""
    found = await open_for_keeping(session, visitor.actor, training_id, now)
    if isinstance(found, Decision):
        return refusal(request, found)
    new = training_of(fields, today_of(now))
    if isinstance(new, list):
        form = replace(correction_form(found.id, fields), errors=field_errors(new))
        return show_form(request, visitor.badge, form)
    return _shown(request, await change_training(session, visitor.actor, training_id, new, now))


@router.post("/training/{training_id}/attendees", name="training_enter")
async def enter(
    training_id: UUID,
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    chosen: ChosenDep,
    now: NowDep,
) -> Response:
    """Enter the ticked people with one result; who is entered already gets the new result."""
    try:
        outcome = await enter_attendees(
            session,
            visitor.actor,
            training_id,
            chosen.people,
            result=chosen.result,
            remark=chosen.remark,
            now=now,
        )
    except InvalidInputError as error:
        found = await find_training(session, visitor.actor, training_id)
        view = replace(
            await view_of(session, visitor, found, now),
            chosen=chosen.people,
            result=chosen.result,
            remark=chosen.remark,
            errors=error_of(error, "people"),
        )
        return pages.page(request, visitor.badge, "training/show.html", view, status=422)
    return _shown(request, outcome)


@router.post("/training/{training_id}/attendees/{person_id}/removal", name="training_remove")
async def remove(
    training_id: UUID,
    person_id: UUID,
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Take somebody out who was entered by mistake."""
    outcome = await remove_attendee(session, visitor.actor, training_id, person_id, now)
    return _shown(request, outcome)


def _shown(request: Request, outcome: UUID | Decision) -> Response:
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/training/{outcome}")
