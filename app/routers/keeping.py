"""保存期限: the board of how long recordings are kept, on screen, in print and as a workbook."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.documents.xlsx_out import write_ledger
from app.keeping.exporting import note_export
from app.keeping.queries import (
    EXPORT_LIMIT,
    Place,
    board_of,
    list_keeping,
)
from app.keeping.states import BY_LAST_DAY, Shelf
from app.people.authority import open_list
from app.policy.acts import Act
from app.policy.clocks import day_of
from app.policy.decision import Decision
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.downloads import xlsx_response
from app.routers.errors import refusal
from app.routers.forms import Option, storable
from app.routers.keeping_rows import SHELVES, KeepingRow, figure_of, row_of, sheet_of
from app.routers.people_choices import named_choices
from app.routers.visitor import VisitorDep
from app.searching.shelves import Shelf as FoundShelf
from app.searching.shelves import sight_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ShelfLink:
    """One part of the board with its figure, a lower bound where it is cut short."""

    text: str
    figure: str
    href: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class KeepingPage:
    """Context of ``keeping/index.html``."""

    rows: tuple[KeepingRow, ...]
    shelf: str
    shelf_name: str
    shelves: tuple[ShelfLink, ...]
    units: tuple[Option, ...]
    unit: str
    following: str | None
    sheet: str
    is_by_day: bool
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for; what nobody can have been given asks for the beginning."""

    shelf: Shelf
    unit_id: UUID | None
    after: Place | None

    def address(self, shelf: Shelf, *, path: str = "/keeping", after: Place | None = None) -> str:
        fields = {"shelf": shelf.value}
        if self.unit_id is not None:
            fields["unit"] = str(self.unit_id)
        if after is not None:
            fields["after"] = f"{after.through or ''}~{after.id}"
        return f"{path}?{urlencode(fields)}"


@router.get("/keeping", name="keeping")
async def show_board(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show one page of a shelf; the address holds the shelf, the unit and the place."""
    extent = await open_list(session, visitor.actor, Act.RECORDING_KNOW_FACTS)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    asked, day = _asked(request), day_of(now)
    sight = await sight_of(session, visitor.actor, FoundShelf.RECORDINGS)
    found, figures = await board_of(
        session, sight, asked.shelf, day=day, unit_id=asked.unit_id, after=asked.after
    )
    view = KeepingPage(
        rows=tuple(row_of(line, day) for line in found.lines),
        shelf=asked.shelf.value,
        shelf_name=SHELVES[asked.shelf],
        shelves=tuple(
            ShelfLink(text, figure_of(figures[shelf]), asked.address(shelf), shelf is asked.shelf)
            for shelf, text in SHELVES.items()
        ),
        units=named_choices(sight.names),
        unit=str(asked.unit_id or ""),
        following=asked.address(asked.shelf, after=found.after) if found.after else None,
        sheet=asked.address(asked.shelf, path="/keeping.xlsx"),
        is_by_day=asked.shelf in BY_LAST_DAY,
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "keeping/index.html", view)


@router.get("/keeping.xlsx", name="keeping_sheet")
async def export_board(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Answer a shelf of the board as a workbook; the export is an event."""
    extent = await open_list(session, visitor.actor, Act.RECORDING_KNOW_FACTS)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    asked, day = _asked(request), day_of(now)
    sight = await sight_of(session, visitor.actor, FoundShelf.RECORDINGS)
    found = await list_keeping(
        session, sight, asked.shelf, day=day, unit_id=asked.unit_id, limit=EXPORT_LIMIT
    )
    await note_export(session, visitor.actor, len(found.lines), now=now)
    rows = [row_of(line, day) for line in found.lines]
    is_cut = found.after is not None
    ledger = sheet_of(rows, asked.shelf, visitor.badge, now, is_cut=is_cut)
    return xlsx_response(
        await asyncio.to_thread(write_ledger, ledger), f"{ledger.title}.xlsx", "keeping"
    )


def _asked(request: Request) -> _Asked:
    params = request.query_params
    shelf = storable(params.get("shelf", ""))
    return _Asked(
        Shelf(shelf) if shelf in set(Shelf) else Shelf.DUE,
        _id(params.get("unit", "")),
        _place(params.get("after", "")),
    )


def _place(text: str) -> Place | None:
    through, _, key = text.partition("~")
    place_id = _id(key)
    if place_id is None:
        return None
    try:
        return Place(date.fromisoformat(through) if through else None, place_id)
    except ValueError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
