"""How long one recording is kept, in words: on the board, on its page, and in the sheet to file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from app.documents.sheets import Column, ColumnKind, Ledger
from app.keeping.lines import KeepingLine
from app.keeping.queries import COUNTED
from app.keeping.states import Shelf
from app.policy.decision import Citation
from app.policy.keeping_states import KeepingState
from app.policy.pack_keys import KEYS
from app.routers import display
from app.routers.downloads import exported
from app.routers.labels import Tag
from app.routers.shell import Badge

SHELVES: Mapping[Shelf, str] = MappingProxyType(
    {
        Shelf.DUE: "已到期待鉴定",
        Shelf.MONTH: "一个月内到期",
        Shelf.QUARTER: "三个月内到期",
        Shelf.YEAR: "一年内到期",
        Shelf.LATER: "一年以后到期",
        Shelf.LONG_TERM: "长期保存",
        Shelf.UNSET: "期限未设定",
        Shelf.HELD: "冻结中",
    }
)
STATES: Mapping[KeepingState, Tag] = MappingProxyType(
    {
        KeepingState.DUE: Tag("已到期待鉴定", "warning", "最后一日已过，由人员鉴定是否继续保存。"),
        KeepingState.HELD: Tag("冻结中", "warning", "冻结期间，不论期限是否届满，不得处置。"),
        KeepingState.LONG_TERM: Tag("长期保存", "ready", "没有自动终点，由人员定期鉴定。"),
        KeepingState.RUNNING: Tag("保存期内", "progress", "最后一日还没有过，不得处置。"),
        KeepingState.UNSET: Tag("期限未设定", "muted", "期限确定之前，不得处置。"),
    }
)
STALE = Tag("重新计算中", "progress", "资料情况刚有变化，一分钟之内按新的情况计算。")
COLUMNS = (
    Column("number", "序号", ColumnKind.INTEGER, width=6),
    Column("recording", "资料编号", width=38),
    Column("file_name", "文件名", width=34),
    Column("unit", "单位", width=18),
    Column("device", "设备", width=14),
    Column("recorded_at", "记录时间", ColumnKind.MOMENT, width=18),
    Column("materials", "保存类别", width=22),
    Column("through", "保存至", ColumnKind.DATE, width=12),
    Column("state", "状态", width=14),
    Column("reason", "说明", width=60),
    Column("article", "依据", width=40),
    Column("advice", "下一步", width=40),
)


@dataclass(frozen=True, slots=True)
class KeepingRow:
    """One recording with its period; ``advice`` is what somebody should do next."""

    id: UUID
    href: str
    file_name: str
    device_no: str
    recorded_at: datetime | None
    unit_name: str
    materials: str
    through: date | None
    distance: str
    state: Tag
    reason: str
    citations: tuple[Citation, ...]
    advice: str


def row_of(line: KeepingLine, day: date) -> KeepingRow:
    """Return a period as it stands on ``day``."""
    return KeepingRow(
        id=line.recording_id,
        href=f"/recordings/{line.recording_id}",
        file_name=line.file_name,
        device_no=line.device_no,
        recorded_at=line.recorded_at,
        unit_name=line.unit_name,
        materials="、".join(item.label for item in line.materials) or "尚未编目",
        through=line.keep_through,
        distance=_distance(line, day),
        state=STATES[line.state] if line.is_current else STALE,
        reason=line.reason or "保存期限还没有计算。",
        citations=line.citations,
        advice=_advice(line),
    )


def figure_of(number: int) -> str:
    """Return a figure, as a lower bound where counting stopped.

    >>> figure_of(7), figure_of(101)
    ('7', '100 以上')
    """
    return f"{COUNTED} 以上" if number > COUNTED else str(number)


def sheet_of(
    rows: Sequence[KeepingRow], shelf: Shelf, badge: Badge, now: datetime, *, is_cut: bool
) -> Ledger:
    """Return a shelf of the board as a sheet; ``is_cut`` says that some lines did not fit."""
    about = [("范围", SHELVES[shelf]), *exported(badge, now)]
    if is_cut:
        about.append(("注意", "行数超过上限，其余资料没有列入。请选择单位后分次导出。"))
    return Ledger(
        title="音像资料保存期限表",
        unit_name=badge.unit_name,
        columns=COLUMNS,
        rows=[_cells(number, row) for number, row in enumerate(rows, 1)],
        about=tuple(about),
        signatures=("制表人", "审核人", "单位负责人"),
        made_at=now,
    )


def _distance(line: KeepingLine, day: date) -> str:
    if line.keep_through is None:
        return ""
    days = (line.keep_through - day).days
    if days < 0:
        return f"已过 {-days} 天"
    return f"还有 {days} 天" if days else "今天是最后一日"


def _advice(line: KeepingLine) -> str:
    """Return what should be done next; an empty text where there is nothing to do."""
    if not line.is_current:
        return "资料情况刚有变化，正在重新计算，请稍后刷新页面。"
    match line.state:
        case KeepingState.DUE:
            return (
                "请由保管人员鉴定。系统不会自行清除；办理鉴定和处置的页面尚未开通，目前请继续保存。"
            )
        case KeepingState.HELD:
            return "冻结解除以前继续保存。"
        case KeepingState.LONG_TERM | KeepingState.RUNNING:
            return ""
        case KeepingState.UNSET:
            return _advice_of_unset(line)


def _advice_of_unset(line: KeepingLine) -> str:
    if line.is_quarantined:
        return ""
    if line.unset_keys:
        named = "、".join(KEYS[key].label for key in line.unset_keys)
        return f"请本机关的系统管理员在“机关设置”中写明依据并设定：{named}。设定后自动重新计算。"
    if not line.materials:
        return "请先编目：写明记录情形，或者放入案件。编目后自动计算。"
    return "记录时间核实、案卷归档以后，自动重新计算。"


def _cells(number: int, row: KeepingRow) -> tuple[object, ...]:
    return (
        number,
        str(row.id),
        display.named(row.file_name),
        row.unit_name,
        row.device_no,
        row.recorded_at,
        row.materials,
        row.through,
        row.state.text,
        row.reason,
        "\n".join(str(cited) for cited in row.citations),
        row.advice,
    )
