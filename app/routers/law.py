"""法规: the regulation that the own unit lives by, and the others that ship, to read."""

from typing import Literal

from fastapi import APIRouter, Response

from app.errors import NotFoundError
from app.law.texts import clauses
from app.ledger.uses import uses_of
from app.packs.load import read_text, shipped_packs
from app.packs.requirements import read_requirements
from app.people.laws import texts_of
from app.people.queries import pack_of_unit
from app.policy.pack import Pack
from app.routers import pages
from app.routers.law_views import Sources, asked_of, page_of
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)

Version = Literal["newest"] | None


@router.get("/law", name="law")
async def show_own_law(visit: VisitDep) -> Response:
    """Show the regulation of the visitor's unit, article by article, as it was adopted."""
    texts = await texts_of(visit.session, visit.visitor.person.unit_id)
    return await _show(visit, texts.alone, is_own=True)


@router.get("/law/{pack_id}", name="law_of")
async def show_law(pack_id: str, visit: VisitDep, version: Version = None) -> Response:
    """Show one of the shipped regulations; the own one as adopted, unless the newest is asked.

    Raises:
        NotFoundError: no such regulation ships.
    """
    if pack_id not in shipped_packs():
        raise NotFoundError
    texts, ships = await texts_of(visit.session, visit.visitor.person.unit_id), read_text(pack_id)
    is_own = texts.alone.id == pack_id and version != "newest"
    return await _show(visit, texts.alone if is_own else ships, is_own=is_own)


async def _show(visit: Visit, text: Pack, *, is_own: bool) -> Response:
    unit_id = visit.visitor.person.unit_id
    sources = Sources(
        in_force=await pack_of_unit(visit.session, unit_id),
        clauses=await clauses(visit.session),
        uses=await uses_of(visit.session, unit_id, text.id, asked_of(text)),
        requirements=read_requirements(),
        rooms=visit.visitor.badge.rooms,
    )
    view = page_of(text, sources, visit.now, is_own=is_own)
    return pages.page(visit.request, visit.visitor.badge, "law/show.html", view)
