"""One hold in words, on the page and in the register to print, sign and file (冻结登记簿)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.documents.sheets import Column, ColumnKind, Ledger
from app.holds.queries import HoldLine
from app.routers import labels
from app.routers.shell import Badge
from app.routers.signed_lists import signed_list

COLUMNS = (
    Column("number", "序号", ColumnKind.INTEGER, width=6),
    Column("recording", "资料编号", width=38),
    Column("unit", "单位", width=18),
    Column("ground", "事由", width=10),
    Column("article", "依据", width=28),
    Column("reason", "说明", width=36),
    Column("placed_by", "提出人", width=10),
    Column("placed_at", "提出时间", ColumnKind.MOMENT, width=18),
    Column("until", "截止日期", ColumnKind.DATE, width=12),
    Column("state", "状态", width=10),
    Column("lifted_by", "解除人", width=10),
    Column("lifted_at", "解除时间", ColumnKind.MOMENT, width=18),
    Column("lift_reason", "解除原因", width=28),
)


@dataclass(frozen=True, slots=True)
class HoldRow:
    """One hold; ``stands`` on the day the page was made for."""

    id: UUID
    recording_id: UUID
    unit_name: str
    ground: str
    article: str
    reason: str
    placed_by: str
    placed_at: datetime
    until_on: date | None
    state: labels.Tag
    stands: bool
    lifted_by: str
    lifted_at: datetime | None
    lift_reason: str


def row_of(line: HoldLine, day: date) -> HoldRow:
    """Return a hold as it stands on ``day``."""
    stands = line.facts.stands_on(day)
    state = "standing" if stands else "lifted" if line.lifted_at else "ended"
    return HoldRow(
        id=line.id,
        recording_id=line.recording_id,
        unit_name=line.unit_name,
        ground=labels.HOLD_GROUNDS[line.ground],
        article=line.article,
        reason=line.reason,
        placed_by=line.placed_by,
        placed_at=line.placed_at,
        until_on=line.until_on,
        state=labels.HOLD_STATES[state],
        stands=stands,
        lifted_by=line.lifted_by,
        lifted_at=line.lifted_at,
        lift_reason=line.lift_reason,
    )


def register_of(rows: Sequence[HoldRow], badge: Badge, now: datetime, *, is_cut: bool) -> Ledger:
    """Return the register with these rows; ``is_cut`` says that older ones did not fit."""
    cells = [_cells(number, row) for number, row in enumerate(rows, 1)]
    missing = "更早的冻结" if is_cut else ""
    return signed_list("冻结登记簿", COLUMNS, cells, badge, now, missing=missing)


def _cells(number: int, row: HoldRow) -> tuple[object, ...]:
    return (
        number,
        str(row.recording_id),
        row.unit_name,
        row.ground,
        row.article,
        row.reason,
        row.placed_by,
        row.placed_at,
        row.until_on,
        row.state.text,
        row.lifted_by,
        row.lifted_at,
        row.lift_reason,
    )
