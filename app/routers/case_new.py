"""立案: the form that opens a case, with as many parties as it has, also without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.cases.handlers import candidates
from app.cases.numbering import coming_numbers
from app.cases.opening import NewCase, NumberTakenError, number_problems, open_case
from app.cases.visibility import may_know_case
from app.clock import day_of
from app.people.authority import Extent, extent_of, open_list
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.acts import Act
from app.policy.case_words import CaseProcedure, SecurityClass
from app.policy.decision import Decision
from app.policy.filing import handles_cases
from app.routers import pages
from app.routers.case_forms import marks_in
from app.routers.case_new_fields import (
    HANDLER,
    PartyRow,
    care_group,
    facts_group,
    handler_field,
    parties_in,
    rows_in,
)
from app.routers.errors import refusal
from app.routers.form_page import Field, Group, Mistakes, attempt
from app.routers.form_reading import Entered, read_form
from app.routers.forms import FieldError, Option, posted_form, texts_of, tidy
from app.routers.people_choices import unit_choices
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
ADD = "add"
_MOST_FIELDS = 2_000


@dataclass(frozen=True, slots=True)
class NewCasePage:
    """Context of ``cases/new.html``; ``focus`` is the place of a row that was just added."""

    groups: tuple[Group, ...]
    rows: tuple[PartyRow, ...]
    roles: tuple[Option, ...]
    kinds: tuple[Option, ...]
    people: tuple[Option, ...]
    ticked: frozenset[UUID]
    values: Mapping[str, str]
    errors: tuple[FieldError, ...] = ()
    focus: int | None = None

    def shown(self, asked: Field) -> str:
        """Return what stands in a field: what was typed, or what it began with."""
        return self.values.get(asked.name, asked.value)


@router.get("/cases/new", name="case_new")
async def show_new(visit: VisitDep) -> Response:
    """Show the empty form with one party."""
    extent = await open_list(visit.session, visit.visitor.actor, Act.CASE_OPEN)
    if isinstance(extent, Decision):
        return refusal(visit.request, extent)
    return await _draw(visit, extent, {}, (PartyRow(0),))


@router.post("/cases/new")
async def take_new(visit: VisitDep) -> Response:
    """Open a case, or add a row for one more party and keep what was typed."""
    extent = await open_list(visit.session, visit.visitor.actor, Act.CASE_OPEN)
    if isinstance(extent, Decision):
        return refusal(visit.request, extent)
    typed = await _typed(visit.request)
    if typed.get("step") == ADD:
        shown = rows_in(typed, with_empty=True)
        grown = (*shown, PartyRow(len(shown)))
        return await _draw(visit, extent, typed, grown, focus=len(shown))
    rows = rows_in(typed)
    values, errors = read_form(await _fields(visit, extent), typed)
    if errors:
        errors += await _number_errors(visit, extent, typed)
    else:
        new = _new_case(values, typed, rows)
        outcome = await attempt(visit.session, _open(visit, UUID(values["unit"]), new))
        if isinstance(outcome, UUID):
            known = await may_know_case(visit.session, visit.visitor.actor, outcome)
            address = f"/cases/{outcome}" if known else f"/cases?opened={outcome}"
            return pages.see_other(visit.request, address)
        if isinstance(outcome, Decision):
            return refusal(visit.request, outcome)
        errors = outcome.errors if isinstance(outcome, Mistakes) else ()
    return await _draw(visit, extent, typed, rows or (PartyRow(0),), errors=errors)


async def _open(visit: Visit, unit_id: UUID, new: NewCase) -> UUID | Decision:
    """Open the case; a number that is taken is a problem of its field."""
    try:
        return await open_case(visit.session, visit.visitor.actor, unit_id, new, now=visit.now)
    except NumberTakenError as error:
        raise NotAcceptableError(FieldProblem("case_no", error.message)) from error


async def _number_errors(
    visit: Visit, extent: Extent, typed: Mapping[str, str]
) -> tuple[FieldError, ...]:
    """Return whether the number is taken, so that it is said together with what is missing."""
    unit = next((each for each in extent.units if str(each) == typed.get("unit")), None)
    if unit is None:
        return ()
    problems = await number_problems(visit.session, unit, typed.get("case_no", ""))
    return tuple(FieldError(each.field, each.message) for each in problems)


async def _typed(request: Request) -> dict[str, str]:
    form = await posted_form(request, max_fields=_MOST_FIELDS)
    return {name: tidy(text) for name, text in texts_of(form)}


async def _groups(visit: Visit, extent: Extent) -> tuple[Group, ...]:
    units = await unit_choices(visit.session, extent.units)
    own, actor = str(visit.visitor.person.unit_id), visit.visitor.actor
    likely = actor.id if handles_cases(actor) else None
    coming = await coming_numbers(visit.session, UUID(_first(units, own)), now=visit.now)
    return (
        facts_group(units, _first(units, own), coming, today=day_of(visit.now)),
        Group(
            "承办",
            (handler_field(await _people(visit, extent), likely, warning=await _warning(visit)),),
        ),
        care_group(),
    )


async def _warning(visit: Visit) -> str:
    """Return what becomes of a case of others, for whoever may know only their own."""
    knows = await extent_of(visit.session, visit.visitor.actor, Act.CASE_KNOW)
    if visit.visitor.person.unit_id in knows.units:
        return ""
    return (
        "您只能查看自己承办的案件。主办人不是您、“其他承办人”里也没有勾选您的，"
        "立案以后您看不到本案，案号会在立案以后告知您。"
    )


async def _fields(visit: Visit, extent: Extent) -> tuple[Field, ...]:
    groups = await _groups(visit, extent)
    return tuple(asked for group in groups for asked in group.fields)


async def _people(visit: Visit, extent: Extent) -> tuple[Option, ...]:
    """Return who may handle cases, under the names of their units when there are several."""
    found = await candidates(visit.session, extent.units, now=visit.now)
    units = {UUID(one.value): one.text for one in await unit_choices(visit.session, extent.units)}
    return tuple(
        Option(
            str(one.id),
            f"{one.full_name} {one.post}".strip(),
            units[one.unit_id] if len(units) > 1 else "",
        )
        for one in found
    )


async def _draw(
    visit: Visit,
    extent: Extent,
    typed: Mapping[str, str],
    rows: tuple[PartyRow, ...],
    *,
    errors: tuple[FieldError, ...] = (),
    focus: int | None = None,
) -> Response:
    groups = await _groups(visit, extent)
    unsent = {field.name: "" for group in groups for field in group.fields} if typed else {}
    view = NewCasePage(
        groups=groups,
        rows=rows,
        roles=PartyRow.ROLES,
        kinds=PartyRow.KINDS,
        people=await _people(visit, extent),
        ticked=Entered(typed).ticked(HANDLER),
        values=unsent | dict(typed),
        errors=errors,
        focus=focus,
    )
    status = 422 if errors else 200
    badge = visit.visitor.badge
    return pages.page(visit.request, badge, "cases/new.html", view, status=status)


def _new_case(
    values: Mapping[str, Any], typed: Mapping[str, str], rows: tuple[PartyRow, ...]
) -> NewCase:
    main = UUID(values["main_handler"])
    return NewCase(
        title=values["title"],
        cause=values["cause"],
        procedure=CaseProcedure(values["procedure"]),
        opened_on=values["opened_on"],
        main_handler_id=main,
        case_no=values["case_no"],
        place=values["place"],
        note=values["note"],
        security_class=SecurityClass(values["security_class"]),
        control_marks=marks_in(values),
        parties=parties_in(rows),
        other_handler_ids=tuple(sorted(Entered(typed).ticked(HANDLER) - {main})),
    )


def _first(units: tuple[Option, ...], own: str) -> str:
    """Return the unit that a form begins with: one's own, where a case may be opened there."""
    values = [unit.value for unit in units]
    return own if own in values else values[0]
