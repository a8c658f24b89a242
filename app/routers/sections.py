"""科室设置: the sections of each unit, for the system administrator."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.people.authority import open_list
from app.people.sections import (
    SectionLine,
    add_section,
    close_section,
    find_unit_of_sections,
    rename_section,
    section_in,
    sections_of,
)
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import display, pages
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import Mistakes, attempt
from app.routers.forms import FieldError, read_fields
from app.routers.people_choices import unit_choices
from app.routers.visit import VisitDep
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit with its number of open sections."""

    id: UUID
    name: str
    sections: int


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """Context of ``sections/index.html``."""

    units: tuple[UnitLine, ...]


@dataclass(frozen=True, slots=True)
class SectionsPage:
    """Context of ``sections/show.html``; ``renamed`` is the section whose new name was refused."""

    unit_id: UUID
    unit_name: str
    lines: tuple[SectionLine, ...]
    typed: str = ""
    renamed: UUID | None = None
    errors: tuple[FieldError, ...] = ()


@router.get("/sections", name="sections")
async def show_units(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show the units whose sections the visitor keeps."""
    opened = await open_list(session, visitor.actor, Act.SECTION_KEEP)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    units = await unit_choices(session, opened.units)
    lines = await sections_of(session, opened.units)
    view = UnitsPage(
        tuple(
            UnitLine(
                UUID(unit.value),
                unit.text,
                sum(str(line.unit_id) == unit.value and not line.closed_on for line in lines),
            )
            for unit in units
        )
    )
    return pages.page(request, visitor.badge, "sections/index.html", view)


@router.get("/units/{unit_id}/sections", name="unit_sections")
async def show_sections(
    unit_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep
) -> Response:
    """Show the sections of one unit."""
    return await _page(request, session, visitor, unit_id)


@router.post("/units/{unit_id}/sections", name="section_new")
async def add(
    unit_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Add a section."""
    await find_unit_of_sections(session, visitor.actor, unit_id)
    name = (await read_fields(request)).get("name", "")
    outcome = await attempt(session, add_section(session, visitor.actor, unit_id, name, now))
    if isinstance(outcome, Mistakes):
        return await _page(request, session, visitor, unit_id, typed=name, errors=outcome.errors)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/units/{unit_id}/sections")


@router.post("/units/{unit_id}/sections/{section_id}/name", name="section_name")
async def rename(unit_id: UUID, section_id: UUID, visit: VisitDep) -> Response:
    """Correct a name."""
    request, session, visitor, now = visit.request, visit.session, visit.visitor, visit.now
    await find_unit_of_sections(session, visitor.actor, unit_id)
    await section_in(session, unit_id, section_id)
    name = (await read_fields(request)).get("name", "")
    outcome = await attempt(session, rename_section(session, visitor.actor, section_id, name, now))
    if isinstance(outcome, Mistakes):
        return await _page(
            request,
            session,
            visitor,
            unit_id,
            typed=name,
            renamed=section_id,
            errors=tuple(
                FieldError(display.dom_id("section", section_id, "name"), error.message)
                for error in outcome.errors
            ),
        )
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/units/{unit_id}/sections")


@router.post("/units/{unit_id}/sections/{section_id}/closure", name="section_closure")
async def close(unit_id: UUID, section_id: UUID, visit: VisitDep) -> Response:
    """Close a section."""
    request, session, visitor, now = visit.request, visit.session, visit.visitor, visit.now
    await find_unit_of_sections(session, visitor.actor, unit_id)
    await section_in(session, unit_id, section_id)
    outcome = await attempt(session, close_section(session, visitor.actor, section_id, now))
    if isinstance(outcome, Mistakes):
        return await _page(request, session, visitor, unit_id, errors=outcome.errors)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/units/{unit_id}/sections")


async def _page(
    request: Request,
    session: SessionDep,
    visitor: Visitor,
    unit_id: UUID,
    *,
    typed: str = "",
    renamed: UUID | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    unit = await find_unit_of_sections(session, visitor.actor, unit_id)
    view = SectionsPage(
        unit_id=unit_id,
        unit_name=unit.name,
        lines=tuple(await sections_of(session, [unit_id])),
        typed=typed,
        renamed=renamed,
        errors=errors,
    )
    status = 422 if errors else 200
    return pages.page(request, visitor.badge, "sections/show.html", view, status=status)
