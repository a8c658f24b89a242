"""执法记录仪使用情况台账: read it, print it with its head, keep it as a sheet."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.usage import MOST_SHOWN, UsageLine, export_usage, usage_basis, usage_lines
from app.documents.sheets import Column, ColumnKind, Ledger
from app.documents.xlsx_out import write_ledger
from app.people.authority import open_list
from app.people.queries import pack_of_unit, unit_names
from app.people.units import topmost_of
from app.policy.acts import Act
from app.policy.decision import Citation, Decision
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.downloads import exported, xlsx_response
from app.routers.errors import refusal
from app.routers.forms import Option
from app.routers.holding_words import between, check_words
from app.routers.labels import DEVICE_KINDS
from app.routers.usage_filters import ReadUsage, UsageFields, address_of, read_usage
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
TITLE = "执法记录仪使用情况台账"
COLUMNS = (
    Column("number", "序号", ColumnKind.INTEGER, width=6),
    Column("device_no", "设备编号", width=16),
    Column("kind", "设备种类", width=14),
    Column("person", "使用人员", width=10),
    Column("section", "科室", width=14),
    Column("from_at", "领用时间", ColumnKind.MOMENT, width=18),
    Column("until_at", "交还时间", ColumnKind.MOMENT, width=18),
    Column("between", "交接人", width=26),
    Column("check", "使用前检查", width=26),
    Column("content", "记录内容", width=30),
    Column("remark", "备注", width=20),
)
_TOO_MANY = (
    f"符合条件的领用超过 {MOST_SHOWN} 条，这里只列出前 {MOST_SHOWN} 条。"
    "请缩小日期范围或选择单位；也可以导出 XLSX 查看更多。"
)
SIGNATURES = ("设备管理员", "负责人", "日期")


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One line as the official form has it."""

    number: int
    device_no: str
    kind: str
    person: str
    section: str
    from_at: datetime
    until_at: datetime | None
    between: str
    check: str
    content: str
    remark: str


@dataclass(frozen=True, slots=True)
class UsagePage:
    """Context of ``devices/usage.html``; ``period`` and ``scope`` head the print."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[UsageRow, ...]
    filters: UsageFields
    units: tuple[Option, ...]
    problems: tuple[str, ...]
    scope: str
    period: str
    basis: tuple[Citation, ...]
    signatures: tuple[str, ...]
    export: str
    shown_at: datetime


@router.get("/devices/usage", name="device_usage")
async def show_usage(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the ledger of a month, or of the days that the address names."""
    opened = await open_list(session, visitor.actor, Act.DEVICE_READ_LEDGER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    read = read_usage(request.query_params, now)
    lines = await usage_lines(session, visitor.actor, opened, read.wanted, most=MOST_SHOWN)
    problems = read.problems
    if len(lines) > MOST_SHOWN:
        problems += (_TOO_MANY,)
    names = await unit_names(session, opened.units)
    view = UsagePage(
        title=TITLE,
        headings=tuple(column.title for column in COLUMNS),
        rows=tuple(_row(number, line) for number, line in enumerate(lines[:MOST_SHOWN], 1)),
        filters=read.shown,
        units=tuple(
            Option(str(unit), name) for unit, name in sorted(names.items(), key=lambda it: it[1])
        ),
        problems=problems,
        scope=await _scope(session, opened.units, names, read),
        period=read.period,
        basis=await _basis(session, visitor),
        signatures=SIGNATURES,
        export=address_of("/devices/usage.xlsx", read.shown),
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "devices/usage.html", view)


@router.get("/devices/usage.xlsx", name="device_usage_sheet")
async def keep_usage(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Hand the ledger out as a workbook; what leaves the house is an event."""
    opened = await open_list(session, visitor.actor, Act.DEVICE_READ_LEDGER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    read = read_usage(request.query_params, now)
    lines = await export_usage(session, visitor.actor, opened, read.wanted, now)
    names = await unit_names(session, opened.units)
    basis = await _basis(session, visitor)
    ledger = Ledger(
        title=TITLE,
        unit_name=await _scope(session, opened.units, names, read),
        columns=COLUMNS,
        rows=[_cells(_row(number, line)) for number, line in enumerate(lines, 1)],
        about=(
            ("期间", read.period),
            ("设备编号", read.shown.device or "全部"),
            ("使用人员", read.shown.person or "全部"),
            *(("依据", str(line)) for line in basis),
            *exported(visitor.badge, now),
        ),
        signatures=SIGNATURES,
        made_at=now,
    )
    content = await asyncio.to_thread(write_ledger, ledger)
    return xlsx_response(content, f"{TITLE}_{read.period.replace(' ', '')}.xlsx", "device-usage")


async def _scope(
    session: AsyncSession, units: Collection[UUID], names: dict[UUID, str], read: ReadUsage
) -> str:
    """Return the unit asked for, or the topmost units of whoever reads."""
    if read.wanted.unit_id in names:
        return names[read.wanted.unit_id]
    return "、".join(sorted(names[unit] for unit in await topmost_of(session, units)))


async def _basis(session: AsyncSession, visitor: Visitor) -> tuple[Citation, ...]:
    pack = await pack_of_unit(session, visitor.person.unit_id)
    return usage_basis(pack)


def _row(number: int, line: UsageLine) -> UsageRow:
    return UsageRow(
        number=number,
        device_no=line.device_no,
        kind=DEVICE_KINDS[line.kind],
        person=line.person_name,
        section=line.section_name,
        from_at=line.from_at,
        until_at=line.until_at,
        between=between(line.begun_by, line.ended_by, line.ended),
        check=check_words(line.check),
        content=line.content,
        remark="；".join(
            part for part in (f"事由：{line.purpose}" if line.purpose else "", line.remark) if part
        ),
    )


def _cells(row: UsageRow) -> tuple[object, ...]:
    return tuple(getattr(row, column.key) for column in COLUMNS)
