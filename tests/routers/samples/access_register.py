"""The consultation register, one line of it, and what a traced code leads to."""

from dataclasses import replace
from datetime import timedelta

from app.access.register import RegisterRow, Shown
from app.access.register_columns import RegisterColumns
from app.access.tracing import Traced
from app.policy.access_words import RegisterKind
from app.policy.decision import Citation
from app.routers.access_register import LinePage, RegisterView, SheetView
from app.routers.access_register_filters import KIND_CHOICES, ORDERS, RegisterFields
from app.routers.access_register_rows import KINDS, PRINTED, SIGNATURES, line_of, shown_row
from app.routers.access_trace import TracePage
from app.routers.forms import Option
from tests.routers.samples.basics import ID, NOW

COLUMNS = RegisterColumns(
    applicant="何律师",
    unit="汝州正义律师事务所",
    papers="单位介绍信（介字7号）；有效身份证件；委托书；授权书；律师执业证",
    reason="代理行政诉讼，核对处罚决定和现场录像",
    material="《行政处罚决定书》；录像（2026-11-20 09:12 记录，设备 RZ-0001）",
    case="汝水罚〔2026〕7号 李大山未经许可在北汝河采砂案",
    approver="陈志远（代：赵国强，机关主要负责人；书面委托 汝水委〔2026〕3号）",
    way="查阅（阅览室 一号机）",
    begun="2026-11-21 10:00",
    ended="2026-11-21 10:20",
    keeper="刘敏",
    note="音像资料共播放 4 分 10 秒；查阅人结束查阅；水印标识 7K3QD-0M9XW",
)
VIEWED = RegisterRow(
    id=ID,
    unit_id=ID,
    unit_name="水政监察大队",
    year=2026,
    line_no=8,
    at=NOW,
    kind=RegisterKind.VIEWED,
    columns=COLUMNS,
    request_id=ID,
    viewing_id=ID,
)
REFUSED = replace(
    VIEWED,
    line_no=9,
    at=NOW - timedelta(days=1),
    kind=RegisterKind.REFUSED,
    columns=RegisterColumns(
        applicant="钱进",
        unit="郏县水利局",
        reason="未经申请",
        way="查阅",
        begun="2026-11-21 10:30",
        ended="2026-11-21 10:30",
        keeper="系统自动登记",
        note="您现在没有查阅这一项的权限。确因工作需要查阅的，请先申请。",
    ),
    request_id=None,
    viewing_id=None,
)
BASIS = (Citation("ruzhou", "调阅监督制度第三条", "设查阅登记簿，查阅情况都要登记"),)
SHOWN = (
    Shown(
        "录像（2026-11-20 09:12 记录，设备 RZ-0001）",
        is_recording=True,
        duration_ms=600_000,
        spans=((0, 150_000), (400_000, 500_000)),
        pages=(),
    ),
    Shown(
        "《行政处罚决定书》汝水罚决〔2026〕7号",
        is_recording=False,
        duration_ms=0,
        spans=(),
        pages=(1, 2),
    ),
)
ROWS = tuple(shown_row(shown) for shown in SHOWN)
REGISTER = RegisterView(
    lines=(line_of(REFUSED), line_of(VIEWED)),
    filters=RegisterFields(),
    kinds=KIND_CHOICES,
    orders=ORDERS,
    units=(Option(str(ID), "水政监察大队"),),
    problems=(),
    older="/access/register?after=1",
    first="/access/register",
    export="/access/register.xlsx",
    sheet="/access/register/sheet",
    basis=BASIS,
)
SHEET = SheetView(
    title="查阅登记簿",
    heads=tuple(column.title for column in PRINTED),
    lines=(line_of(VIEWED), line_of(REFUSED)),
    unit_name="水政监察大队",
    period="2026年",
    problems=(),
    basis=BASIS,
    signatures=SIGNATURES,
    back="/access/register",
    export="/access/register.xlsx",
    shown_at=NOW,
)
LINE = LinePage(
    title="登记〔2026〕8号",
    row=VIEWED,
    kind=KINDS[VIEWED.kind],
    times="2026-11-21 10:00 至 2026-11-21 10:20",
    shown=ROWS,
    is_viewing=True,
    request=f"/access/{ID}",
)
FOUND = Traced(
    code="7K3QD-0M9XW",
    is_copy=False,
    unit_name="水政监察大队",
    request_no="调阅〔2026〕3号",
    columns=COLUMNS,
    address="10.0.0.9",
    shown=SHOWN,
    lines=((RegisterKind.VIEWED, ID),),
    request_id=ID,
)
TRACED = TracePage(
    typed="7k3qd 0m9xw",
    is_readable=True,
    found=FOUND,
    times="2026-11-21 10:00 至 2026-11-21 10:20",
    shown=ROWS,
    request=f"/access/{ID}",
    register="",
)
NOT_TRACED = replace(TRACED, found=None, times="", shown=(), request=None)

LINES = ((RegisterKind.COPIED, ID), (RegisterKind.RECEIVED, ID))

PAGES = {
    "consultation register": ("access/register.html", REGISTER),
    "consultation register, empty": (
        "access/register.html",
        replace(REGISTER, lines=(), older=None, first=None),
    ),
    "consultation register, nothing found": (
        "access/register.html",
        replace(REGISTER, lines=(), filters=RegisterFields(who="何"), problems=("写错了。",)),
    ),
    "consultation register to print": ("access/register_sheet.html", SHEET),
    "consultation register to print, empty": (
        "access/register_sheet.html",
        replace(SHEET, lines=()),
    ),
    "line of the consultation register": ("access/register_line.html", LINE),
    "refused line of the consultation register": (
        "access/register_line.html",
        replace(LINE, row=REFUSED, kind=KINDS[REFUSED.kind], is_viewing=False, request=None),
    ),
    "traced viewing": ("access/trace.html", TRACED),
    "traced copy": (
        "access/trace.html",
        replace(TRACED, found=replace(FOUND, is_copy=True, lines=LINES), request=None),
    ),
    "unknown code": ("access/trace.html", NOT_TRACED),
    "no code": ("access/trace.html", replace(NOT_TRACED, is_readable=False)),
    "number instead of a code": (
        "access/trace.html",
        replace(NOT_TRACED, is_readable=False, register="/access/register?text=4"),
    ),
    "before tracing": ("access/trace.html", replace(NOT_TRACED, typed="")),
}
