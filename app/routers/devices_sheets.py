"""Ledgers of devices as data: the same columns and rows for the page, the print and the XLSX."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.devices.life import LifeLine
from app.devices.listing import DeviceRow
from app.devices.service_record import MaintenanceLine, RepairLine
from app.documents.sheets import Column, ColumnKind, Ledger
from app.routers import display, labels

DAY, MOMENT, MONEY = ColumnKind.DATE, ColumnKind.MOMENT, ColumnKind.MONEY
_SHORT = 10
"""Characters of XLSX width, two to a Chinese character: names and states."""
SIGNATURES = ("制表人", "审核人")

DEVICE_COLUMNS = (
    Column("device_no", "设备编号", width=16),
    Column("kind", "种类"),
    Column("model", "型号", width=18),
    Column("maker", "生产厂家", width=18),
    Column("serial_no", "出厂编号", width=16),
    Column("gb28181_no", "国标编码", width=22),
    Column("unit", "所属单位", width=18),
    Column("section", "科室"),
    Column("holder", "现领用人", width=10),
    Column("state", "状态", width=10),
    Column("acquired_on", "购置日期", DAY, width=12),
    Column("cost", "费用（元）", MONEY, width=12),
    Column("budget_year", "预算年度", ColumnKind.INTEGER, width=10),
)
MAINTENANCE_COLUMNS = (
    Column("device_no", "设备编号", width=16),
    Column("kind", "种类"),
    Column("unit", "单位", width=18),
    Column("done_on", "保养日期", DAY, width=12),
    Column("done_by", "保养人", width=12),
    Column("what", "保养内容", width=30),
    Column("result", "保养结果", width=20),
    Column("noted_by", "登记人", width=10),
)
REPAIR_COLUMNS = (
    Column("device_no", "设备编号", width=16),
    Column("unit", "单位", width=16),
    Column("found_at", "发现时间", MOMENT, width=16),
    Column("fault", "故障情况", width=24),
    Column("reported_by", "报告人", width=10),
    Column("authorised", "经批准", ColumnKind.YES_NO, width=8),
    Column("decided_by", "审批人", width=10),
    Column("repairer", "维修单位或修理人", width=18),
    Column("work", "维修内容", width=24),
    Column("began_on", "开始日期", DAY, width=12),
    Column("ended_on", "结束日期", DAY, width=12),
    Column("cost", "费用（元）", MONEY, width=10),
    Column("reimbursable", "费用可报销", ColumnKind.YES_NO, width=10),
    Column("state", "结果", width=14),
)
LIFE_COLUMNS = (
    Column("at", "时间", MOMENT, width=16),
    Column("what", "事项", width=16),
    Column("who", "人员", width=12),
    Column("words", "说明", width=60),
)


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Context of ``devices/sheet.html``: a ledger for the screen and for paper."""

    title: str
    lead: str
    trail: tuple[tuple[str, str], ...]
    unit_name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kept: frozenset[int]
    """Columns whose cells stay on one line: numbers, days, names."""
    marked: frozenset[int]
    """Rows to be seen at once: repairs without leave."""
    address: str
    xlsx: str
    day_from: str
    day_to: str
    narrows: bool
    """Whether days may be chosen."""
    problems: tuple[str, ...]
    signatures: tuple[str, ...]
    shown_at: datetime


def device_cells(row: DeviceRow) -> tuple[object, ...]:
    """Return one line of 执法记录设备台账."""
    return (
        row.device_no,
        labels.DEVICE_KINDS[row.kind],
        row.model,
        row.maker,
        row.serial_no,
        row.gb28181_no,
        row.unit_name,
        row.section_name,
        row.holder_name or "在库",
        labels.device_tag(row.state).text,
        row.acquired_on,
        row.cost,
        row.budget_year,
    )


def maintenance_cells(line: MaintenanceLine) -> tuple[object, ...]:
    """Return one line of 设备保养台账."""
    return (
        line.device_no,
        labels.DEVICE_KINDS[line.kind],
        line.unit_name,
        line.done_on,
        line.done_by,
        line.what,
        line.result,
        line.noted_by,
    )


def repair_cells(line: RepairLine) -> tuple[object, ...]:
    """Return one line of 设备维修台账."""
    return (
        line.device_no,
        line.unit_name,
        line.found_at,
        line.fault,
        line.reported_by,
        line.is_authorised,
        line.decided_by,
        line.repairer,
        line.work,
        line.began_on,
        line.ended_on,
        line.cost,
        line.is_reimbursable if line.repairer else None,
        "擅自修理" if line.is_without_leave else labels.repair_tag(line.state).text,
    )


def life_cells(line: LifeLine) -> tuple[object, ...]:
    """Return one line of 设备履历."""
    return (line.at, line.what, line.who, line.words)


def cell_text(value: object) -> str:
    """Return a cell as the page shows it.

    >>> cell_text(None), cell_text(True), cell_text(Decimal("3"))
    ('', '是', '3.00')
    """
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return display.minute(value)
        case date():
            return value.isoformat()
        case Decimal():
            return display.yuan(value)
        case _:
            return str(value)


def kept_in(ledger: Ledger) -> frozenset[int]:
    """Return the columns whose cells are short enough to stay on one line."""
    return frozenset(
        place
        for place, column in enumerate(ledger.columns)
        if place == 0 or column.kind is not ColumnKind.TEXT or column.width <= _SHORT
    )


def texts_of(ledger: Ledger) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a ledger as the page shows them."""
    return tuple(tuple(cell_text(cell) for cell in row) for row in ledger.rows)
