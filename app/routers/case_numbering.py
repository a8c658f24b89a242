"""案号规则: how an agency numbers its cases, by procedure, with the number that comes next."""

from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter, Response

from app.cases.numbering import (
    MOST,
    NumberedAgency,
    Numbering,
    number_by,
    numbered_agencies,
    problem_of_pattern,
    set_pattern,
)
from app.clock import day_of
from app.errors import NotFoundError
from app.numerals import whole_number
from app.people.authority import authorise, open_list, thing_in
from app.policy.acts import Act
from app.policy.case_words import CaseProcedure
from app.policy.decision import Decision
from app.routers import display, pages
from app.routers.errors import refusal
from app.routers.form_page import Mistakes, attempt
from app.routers.forms import FieldError, read_fields, storable
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ExampleView:
    """Context of ``cases/_example.html``: the number that comes next, or what is wrong."""

    text: str
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class NumberingRow:
    """One procedure of one agency, as kept or as typed; ``label`` is what people call it.

    ``pattern_id``, ``last_no_id`` and ``former_no_id`` are the ids of its fields on the page.
    """

    agency_id: UUID
    procedure: str
    label: str
    pattern: str
    last_no: str
    former_no: str
    example: ExampleView

    @property
    def pattern_id(self) -> str:
        """Return the id of the field of the pattern."""
        return _field_id("pattern", self.procedure, self.agency_id)

    @property
    def last_no_id(self) -> str:
        """Return the id of the field of the last number."""
        return _field_id("last_no", self.procedure, self.agency_id)

    @property
    def former_no_id(self) -> str:
        """Return the id of the field of last year's last number."""
        return _field_id("former_no", self.procedure, self.agency_id)


@dataclass(frozen=True, slots=True)
class NumberingAgency:
    """One agency with its rows."""

    id: UUID
    name: str
    rows: tuple[NumberingRow, ...]


@dataclass(frozen=True, slots=True)
class NumberingPage:
    """Context of ``cases/numbering.html``."""

    agencies: tuple[NumberingAgency, ...]
    year: int
    errors: tuple[FieldError, ...] = ()
    is_saved: bool = False


@router.get("/cases/numbering", name="case_numbering")
async def show_numbering(visit: VisitDep, saved: str = "") -> Response:
    """Show how the agencies number their cases."""
    view = await _page(visit)
    if isinstance(view, Decision):
        return refusal(visit.request, view)
    view = replace(view, is_saved=bool(saved))
    return pages.page(visit.request, visit.visitor.badge, "cases/numbering.html", view)


@router.get("/cases/numbering/example", name="case_number_example")
async def show_example(
    visit: VisitDep, pattern: str = "", last_no: str = "", former_no: str = ""
) -> Response:
    """Answer what a pattern that is being typed comes to."""
    opened = await open_list(visit.session, visit.visitor.actor, Act.CASE_SET_UP)
    if isinstance(opened, Decision):
        return refusal(visit.request, opened)
    view = _example(storable(pattern).strip(), last_no.strip(), day_of(visit.now).year)
    if not view.is_wrong and _number(former_no.strip()) is None:
        view = ExampleView(_unreadable("former_no").message, is_wrong=True)
    return pages.fragment(visit.request, "cases/_example.html", view)


@router.post("/cases/numbering/{unit_id}/{procedure}", name="case_numbering_set")
async def take_numbering(unit_id: UUID, procedure: str, visit: VisitDep) -> Response:
    """Set the pattern of one procedure."""
    thing = await thing_in(visit.session, unit_id)
    actor = visit.visitor.actor
    may = await authorise(visit.session, actor, Act.CASE_SET_UP, thing)
    if not may.allowed or procedure not in set(CaseProcedure):
        raise NotFoundError
    typed = await read_fields(visit.request)
    pattern, last_no = typed.get("pattern", ""), _number(typed.get("last_no", ""))
    former_no = _number(typed.get("former_no", ""))
    unread = [name for name, no in (("last_no", last_no), ("former_no", former_no)) if no is None]
    outcome: Decision | Mistakes | None = Mistakes(tuple(map(_unreadable, unread)))
    if last_no is not None and former_no is not None:
        verb = set_pattern(
            visit.session,
            actor,
            unit_id,
            CaseProcedure(procedure),
            pattern,
            last_no=last_no,
            former_no=former_no if typed.get("former_no") else None,
            now=visit.now,
        )
        outcome = await attempt(visit.session, verb)
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    if isinstance(outcome, Mistakes):
        return await _again(visit, unit_id, procedure, typed, outcome.errors)
    return pages.see_other(visit.request, "/cases/numbering?saved=1")


async def _again(
    visit: Visit,
    unit_id: UUID,
    procedure: str,
    typed: dict[str, str],
    errors: tuple[FieldError, ...],
) -> Response:
    view = await _page(visit)
    if isinstance(view, Decision):
        return refusal(visit.request, view)

    def retyped(agency: NumberingAgency, row: NumberingRow) -> NumberingRow:
        if agency.id != unit_id or row.procedure != procedure:
            return row
        return replace(
            row,
            pattern=typed.get("pattern", ""),
            last_no=typed.get("last_no", ""),
            former_no=typed.get("former_no", ""),
        )

    agencies = tuple(
        replace(agency, rows=tuple(retyped(agency, row) for row in agency.rows))
        for agency in view.agencies
    )
    placed = tuple(
        FieldError(_field_id(error.field, procedure, unit_id), error.message) for error in errors
    )
    view = replace(view, agencies=agencies, errors=placed)
    badge = visit.visitor.badge
    return pages.page(visit.request, badge, "cases/numbering.html", view, status=422)


async def _page(visit: Visit) -> NumberingPage | Decision:
    opened = await open_list(visit.session, visit.visitor.actor, Act.CASE_SET_UP)
    if isinstance(opened, Decision):
        return opened
    found = await numbered_agencies(visit.session, opened.units, now=visit.now)
    return NumberingPage(tuple(_agency(agency) for agency in found), day_of(visit.now).year)


def _agency(agency: NumberedAgency) -> NumberingAgency:
    return NumberingAgency(agency.id, agency.name, tuple(_row(line) for line in agency.lines))


def _row(line: Numbering) -> NumberingRow:
    return NumberingRow(
        agency_id=line.agency_id,
        procedure=line.procedure.value,
        label=line.procedure.label,
        pattern=line.pattern,
        last_no=str(line.last_no),
        former_no="" if line.former_no is None else str(line.former_no),
        example=_example(line.pattern, str(line.last_no), line.year),
    )


def _example(pattern: str, last_no: str, year: int) -> ExampleView:
    if not pattern:
        return ExampleView("不自动编号，立案时按登记簿填写。")
    problem = problem_of_pattern(pattern)
    number = _number(last_no)
    if not problem and number is None:
        problem = _unreadable("last_no").message
    if problem:
        return ExampleView(problem, is_wrong=True)
    return ExampleView(number_by(pattern, year, (number or 0) + 1))


def _number(text: str) -> int | None:
    """Read a last number; nothing typed is none given yet."""
    return whole_number(text, len(str(MOST))) if text else 0


def _unreadable(name: str) -> FieldError:
    year = "今年" if name == "last_no" else "去年"
    return FieldError(name, f"{year}已经用到的序号请写成 0 到 {MOST} 之间的整数。")


def _field_id(name: str, procedure: str, agency_id: UUID) -> str:
    return display.dom_id(name, procedure, str(agency_id))
