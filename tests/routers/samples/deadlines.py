"""Deadlines and the calendar."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.policy.deadlines import DeadlineState
from app.routers.calendars import CalendarsPage, YearRow
from app.routers.deadline_rows import DeadlineRow
from app.routers.deadlines import STATES, DeadlinesPage
from app.routers.forms import Option
from app.routers.labels import DEADLINE_STATES
from tests.routers.samples.basics import ID, NOW

ARTICLE = "音像记录管理制度第十三条：每次执法活动结束后，执法人员将声像资料交大队办公室下载、存储"
OVERDUE = DeadlineRow(
    id=ID,
    unit_name="水政监察大队",
    duty="存储资料",
    about="RZ-JLY-0001（记录于 2026-11-20 10:00，正在上传）",
    href="",
    person="陈立军",
    due="2026-11-20 24:00",
    due_at=datetime(2026, 11, 20, 16, tzinfo=UTC),
    is_provisional=False,
    state=DEADLINE_STATES[DeadlineState.OVERDUE],
    met_at=None,
    lateness="已逾期 15小时36分钟",
    articles=(ARTICLE,),
    reason="应当在执法活动结束后当日存储，即 2026-11-20 24:00 前。"
    "未登记执法活动的结束时间，按记录结束的时间计算。",
)
LATE = replace(
    OVERDUE,
    about="RZ-JLY-0001（记录于 2026-11-20 10:00）",
    href=f"/recordings/{ID}",
    state=DEADLINE_STATES[DeadlineState.MET_LATE],
    met_at=NOW,
    lateness="逾期 15小时36分钟",
)
HANDOVER = replace(
    OVERDUE,
    duty="科室移交",
    about="执法二中队 2026-12 移交",
    person="",
    due="2027-01-04 24:00",
    due_at=datetime(2027, 1, 4, 16, tzinfo=UTC),
    is_provisional=True,
    state=DEADLINE_STATES[DeadlineState.RUNNING],
    lateness="还剩 44天8小时",
    articles=("第十条：各股室每月定期把声像资料交县水政综合执法队存储",),
    receive_href=f"/deadlines/{ID}/receipt",
)
DEADLINES = DeadlinesPage(
    rows=(OVERDUE, LATE, HANDOVER),
    states=STATES,
    units=(Option(str(ID), "水政监察大队"),),
    state="",
    unit="",
    person="",
    following="/deadlines?after=1",
    sheet="/deadlines.xlsx",
    is_open=True,
    may_postpone=True,
    shown_at=NOW,
    news="已申明延后存储，2 项期限已经重新计算。",
)
NO_DEADLINES = replace(DEADLINES, rows=(), following=None)
YEAR = YearRow(
    year=2027,
    notice="国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕8号）",
    days_off=("元旦：1月1日至1月3日", "春节：2月5日至2月11日"),
    worked=("1月4日", "2月14日"),
    source="孙浩",
    imported_at=NOW - timedelta(hours=1),
    counts=True,
)
SHIPPED_YEAR = replace(
    YEAR, year=2026, worked=(), source="随系统提供", imported_at=None, counts=False
)
CALENDARS = CalendarsPage(rows=(YEAR, SHIPPED_YEAR), last_known=2027, news="已导入2027年。")

PAGES = {
    "deadlines": ("deadlines/index.html", DEADLINES),
    "deadlines, none": ("deadlines/index.html", NO_DEADLINES),
    "deadlines, nothing found": ("deadlines/index.html", replace(NO_DEADLINES, is_open=False)),
    "calendars": ("calendars/index.html", CALENDARS),
    "calendars, refused": (
        "calendars/index.html",
        replace(CALENDARS, news="", typed="year = 2027", problems=("缺少 [[notices]]",)),
    ),
}
