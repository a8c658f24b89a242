"""案件资料: the recordings of a case, as a part of its page and, page by page, on their own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.queries import OpenedCase, opened_case
from app.cataloguing.materials import MaterialLine, MaterialPage, recordings_of_case
from app.people.authority import extent_of
from app.policy.acts import Act
from app.policy.law_words import Stage
from app.routers import pages
from app.routers.case_stages import stage_in
from app.routers.panels import Panel
from app.routers.visit import VisitDep
from app.routers.visitor import Visitor

router = APIRouter(include_in_schema=False)
FEW = 30
"""So many stand on the page of the case; the others have pages of their own."""


@dataclass(frozen=True, slots=True)
class MaterialsPanel:
    """Context of ``materials/_panel.html`` and ``materials/_rows.html``.

    ``further`` is where those that come after stand; ``may_put`` says that this visitor catalogues,
    and so can put something into the case.
    """

    lines: tuple[MaterialLine, ...]
    further: str
    may_change: bool
    may_put: bool


@dataclass(frozen=True, slots=True)
class MaterialsPage:
    """Context of ``materials/index.html``; ``first`` is the first page, empty on that page.

    ``stage`` is the one to which the list is narrowed.
    """

    case_id: UUID
    case_no: str
    title: str
    materials: MaterialsPanel
    first: str
    stage: str
    shown_at: datetime


async def materials_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, _now: datetime
) -> Panel | None:
    """Show the first recordings of a case."""
    found = await recordings_of_case(session, visitor.actor, opened.detail.id, limit=FEW)
    return Panel("materials/_panel.html", await _view(session, visitor, opened, found))


@router.get("/cases/{case_id}/recordings", name="case_materials")
async def show_materials(
    case_id: UUID, visit: VisitDep, after: str = "", stage: str = ""
) -> Response:
    """Show the recordings of a case from a key on; a key that is none begins at the first."""
    session, visitor = visit.session, visit.visitor
    opened = await opened_case(session, visitor.actor, case_id)
    key, chosen = _key(after), stage_in(stage)
    found = await recordings_of_case(session, visitor.actor, case_id, after=key, stage=chosen)
    narrowed = f"?stage={chosen.value}" if chosen else ""
    view = MaterialsPage(
        case_id=case_id,
        case_no=opened.detail.case_no,
        title=opened.detail.title,
        materials=await _view(session, visitor, opened, found, chosen),
        first=f"/cases/{case_id}/recordings{narrowed}" if key else "",
        stage=chosen.label if chosen else "",
        shown_at=visit.now,
    )
    return pages.page(visit.request, visitor.badge, "materials/index.html", view)


async def _view(
    session: AsyncSession,
    visitor: Visitor,
    opened: OpenedCase,
    found: MaterialPage,
    stage: Stage | None = None,
) -> MaterialsPanel:
    address = f"/cases/{opened.detail.id}/recordings?after={found.after}"
    address += f"&stage={stage.value}" if stage else ""
    return MaterialsPanel(
        lines=found.lines,
        further=address if found.after else "",
        may_change=opened.may_change and any(line.is_kept for line in found.lines),
        may_put=bool(await extent_of(session, visitor.actor, Act.RECORDING_CATALOGUE)),
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
