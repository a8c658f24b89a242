"""One line of the consultation register on the page, on paper, in a file; and what was watched."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from types import MappingProxyType

from app.access.register import RegisterRow, Shown
from app.access.register_columns import RegisterColumns
from app.documents.sheets import Column, ColumnKind, Ledger
from app.policy.access_words import RegisterKind
from app.routers import display
from app.routers.downloads import exported
from app.routers.labels import Tag
from app.routers.shell import Badge

TITLE = "查阅登记簿"
COLUMNS = (
    Column("number", "序号", ColumnKind.INTEGER, width=6),
    Column("at", "登记时间", ColumnKind.MOMENT, width=17),
    Column("kind", "事项", width=8),
    Column("applicant", "查阅人", width=12),
    Column("unit", "单位", width=20),
    Column("papers", "证件和手续", width=26),
    Column("reason", "事由", width=24),
    Column("case", "案件", width=26),
    Column("material", "查阅内容", width=34),
    Column("approver", "批准人", width=18),
    Column("way", "方式", width=16),
    Column("times", "起止时间", width=34),
    Column("keeper", "经办人", width=12),
    Column("note", "备注", width=34),
)
SIGNATURES = ("登记人", "审核人", "单位负责人")
PRINTED = tuple(column for column in COLUMNS if column.key != "at")
"""A sheet of A4 is narrow, and when a line was written is when the thing ended."""
KINDS: Mapping[RegisterKind, Tag] = MappingProxyType(
    {
        RegisterKind.VIEWED: Tag("查阅", "progress", "查阅已经结束。"),
        RegisterKind.REFUSED: Tag("未准予", "danger", "申请或者查阅没有准予。"),
        RegisterKind.COPIED: Tag("复制", "progress", "复制件已经制作；领取、寄送另行登记。"),
        RegisterKind.RECEIVED: Tag("领取", "ready", "复制件已经领取，领取人见备注。"),
        RegisterKind.RECEIPT_CORRECTED: Tag(
            "更正领取", "warning", "领取登记有误，以这一行为准；原来的一行不改动。"
        ),
        RegisterKind.MAILED: Tag("寄送", "ready", "复制件已经寄出。"),
        RegisterKind.SUPPLIED: Tag(
            "对外提供", "progress", "对外提供的复制件已经制作；领取、寄送另行登记。"
        ),
        RegisterKind.RELEASED: Tag(
            "对外公开", "warning", "对外公开的复制件已经制作；领取、寄送另行登记。"
        ),
        RegisterKind.NOT_FOUND: Tag("查无此件", "muted", "没有查到所要的资料，已经答复。"),
        RegisterKind.PARTLY_FOUND: Tag("部分查到", "muted", "一部分资料没有查到，已经答复。"),
    }
)
BAR_WIDTH = 1000
_LEAST = 3
"""How wide a span is drawn at least."""


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as lists show it; ``cells`` are those of the printed columns."""

    row: RegisterRow
    number: str
    kind: Tag
    times: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One span on the bar, in its units."""

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One item of a viewing: its bar, when it is a recording of known length, and its words."""

    name: str
    parts: tuple[Part, ...]
    words: str


def times_of(columns: RegisterColumns) -> str:
    """Return from when to when, a moment as itself; both were written to the minute."""
    begun, ended = columns.begun, columns.ended
    return f"{begun} 至 {ended}" if ended and ended != begun else begun


def number_of(row: RegisterRow) -> str:
    """Return the number of a line with its year, as people say it."""
    return f"〔{row.year}〕{row.line_no}号"


def line_of(row: RegisterRow) -> LineView:
    """Return a line as lists show it."""
    texts = _texts_of(row)
    cells = tuple(str(texts[column.key]) for column in PRINTED)
    return LineView(row, number_of(row), KINDS[row.kind], times_of(row.columns), cells)


def cells_of(row: RegisterRow) -> tuple[object, ...]:
    """Return the cells of a line in the order of the columns."""
    texts = _texts_of(row)
    return tuple(texts[column.key] for column in COLUMNS)


def _texts_of(row: RegisterRow) -> Mapping[str, object]:
    return {
        **row.columns.as_json(),
        "number": row.line_no,
        "at": row.at,
        "kind": row.kind.label,
        "times": times_of(row.columns),
    }


def ledger_of(
    rows: Sequence[RegisterRow],
    badge: Badge,
    *,
    scope: str,
    period: str,
    basis: Sequence[str],
    now: datetime,
) -> Ledger:
    """Return the register as a file to print, sign and keep."""
    return Ledger(
        title=TITLE,
        unit_name=scope,
        columns=COLUMNS,
        rows=[cells_of(row) for row in rows],
        about=(
            ("期间", period),
            *(("依据", line) for line in basis),
            *exported(badge, now),
        ),
        signatures=SIGNATURES,
        made_at=now,
    )


def shown_row(shown: Shown) -> ShownRow:
    """Return an item of a viewing as a bar and in words."""
    if not shown.is_recording:
        pages = "、".join(_stretches(shown.pages))
        of_all = f"（共 {shown.page_count} 页）" if shown.page_count else ""
        return ShownRow(
            shown.name, (), f"打开第 {pages} 页{of_all}" if pages else f"已打开{of_all}"
        )
    if not shown.duration_ms and not any(start < end for start, end in shown.spans):
        return ShownRow(shown.name, (), "已打开")
    spans = "，".join(
        f"{display.duration(start)} 到 {display.duration(end)}"
        for start, end in shown.spans
        if start < end
    )
    whole = f"（全长 {display.duration(shown.duration_ms)}）" if shown.duration_ms else ""
    words = f"播放 {spans}" if spans else "打开过画面，没有收到播放的记录"
    return ShownRow(shown.name, _parts(shown), f"{words}{whole}")


def _stretches(pages: Sequence[int]) -> Iterator[str]:
    """Yield pages in order, those that follow one another as one stretch.

    >>> list(_stretches((1, 2, 3, 7)))
    ['1 到 3', '7']
    """
    for _, group in groupby(enumerate(pages), key=lambda numbered: numbered[1] - numbered[0]):
        stretch = [page for _, page in group]
        yield f"{stretch[0]} 到 {stretch[-1]}" if len(stretch) > 1 else str(stretch[0])


def _parts(shown: Shown) -> tuple[Part, ...]:
    """A span too short to be seen is drawn a little wider; none goes beyond the bar.

    One without any length says only that the recording was opened.
    """
    if not shown.duration_ms:
        return ()
    parts = []
    for start, end in (span for span in shown.spans if span[0] < span[1]):
        x = min(round(start / shown.duration_ms * BAR_WIDTH), BAR_WIDTH - _LEAST)
        width = max(round((end - start) / shown.duration_ms * BAR_WIDTH), _LEAST)
        parts.append(Part(x, min(width, BAR_WIDTH - x)))
    return tuple(parts)
