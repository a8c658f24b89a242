"""配备情况: devices against officers by unit, and their cost by budget year."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.clock import SHANGHAI
from app.devices.equipment import UnitEquipment, YearCost, costs_by_year, equipment_of
from app.devices.exporting import note_export
from app.documents.sheets import Column, ColumnKind, Ledger
from app.documents.xlsx_out import write_ledger
from app.people.authority import open_list
from app.policy.acts import Act
from app.policy.decision import Decision
from app.routers import display, labels, pages
from app.routers.deps import NowDep, SessionDep
from app.routers.devices_sheets import SIGNATURES
from app.routers.downloads import exported, xlsx_response
from app.routers.errors import refusal
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)
COLUMNS = (
    Column("unit", "单位", width=20),
    Column("officers", "在岗执法人员", ColumnKind.INTEGER),
    Column("kind", "设备种类"),
    Column("serviceable", "可用", ColumnKind.INTEGER, width=8),
    Column("faulty", "停用和维修", ColumnKind.INTEGER, width=12),
    Column("lost", "丢失", ColumnKind.INTEGER, width=8),
    Column("per_officer", "人均可用（台）", ColumnKind.MONEY),
    Column("per_hundred", "每百人可用（台）", ColumnKind.MONEY, width=16),
    Column("verdict", "是否达到配备比例", width=34),
)
NOT_LOADED = "配备比例没有载入，不作判定"


@dataclass(frozen=True, slots=True)
class EquipmentPage:
    """Context of ``devices/equipment.html``."""

    units: tuple[UnitEquipment, ...]
    costs: tuple[YearCost, ...]
    basis: tuple[str, ...]
    is_unloaded: bool
    unit_name: str
    shown_at: datetime


@router.get("/devices/equipment", name="equipment")
async def show_equipment(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the figures of every unit whose ledgers this person may read."""
    opened = await open_list(session, visitor.actor, Act.DEVICE_READ_LEDGER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    units = await equipment_of(session, opened.units, now.astimezone(SHANGHAI).date())
    view = EquipmentPage(
        units=units,
        costs=await costs_by_year(session, opened.units),
        basis=tuple(sorted({str(citation) for unit in units for citation in unit.rule})),
        is_unloaded=not all(unit.has_ratio for unit in units),
        unit_name=visitor.person.unit_name,
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "devices/equipment.html", view)


@router.get("/devices/equipment.xlsx", name="equipment_xlsx")
async def send_equipment(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Send the same figures as a file."""
    opened = await open_list(session, visitor.actor, Act.DEVICE_READ_LEDGER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    units = await equipment_of(session, opened.units, now.astimezone(SHANGHAI).date())
    costs = await costs_by_year(session, opened.units)
    ledger = Ledger(
        title="执法记录设备配备情况",
        unit_name=visitor.person.unit_name,
        columns=COLUMNS,
        rows=[cells for unit in units for cells in _cells(unit)],
        about=(
            *exported(visitor.badge, now),
            *((f"{_year(cost)}费用", _spent(cost)) for cost in costs),
        ),
        signatures=SIGNATURES,
        made_at=now,
    )
    actor, rows = visitor.actor, len(ledger.rows)
    await note_export(session, actor, title=ledger.title, rows=rows, now=now)
    content = await asyncio.to_thread(write_ledger, ledger)
    return xlsx_response(content, f"{ledger.title}.xlsx", "equipment")


def _cells(unit: UnitEquipment) -> list[tuple[object, ...]]:
    return [
        (
            unit.unit_name,
            unit.officers,
            labels.DEVICE_KINDS[item.kind],
            item.serviceable,
            item.faulty,
            item.lost,
            item.per_officer,
            item.per_hundred,
            item.verdict.reason if item.verdict else NOT_LOADED,
        )
        for item in unit.kinds
    ]


def _year(cost: YearCost) -> str:
    year = f"{cost.year} 年度" if cost.year else "未登记年度"
    return f"{cost.unit_name} {year}"


def _spent(cost: YearCost) -> str:
    return f"{cost.devices} 台，{display.yuan(cost.cost)} 元"
