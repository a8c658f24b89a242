"""One deadline in words: on the board, on a recording's page, and in the sheet to file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.access.requests import number_of
from app.deadlines.queries import DeadlineLine
from app.documents.sheets import Column, ColumnKind, Ledger
from app.policy.clocks import in_words
from app.policy.deadlines import DeadlineState
from app.policy.vocabulary import DeadlineSubject
from app.routers import display, labels
from app.routers.shell import Badge
from app.routers.signed_lists import signed_list

COLUMNS = (
    Column("number", "序号", ColumnKind.INTEGER, width=6),
    Column("unit", "单位", width=18),
    Column("duty", "事项", width=14),
    Column("about", "对象", width=34),
    Column("person", "负责人", width=12),
    Column("due", "期限", width=18),
    Column("state", "状态", width=12),
    Column("met_at", "办结时间", ColumnKind.MOMENT, width=18),
    Column("lateness", "还剩或逾期", width=18),
    Column("article", "依据", width=40),
    Column("reason", "计算说明", width=60),
)
_DUTIES = {
    DeadlineSubject.RECORDING: "存储资料",
    DeadlineSubject.REQUEST: "答复查阅申请",
    DeadlineSubject.SECTION: "科室移交",
    DeadlineSubject.UPLOAD: "存储资料",
}


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One deadline; ``href`` leads to what it is about, where this person may see it."""

    id: UUID
    unit_name: str
    duty: str
    about: str
    href: str
    person: str
    due: str
    due_at: datetime | None
    is_provisional: bool
    state: labels.Tag
    met_at: datetime | None
    lateness: str
    articles: tuple[str, ...]
    reason: str
    receive_href: str = ""
    """Where the custodian notes that a section has handed over."""


def row_of(
    line: DeadlineLine, now: datetime, *, href: str = "", receive_href: str = ""
) -> DeadlineRow:
    """Return a deadline as it stands at ``now``."""
    return DeadlineRow(
        id=line.id,
        unit_name=line.unit_name,
        duty=_DUTIES[line.subject_kind],
        about=_about(line),
        href=href,
        person=line.person_name,
        due=in_words(line.due_at) if line.due_at else "自返回单位起算",
        due_at=line.due_at,
        is_provisional=line.is_provisional,
        state=labels.DEADLINE_STATES[line.state],
        met_at=line.met_at,
        lateness=_lateness(line, now),
        articles=tuple(str(cited) for cited in line.citations),
        reason=line.cancel_reason or line.reason,
        receive_href=receive_href,
    )


def sheet_of(rows: Sequence[DeadlineRow], badge: Badge, now: datetime, *, is_cut: bool) -> Ledger:
    """Return the board as a sheet; ``is_cut`` says that some lines did not fit."""
    cells = [_cells(number, row) for number, row in enumerate(rows, 1)]
    missing = "其余期限" if is_cut else ""
    return signed_list("期限办理情况表", COLUMNS, cells, badge, now, missing=missing)


def length_words(length: timedelta) -> str:
    """Return a length in its two largest units.

    >>> length_words(timedelta(days=2, hours=3, minutes=9)), length_words(timedelta(minutes=9))
    ('2天3小时', '9分钟')
    >>> length_words(timedelta(seconds=20))
    '不到1分钟'
    """
    minutes, days = length.seconds // 60, length.days
    hours, minutes = divmod(minutes, 60)
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    if hours:
        return f"{hours}小时{minutes}分钟" if minutes else f"{hours}小时"
    return f"{minutes}分钟" if minutes else "不到1分钟"


def _about(line: DeadlineLine) -> str:
    if line.subject_kind is DeadlineSubject.SECTION:
        return f"{line.section_name} {line.period} 移交"
    if line.requester is not None:
        number = number_of(line.request_year, line.request_serial)
        return f"{number}（{line.requester.label}的申请）"
    when = f"记录于 {display.minute(line.recorded_at)}" if line.recorded_at else "记录时间不详"
    what = line.device_no or "网页上传的资料"
    on_its_way = "，正在上传" if line.subject_kind is DeadlineSubject.UPLOAD else ""
    return f"{what}（{when}{on_its_way}）"


def _lateness(line: DeadlineLine, now: datetime) -> str:
    if line.due_at is None:
        return ""
    match line.state:
        case DeadlineState.OVERDUE:
            return f"已逾期 {length_words(now - line.due_at)}"
        case DeadlineState.DUE_SOON | DeadlineState.RUNNING:
            return f"还剩 {length_words(line.due_at - now)}"
        case DeadlineState.MET_LATE if line.met_at:
            return f"逾期 {length_words(line.met_at - line.due_at)}"
        case _:
            return ""


def _cells(number: int, row: DeadlineRow) -> tuple[object, ...]:
    due = f"{row.due}（暂定）" if row.is_provisional else row.due
    return (
        number,
        row.unit_name,
        row.duty,
        row.about,
        row.person,
        due,
        row.state.text,
        row.met_at,
        row.lateness,
        "\n".join(row.articles),
        row.reason,
    )
