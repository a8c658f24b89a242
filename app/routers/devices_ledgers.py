"""Printable ledgers of devices: care, repairs, and the life of one device; each as XLSX too."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.exporting import note_export
from app.devices.life import life_of
from app.devices.listing import MOST_IN_A_SHEET, list_devices
from app.devices.queries import find_device, thing_of_device
from app.devices.service_record import Span, list_maintenance, list_repairs
from app.documents.sheets import Column, Ledger
from app.documents.xlsx_out import write_ledger
from app.people.authority import Extent, authorise, open_list
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import devices_sheets as sheets
from app.routers import pages
from app.routers.days import midnight, read_day
from app.routers.deps import NowDep, SessionDep
from app.routers.devices_filters import read_filters
from app.routers.devices_sheets import SIGNATURES, SheetPage, kept_in, texts_of
from app.routers.downloads import exported, xlsx_response
from app.routers.errors import refusal
from app.routers.forms import storable
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
TRAIL = (("首页", "/"), ("设备台账", "/devices"))


@dataclass(frozen=True, slots=True)
class Days:
    """Which days a ledger covers, as the address says and as the query needs them."""

    first: date | None
    last: date | None
    problems: tuple[str, ...]

    def span(self, extent: Extent) -> Span:
        """Return the rows that are wanted of these units."""
        return Span(
            units=extent.units,
            since=midnight(self.first),
            before=midnight(self.last + timedelta(days=1) if self.last else None),
        )

    @property
    def query(self) -> str:
        """Return the query that repeats these days, with its question mark."""
        pairs = (("from", self.first), ("to", self.last))
        said = "&".join(f"{name}={day.isoformat()}" for name, day in pairs if day)
        return f"?{said}" if said else ""


@router.get("/devices/ledgers/maintenance", name="maintenance_ledger")
async def show_maintenance(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show 设备保养台账."""
    return await _show(request, session, visitor, now, "maintenance")


@router.get("/devices/ledgers/maintenance.xlsx", name="maintenance_ledger_xlsx")
async def send_maintenance(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Send 设备保养台账 as a file."""
    return await _send(request, session, visitor, now, "maintenance")


@router.get("/devices/ledgers/repairs", name="repair_ledger")
async def show_repairs(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show 设备维修台账; repairs without leave stand out."""
    return await _show(request, session, visitor, now, "repairs")


@router.get("/devices/ledgers/repairs.xlsx", name="repair_ledger_xlsx")
async def send_repairs(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Send 设备维修台账 as a file."""
    return await _send(request, session, visitor, now, "repairs")


@router.get("/devices.xlsx", name="devices_xlsx")
async def send_devices(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Send 执法记录设备台账 with the filters of the list as a file."""
    opened = await open_list(session, visitor.actor, Act.DEVICE_READ_LEDGER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    read = read_filters(request.query_params)
    found = await list_devices(session, visitor.actor, opened, read.wanted, limit=MOST_IN_A_SHEET)
    ledger = Ledger(
        title="执法记录设备台账",
        unit_name=visitor.person.unit_name,
        columns=sheets.DEVICE_COLUMNS,
        rows=[sheets.device_cells(row) for row in found.rows],
        about=exported(visitor.badge, now),
        signatures=SIGNATURES,
        made_at=now,
    )
    return await _file(session, visitor, ledger, now)


@router.get("/devices/{device_id}/ledger", name="device_ledger")
async def show_life(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show 设备履历 of one device."""
    ledger = await _life(session, visitor, device_id, now)
    if isinstance(ledger, Decision):
        return refusal(request, ledger)
    view = _page(ledger, f"/devices/{device_id}/ledger", now=now)
    return pages.page(request, visitor.badge, "devices/sheet.html", view)


@router.get("/devices/{device_id}/ledger.xlsx", name="device_ledger_xlsx")
async def send_life(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Send 设备履历 of one device as a file."""
    ledger = await _life(session, visitor, device_id, now)
    if isinstance(ledger, Decision):
        return refusal(request, ledger)
    return await _file(session, visitor, ledger, now, device_id=device_id)


async def _show(
    request: Request, session: AsyncSession, visitor: Visitor, now: datetime, name: str
) -> Response:
    opened = await open_list(session, visitor.actor, Act.DEVICE_READ_LEDGER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    days = _days(request.query_params)
    ledger = await _service_ledger(session, visitor, name, days.span(opened), now)
    view = _page(ledger, f"/devices/ledgers/{name}", now=now, days=days)
    return pages.page(request, visitor.badge, "devices/sheet.html", view)


async def _send(
    request: Request, session: AsyncSession, visitor: Visitor, now: datetime, name: str
) -> Response:
    opened = await open_list(session, visitor.actor, Act.DEVICE_READ_LEDGER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    days = _days(request.query_params)
    ledger = await _service_ledger(session, visitor, name, days.span(opened), now)
    return await _file(session, visitor, ledger, now)


async def _service_ledger(
    session: AsyncSession, visitor: Visitor, name: str, span: Span, now: datetime
) -> Ledger:
    columns: tuple[Column, ...]
    if name == "maintenance":
        rows = [sheets.maintenance_cells(line) for line in await list_maintenance(session, span)]
        title, columns = "设备保养台账", sheets.MAINTENANCE_COLUMNS
    else:
        rows = [sheets.repair_cells(line) for line in await list_repairs(session, span)]
        title, columns = "设备维修台账", sheets.REPAIR_COLUMNS
    return Ledger(
        title=title,
        unit_name=visitor.person.unit_name,
        columns=columns,
        rows=rows,
        about=exported(visitor.badge, now),
        signatures=SIGNATURES,
        made_at=now,
    )


async def _life(
    session: AsyncSession, visitor: Visitor, device_id: UUID, now: datetime
) -> Ledger | Decision:
    detail = await find_device(session, visitor.actor, device_id)
    thing = await thing_of_device(session, detail)
    decision = await authorise(session, visitor.actor, Act.DEVICE_READ_LEDGER, thing)
    if not decision.allowed:
        return decision
    return Ledger(
        title=f"设备履历 {detail.device_no}",
        unit_name=detail.unit_name,
        columns=sheets.LIFE_COLUMNS,
        rows=[sheets.life_cells(line) for line in await life_of(session, device_id)],
        about=exported(visitor.badge, now),
        signatures=SIGNATURES,
        made_at=now,
    )


async def _file(
    session: AsyncSession,
    visitor: Visitor,
    ledger: Ledger,
    now: datetime,
    *,
    device_id: UUID | None = None,
) -> Response:
    await note_export(
        session,
        visitor.actor,
        title=ledger.title,
        rows=len(ledger.rows),
        device_id=device_id,
        now=now,
    )
    content = await asyncio.to_thread(write_ledger, ledger)
    return xlsx_response(content, f"{ledger.title}.xlsx", "devices")


def _page(ledger: Ledger, address: str, *, now: datetime, days: Days | None = None) -> SheetPage:
    marked = frozenset(
        place for place, row in enumerate(ledger.rows) if row and row[-1] == "擅自修理"
    )
    return SheetPage(
        title=ledger.title,
        lead="",
        trail=TRAIL,
        unit_name=ledger.unit_name,
        heads=tuple(column.title for column in ledger.columns),
        rows=texts_of(ledger),
        kept=kept_in(ledger),
        marked=marked,
        address=address,
        xlsx=f"{address}.xlsx{days.query if days else ''}",
        day_from=days.first.isoformat() if days and days.first else "",
        day_to=days.last.isoformat() if days and days.last else "",
        narrows=days is not None,
        problems=days.problems if days else (),
        signatures=ledger.signatures,
        shown_at=now,
    )


def _days(params: Mapping[str, str]) -> Days:
    problems: list[str] = []
    first = read_day(storable(params.get("from", "").strip()), "开始日期", problems)
    last = read_day(storable(params.get("to", "").strip()), "结束日期", problems)
    if first and last and first > last:
        problems.append("开始日期晚于结束日期，因此没有符合条件的记录。请调整日期。")
    return Days(first, last, tuple(problems))
