"""监督: figures, states and deadlines of one's own units and those below; no content, no names."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.clock import SHANGHAI
from app.documents.sheets import Column, ColumnKind, Ledger
from app.documents.xlsx_out import write_ledger
from app.people.authority import Extent, open_list
from app.people.queries import pack_of_unit
from app.policy.acts import Act
from app.policy.decision import Citation, Decision
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.downloads import exported, xlsx_response
from app.routers.errors import refusal
from app.routers.visitor import Visitor, VisitorDep
from app.supervision.exports import note_export
from app.supervision.figures import Figures, UnitFigures, figures_by_unit, span_of

router = APIRouter(include_in_schema=False)
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")

COLUMNS = (
    Column("unit", "单位", width=24),
    Column("arrived", "本月收到", ColumnKind.INTEGER, width=10),
    Column("quarantined", "其中隔离", ColumnKind.INTEGER, width=10),
    Column("damaged", "其中有损坏", ColumnKind.INTEGER, width=11),
    Column("unsettled", "正在处理", ColumnKind.INTEGER, width=10),
    Column("uncatalogued", "待编目", ColumnKind.INTEGER, width=10),
    Column("oldest_uncatalogued_at", "最早一件待编目收到于", ColumnKind.MOMENT, width=20),
    Column("people", "在职人员", ColumnKind.INTEGER, width=10),
    Column("certificates_expiring", "证件30天内到期", ColumnKind.INTEGER, width=15),
    Column("certificates_expired", "证件已过期", ColumnKind.INTEGER, width=12),
    Column("devices", "设备", ColumnKind.INTEGER, width=8),
    Column("devices_out_of_use", "停用或维修中", ColumnKind.INTEGER, width=13),
    Column("devices_lost", "丢失", ColumnKind.INTEGER, width=8),
    Column("terminals", "终端", ColumnKind.INTEGER, width=8),
    Column("terminals_silent", "7天未上传", ColumnKind.INTEGER, width=11),
    Column("holds", "冻结中", ColumnKind.INTEGER, width=9),
    Column("deadlines_overdue", "期限逾期", ColumnKind.INTEGER, width=10),
)


@dataclass(frozen=True, slots=True)
class SupervisionPage:
    """Context of ``supervision/index.html``; ``month`` is ``2026-11``."""

    rows: tuple[UnitFigures, ...]
    total: Figures
    month: str
    previous: str
    following: str | None
    basis: tuple[Citation, ...]
    shown_at: datetime


@router.get("/supervision", name="supervision")
async def show_supervision(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show one month of every unit in reach."""
    extent = await open_list(session, visitor.actor, Act.FIGURES_SEE)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    month = _month(request, now)
    rows = await _figures(session, extent, month, now)
    view = SupervisionPage(
        rows=rows,
        total=_total(rows),
        month=f"{month:%Y-%m}",
        previous=f"{_shifted(month, -1):%Y-%m}",
        following=f"{_shifted(month, 1):%Y-%m}" if _shifted(month, 1) <= now else None,
        basis=await _basis(session, visitor),
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "supervision/index.html", view)


@router.get("/supervision.xlsx", name="supervision_sheet")
async def export_supervision(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Answer the same table as a workbook; the export is an event."""
    extent = await open_list(session, visitor.actor, Act.FIGURES_SEE)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    month = _month(request, now)
    rows = await _figures(session, extent, month, now)
    await note_export(session, visitor.actor, f"{month:%Y-%m}", now=now)
    title = f"执法记录情况统计表（{month:%Y年%m月}）"
    ledger = Ledger(
        title=title,
        unit_name=visitor.badge.unit_name,
        columns=COLUMNS,
        rows=[_cells(row) for row in rows],
        about=(
            ("单位", visitor.badge.unit_name),
            *exported(visitor.badge, now),
            *(("依据", str(line)) for line in await _basis(session, visitor)),
        ),
        signatures=("制表人", "审核人", "单位负责人"),
        made_at=now,
    )
    return xlsx_response(
        await asyncio.to_thread(write_ledger, ledger), f"{title}.xlsx", "supervision"
    )


async def _figures(
    session: SessionDep, extent: Extent, month: datetime, now: datetime
) -> tuple[UnitFigures, ...]:
    today = now.astimezone(SHANGHAI).date()
    span = span_of(month, _shifted(month, 1), now, today)
    return await figures_by_unit(session, extent.units, span)


async def _basis(session: SessionDep, visitor: Visitor) -> tuple[Citation, ...]:
    pack = await pack_of_unit(session, visitor.person.unit_id)
    return pack.citation("supervision.superior")


def _month(request: Request, now: datetime) -> datetime:
    """Return the first midnight of the month that the address names, or of this one."""
    found = _MONTH.fullmatch(request.query_params.get("month", ""))
    local = now.astimezone(SHANGHAI)
    year, month = (int(found[1]), int(found[2])) if found else (local.year, local.month)
    return datetime(year, month, 1, tzinfo=SHANGHAI)


def _shifted(month: datetime, by: int) -> datetime:
    """Return the first midnight of the month ``by`` months later.

    >>> _shifted(datetime(2026, 12, 1, tzinfo=SHANGHAI), 1).strftime("%Y-%m")
    '2027-01'
    """
    years, rest = divmod(month.month - 1 + by, 12)
    return month.replace(year=month.year + years, month=rest + 1)


def _total(rows: tuple[UnitFigures, ...]) -> Figures:
    """Return the sum over all rows; the oldest moment is the oldest of all."""
    names = [column.key for column in COLUMNS if column.kind is ColumnKind.INTEGER]
    sums = {name: sum(getattr(row.figures, name) for row in rows) for name in names}
    oldest = [
        row.figures.oldest_uncatalogued_at
        for row in rows
        if row.figures.oldest_uncatalogued_at is not None
    ]
    return Figures(**sums, oldest_uncatalogued_at=min(oldest, default=None))


def _cells(row: UnitFigures) -> tuple[object, ...]:
    name = "　" * row.depth + row.name
    return (name, *(getattr(row.figures, column.key) for column in COLUMNS[1:]))
