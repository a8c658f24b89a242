"""法规: the regulation that the own unit lives by, and the others that ship, to read."""

from fastapi import APIRouter, Response

from app.errors import NotFoundError
from app.law.texts import clauses
from app.ledger.uses import uses_of
from app.packs.load import read_text, shipped_packs
from app.packs.requirements import read_requirements
from app.people.queries import pack_of_unit
from app.routers import pages
from app.routers.law_views import Sources, asked_of, page_of
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)


@router.get("/law", name="law")
async def show_own_law(visit: VisitDep) -> Response:
    """Show the regulation of the visitor's unit, article by article."""
    pack = await pack_of_unit(visit.session, visit.visitor.person.unit_id)
    return await _show(visit, pack.id)


@router.get("/law/{pack_id}", name="law_of")
async def show_law(pack_id: str, visit: VisitDep) -> Response:
    """Show one of the shipped regulations.

    Raises:
        NotFoundError: no such regulation ships.
    """
    if pack_id not in shipped_packs():
        raise NotFoundError
    return await _show(visit, pack_id)


async def _show(visit: Visit, pack_id: str) -> Response:
    unit_id = visit.visitor.person.unit_id
    text = read_text(pack_id)
    sources = Sources(
        in_force=await pack_of_unit(visit.session, unit_id),
        clauses=await clauses(visit.session),
        uses=await uses_of(visit.session, unit_id, pack_id, asked_of(text)),
        requirements=read_requirements(),
        rooms=visit.visitor.badge.rooms,
    )
    view = page_of(pack_id, sources, visit.now)
    return pages.page(visit.request, visit.visitor.badge, "law/show.html", view)
