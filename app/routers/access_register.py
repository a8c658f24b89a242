"""查阅登记簿: read it, print it as the official ledger, keep it as a sheet, look at one line."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.register import (
    MOST_PRINTED,
    LineDetail,
    RegisterRow,
    export_lines,
    find_line,
    list_lines,
    register_basis,
)
from app.access.register_filter import Order
from app.clock import day_of
from app.documents.xlsx_out import write_ledger
from app.people.authority import Extent, open_list
from app.people.queries import unit_names
from app.people.units import topmost_of
from app.policy.acts import Act
from app.policy.decision import Citation, Decision
from app.routers import pages
from app.routers.access_register_filters import (
    KIND_CHOICES,
    ORDERS,
    ReadRegister,
    RegisterFields,
    address_of,
    read_register,
)
from app.routers.access_register_rows import (
    KINDS,
    PRINTED,
    SIGNATURES,
    TITLE,
    LineView,
    ShownRow,
    ledger_of,
    line_of,
    number_of,
    shown_row,
    times_of,
)
from app.routers.deps import NowDep, SessionDep
from app.routers.downloads import xlsx_response
from app.routers.errors import refusal
from app.routers.forms import Option
from app.routers.labels import Tag
from app.routers.people_choices import unit_choices
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
HERE = "/access/register"
_CUT = (
    f"符合条件的登记超过 {MOST_PRINTED} 行，这里只列出前 {MOST_PRINTED} 行。"
    "请按日期分段打印，或者导出 XLSX。"
)


@dataclass(frozen=True, slots=True)
class RegisterView:
    """Context of ``access/register.html``."""

    lines: tuple[LineView, ...]
    filters: RegisterFields
    kinds: tuple[Option, ...]
    orders: tuple[Option, ...]
    units: tuple[Option, ...]
    problems: tuple[str, ...]
    older: str | None
    first: str | None
    export: str
    sheet: str
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """Context of ``access/register_sheet.html``: one unit, one year, ready to sign."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[LineView, ...]
    unit_name: str
    period: str
    problems: tuple[str, ...]
    basis: tuple[Citation, ...]
    signatures: tuple[str, ...]
    back: str
    export: str
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class LinePage:
    """Context of ``access/register_line.html``."""

    title: str
    row: RegisterRow
    kind: Tag
    times: str
    shown: tuple[ShownRow, ...]
    is_viewing: bool
    request: str | None


@router.get(HERE, name="access_register")
async def show_register(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show one page of the register; the address holds the filters."""
    extent = await open_list(session, visitor.actor, Act.ACCESS_READ_REGISTER)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    read = read_register(request.query_params)
    found = await list_lines(
        session, visitor.actor, extent, read.wanted, order=read.order, after=read.after
    )
    following = {"after": str(found.following)}
    view = RegisterView(
        lines=tuple(line_of(row) for row in found.rows),
        filters=read.shown,
        kinds=KIND_CHOICES,
        orders=ORDERS,
        units=await unit_choices(session, extent.units),
        problems=read.problems,
        older=address_of(HERE, read.shown, **following) if found.following else None,
        first=address_of(HERE, read.shown) if read.after else None,
        export=address_of(f"{HERE}.xlsx", read.shown),
        sheet=address_of(f"{HERE}/sheet", read.shown),
        basis=await register_basis(session, visitor.person.unit_id),
    )
    return pages.page(request, visitor.badge, "access/register.html", view)


@router.get(f"{HERE}.xlsx", name="access_register_xlsx")
async def send_register(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Answer the filtered register as a workbook; the export is an event."""
    extent = await open_list(session, visitor.actor, Act.ACCESS_READ_REGISTER)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    read = read_register(request.query_params)
    rows = await export_lines(session, visitor.actor, extent, read.wanted, now=now)
    ledger = ledger_of(
        rows,
        visitor.badge,
        scope=await _scope(session, extent, read.wanted.unit_id),
        period=_period(read),
        basis=[str(line) for line in await register_basis(session, visitor.person.unit_id)],
        now=now,
    )
    return xlsx_response(
        await asyncio.to_thread(write_ledger, ledger), f"{TITLE}.xlsx", "access-register"
    )


@router.get(f"{HERE}/sheet", name="access_register_sheet")
async def show_sheet(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the official ledger of one unit and one year, by number, to print and sign."""
    extent = await open_list(session, visitor.actor, Act.ACCESS_READ_REGISTER)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    read = _of_one_unit(read_register(request.query_params), extent, visitor, now)
    found = await list_lines(
        session, visitor.actor, extent, read.wanted, order=Order.NUMBER, limit=MOST_PRINTED
    )
    view = SheetView(
        title=TITLE,
        heads=tuple(column.title for column in PRINTED),
        lines=tuple(line_of(row) for row in found.rows),
        unit_name=await _scope(session, extent, read.wanted.unit_id),
        period=_period(read),
        problems=(*read.problems, *((_CUT,) if found.following else ())),
        basis=await register_basis(session, visitor.person.unit_id),
        signatures=SIGNATURES,
        back=address_of(HERE, read.shown),
        export=address_of(f"{HERE}.xlsx", read.shown),
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "access/register_sheet.html", view)


@router.get(f"{HERE}/{{line_id}}", name="access_register_line")
async def show_line(
    line_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep
) -> Response:
    """Show one line with what was on the screen."""
    detail = await find_line(session, visitor.actor, line_id)
    return pages.page(request, visitor.badge, "access/register_line.html", _line_page(detail))


def _line_page(detail: LineDetail) -> LinePage:
    row = detail.row
    return LinePage(
        title=f"登记{number_of(row)}",
        row=row,
        kind=KINDS[row.kind],
        times=times_of(row.columns),
        shown=tuple(shown_row(shown) for shown in detail.shown),
        is_viewing=row.viewing_id is not None,
        request=f"/access/{detail.request_id}" if detail.request_id else None,
    )


def _of_one_unit(
    read: ReadRegister, extent: Extent, visitor: Visitor, now: datetime
) -> ReadRegister:
    """A ledger is one unit's and one year's: unsaid, it is that of whoever reads, and this one."""
    own = visitor.person.unit_id
    unit_id = read.wanted.unit_id or (own if own in extent.units else min(extent.units))
    year = read.wanted.year
    if year is None:
        year = day_of(read.wanted.since or now).year
    return replace(
        read,
        shown=replace(read.shown, unit=str(unit_id), year=str(year)),
        wanted=replace(read.wanted, unit_id=unit_id, year=year),
    )


async def _scope(session: AsyncSession, extent: Extent, unit_id: UUID | None) -> str:
    """Return the unit that is asked for, or the topmost units of whoever reads."""
    names = await unit_names(session, extent.units)
    if unit_id in names:
        return names[unit_id]
    return "、".join(sorted(names[unit] for unit in await topmost_of(session, extent.units)))


def _period(read: ReadRegister) -> str:
    year = f"{read.wanted.year}年" if read.wanted.year else ""
    if not (read.wanted.since or read.wanted.before):
        return year or "全部"
    first, last = read.shown.day_from or "最早", read.shown.day_to or "今天"
    return f"{year} {first} 至 {last}".strip()
