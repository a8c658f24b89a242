"""查找: one box over cases and recordings; what it finds, and the searches a person keeps."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.routers import pages, search_words
from app.routers.deps import NowDep, SessionDep
from app.routers.form_page import Mistakes, attempt
from app.routers.forms import FieldError, Option, read_fields
from app.routers.people_choices import named_choices
from app.routers.search_filters import (
    ReadSearch,
    SearchFields,
    address_of,
    query_of,
    read_fields_of,
    read_search,
)
from app.routers.search_words import Facet, SearchRow
from app.routers.visit import VisitDep
from app.routers.visitor import Visitor, VisitorDep
from app.searching.finding import Figures, Found, SearchTooLongError, find
from app.searching.presenting import rows_of
from app.searching.shelves import Shelf, sight_of
from app.searching.views import KeptView, keep_view, remove_view, rename_view, views_of

router = APIRouter(include_in_schema=False)
NOTHING = Found((), None, None), Figures()


@dataclass(frozen=True, slots=True)
class Tab:
    """One shelf, as a link that keeps the words; ``figure`` where another one is empty."""

    text: str
    href: str
    is_here: bool
    figure: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Context of ``search/index.html``."""

    rows: tuple[SearchRow, ...]
    filters: SearchFields
    shelf: str
    tabs: tuple[Tab, ...]
    total: str
    facets: tuple[Facet, ...]
    units: tuple[Option, ...]
    kinds: tuple[Option, ...]
    states: tuple[Option, ...]
    views: tuple[KeptView, ...]
    newer: str | None
    older: str | None
    query: str
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class ViewsPage:
    """Context of ``search/views.html``; ``renamed`` is the view whose new name was refused."""

    views: tuple[KeptView, ...]
    query: str = ""
    typed: str = ""
    renamed: UUID | None = None
    errors: tuple[FieldError, ...] = ()


@router.get("/search", name="search")
async def show_search(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show one page of what is found; the address holds words, filters and place."""
    read = read_search(request.query_params)
    sight = await sight_of(session, visitor.actor, read.shelf)
    try:
        found, figures = await find(session, sight, read.wanted, place=read.place)
        problems = read.problems
    except SearchTooLongError as error:
        (found, figures), problems = NOTHING, (*read.problems, error.message)
    rows = await rows_of(session, sight, found.ids, read.wanted.terms)
    elsewhere = "" if rows or problems else await _elsewhere(session, visitor, read)
    view = SearchPage(
        rows=tuple(search_words.row_of(row, read.shelf) for row in rows),
        filters=read.shown,
        shelf=read.shelf.value,
        tabs=_tabs(read, elsewhere),
        total=search_words.total_of(read, figures),
        facets=search_words.facets_of(read, figures),
        units=named_choices(sight.names),
        kinds=search_words.kinds_of(read.shelf),
        states=search_words.states_of(read.shelf),
        views=await views_of(session, visitor.actor),
        newer=address_of(read.shown, found.newer) if found.newer else None,
        older=address_of(read.shown, found.older) if found.older else None,
        query=query_of(read.shown),
        problems=problems,
        notes=read.notes,
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "search/index.html", view)


@router.get("/search/views", name="search_views")
async def show_views(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show the visitor's own views, to rename and to remove."""
    view = ViewsPage(await views_of(session, visitor.actor))
    return pages.page(request, visitor.badge, "search/views.html", view)


@router.post("/search/views", name="search_view_new")
async def keep(request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep) -> Response:
    """Keep a search under a name; only what this page understands is kept of its address."""
    typed = await read_fields(request)
    name = typed.get("name", "")
    shown = read_fields_of(search_words.params_of(typed.get("query", "")))
    outcome = await attempt(
        session, keep_view(session, visitor.actor, name, query_of(shown), now=now)
    )
    if isinstance(outcome, Mistakes):
        view = ViewsPage(
            await views_of(session, visitor.actor),
            query=query_of(shown),
            typed=name,
            errors=outcome.errors,
        )
        return _views_page(request, visitor, view)
    return pages.see_other(request, address_of(shown))


@router.post("/search/views/{view_id}/name", name="search_view_name")
async def rename(view_id: UUID, visit: VisitDep) -> Response:
    """Give a view another name."""
    name = (await read_fields(visit.request)).get("name", "")
    outcome = await attempt(
        visit.session,
        rename_view(visit.session, visit.visitor.actor, view_id, name, now=visit.now),
    )
    if isinstance(outcome, Mistakes):
        field = search_words.name_field(view_id)
        errors = tuple(FieldError(field, error.message) for error in outcome.errors)
        view = ViewsPage(
            await views_of(visit.session, visit.visitor.actor),
            typed=name,
            renamed=view_id,
            errors=errors,
        )
        return _views_page(visit.request, visit.visitor, view)
    return pages.see_other(visit.request, "/search/views")


@router.post("/search/views/{view_id}/removal", name="search_view_removal")
async def remove(view_id: UUID, visit: VisitDep) -> Response:
    """Remove a view."""
    await remove_view(visit.session, visit.visitor.actor, view_id, now=visit.now)
    return pages.see_other(visit.request, "/search/views")


def _views_page(request: Request, visitor: Visitor, view: ViewsPage) -> Response:
    return pages.page(request, visitor.badge, "search/views.html", view, status=422)


def _tabs(read: ReadSearch, elsewhere: str) -> tuple[Tab, ...]:
    """Return both shelves; the other one is opened with the same words, unit and days."""
    return tuple(
        Tab(
            search_words.SHELVES[shelf],
            address_of(read.shown if shelf is read.shelf else _carried(read, shelf)),
            is_here=shelf is read.shelf,
            figure="" if shelf is read.shelf else elsewhere,
        )
        for shelf in Shelf
    )


async def _elsewhere(session: AsyncSession, visitor: Visitor, read: ReadSearch) -> str:
    """Return how many there are on the other shelf; asked only where this one is empty."""
    (shelf,) = (shelf for shelf in Shelf if shelf is not read.shelf)
    other = replace(
        read,
        shelf=shelf,
        shown=_carried(read, shelf),
        wanted=replace(read.wanted, kind="", state=""),
        place=None,
    )
    try:
        found, figures = await find(
            session, await sight_of(session, visitor.actor, shelf), other.wanted
        )
    except SearchTooLongError:
        return ""
    return search_words.total_of(other, figures) if found.ids else ""


def _carried(read: ReadSearch, shelf: Shelf) -> SearchFields:
    """Return what goes along to the other shelf."""
    shown = read.shown
    return SearchFields(
        q=shown.q,
        shelf=shelf.value,
        unit=shown.unit,
        day_from=shown.day_from,
        day_to=shown.day_to,
    )
