"""Believable pages about hand-overs, checks before use and the ledger of use."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.devices.holding_queries import HoldingLine
from app.devices.prechecks import PrecheckLine
from app.devices.receivers import Receiver
from app.devices.stock import StockLine
from app.policy.decision import Citation, allow, refuse
from app.policy.vocabulary import DeviceKind, DeviceState, HoldingEnd, PrecheckItem
from app.routers.device_usage import COLUMNS, SIGNATURES, TITLE, UsagePage, UsageRow
from app.routers.forms import FieldError, Option
from app.routers.handover_page import HandoverPage, Typed
from app.routers.handovers import DeskPage
from app.routers.holding_panels import DeviceHoldingPanel, HoldingRow, PersonDevicesPanel
from app.routers.holding_words import ADVICE, ITEMS, UNCHECKED, check_tag
from app.routers.labels import DEVICE_STATES
from app.routers.my_devices import CheckRow, HeldDevice, ItemField, MyDevicesPage, PrecheckPage
from app.routers.usage_filters import UsageFields

NOW = datetime(2026, 11, 21, 7, 36, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ID, CHEN, MA = UUID(int=7), UUID(int=8), UUID(int=9)
BASIS = Citation("ruzhou", "音像记录管理制度第四条", "台账应载明使用人员、交接时间、记录内容")

OPEN_LINE = HoldingLine(
    id=ID,
    device_id=ID,
    device_no="ZFJLY-0217",
    kind=DeviceKind.BODY_CAMERA,
    model="执法记录仪 甲型",
    unit_name="水政监察大队",
    person_id=CHEN,
    person_name="陈立军",
    from_at=NOW - HOUR,
    until_at=None,
    ended=None,
    begun_by="徐海涛",
    ended_by="",
    purpose="采砂巡查",
    content="",
    remark="",
)
DONE_LINE = replace(
    OPEN_LINE,
    until_at=NOW,
    ended=HoldingEnd.RETURNED,
    ended_by="徐海涛",
    content="汝河采砂点检查",
)
FLAT = PrecheckLine(ID, ID, "陈立军", NOW, (PrecheckItem.BATTERY,), -35, "只剩两成")
FINE = PrecheckLine(MA, ID, "陈立军", NOW - HOUR, (), None, "")


def stock(number: int, *, holder: str = "") -> StockLine:
    return StockLine(
        id=UUID(int=number),
        device_no=f"ZFJLY-{number:04d}",
        kind=DeviceKind.BODY_CAMERA,
        model="执法记录仪 甲型",
        unit_name="水政监察大队",
        state=DeviceState.SERVICEABLE,
        holder_name=holder,
        held_since=NOW - number * HOUR if holder else None,
    )


DESK = DeskPage(
    keeps=True,
    code="ZFJLY-9999",
    problem="没有找到这个编号或标签对应的设备。",
    done=None,
    stock=tuple(stock(number) for number in range(1, 5)),
    out=tuple(stock(number, holder="陈立军") for number in range(11, 14)),
    has_more=True,
)
DESK_DONE = replace(DESK, code="", problem="", done=DONE_LINE, has_more=False)
EMPTY_DESK = replace(DESK_DONE, keeps=False, done=OPEN_LINE, stock=(), out=())

RECEIVERS = (
    Receiver(
        CHEN, "陈立军", "水政监察大队", "执法一中队", date(2028, 6, 30), allow("可以。"), "", True
    ),
    Receiver(
        MA,
        "马建国",
        "水政监察大队",
        "",
        date(2026, 11, 22),
        allow("可以。"),
        "执法资格证件将于 2026-11-22 到期，请提前办理换证；到期后不能再领用设备。",
        held_it_before=False,
    ),
    Receiver(
        ID,
        "何雨晴",
        "水政监察大队",
        "",
        None,
        refuse("系统中没有领用人的执法资格证件，不能发放设备。"),
        "",
        held_it_before=False,
    ),
)
ISSUE = HandoverPage(
    id=ID,
    device_no="ZFJLY-0217",
    kind="执法记录仪",
    model="甲型",
    unit_name="水政监察大队",
    section_name="执法一中队",
    state=DEVICE_STATES[DeviceState.SERVICEABLE],
    holder_name="",
    held_since=None,
    forms=("issue",),
    receivers=RECEIVERS,
    has_more=True,
    wants_content=True,
    typed=Typed(
        form="issue",
        receiver=str(CHEN),
        at="2026-11-23T10:00",
        errors=(FieldError("issue-at", "交接时间不能晚于现在。"),),
    ),
)
HELD = replace(
    ISSUE,
    holder_name="陈立军",
    held_since=NOW,
    forms=("return", "transfer"),
    has_more=False,
    typed=Typed(form="return", errors=(FieldError("return-content", "请填写记录内容。"),)),
)
REFUSED = replace(
    ISSUE, receivers=(), typed=Typed(form="issue", refusal=refuse("没有证件。", BASIS))
)

MINE = MyDevicesPage(
    held=(
        HeldDevice(OPEN_LINE, UNCHECKED, ("出发前请完成检查。",), "/devices/7"),
        HeldDevice(
            replace(OPEN_LINE, device_id=MA, purpose="", model=""),
            check_tag(FINE),
            (),
            "/devices/9",
        ),
    ),
    history=(DONE_LINE, replace(DONE_LINE, content="")),
)
NOTHING_MINE = MyDevicesPage((), ())
PRECHECK = PrecheckPage(
    id=ID,
    device_no="ZFJLY-0217",
    kind="执法记录仪",
    model="甲型",
    items=tuple(ItemField(item.value, ITEMS[item], ADVICE[item], "fine") for item in PrecheckItem),
    measures_clock=True,
    basis=(BASIS,),
    clock_offset="fast",
    note="夜间",
    errors=(FieldError("item-clock_offset", "时钟误差请填写整数秒。"),),
    rows=tuple(
        CheckRow(line.at, line.person_name, check_tag(line), line.clock_offset_s, line.note)
        for line in (FLAT, FINE)
    ),
    advice=(ADVICE[PrecheckItem.BATTERY],),
)
NO_PRECHECK = replace(PRECHECK, items=(), basis=(), errors=(), rows=(), advice=())

_ROW = HoldingRow(
    device_no="ZFJLY-0217",
    device_href=f"/devices/{ID}",
    kind="执法记录仪",
    person_name="陈立军",
    person_href=f"/people/{CHEN}",
    from_at=NOW - HOUR,
    until_at=None,
    end="领用中",
    content="",
    check=UNCHECKED,
)
_ENDED = replace(_ROW, until_at=NOW, end="收回", content="汝河采砂点检查", check=check_tag(FINE))
DEVICE_PANEL = DeviceHoldingPanel(
    device_id=ID,
    holder_name="陈立军",
    holder_href=f"/people/{CHEN}",
    held_since=NOW - HOUR,
    state=DeviceState.SERVICEABLE,
    is_carried=True,
    may_hand_over=True,
    may_check=True,
    reads_ledger=True,
    rows=(_ROW, _ENDED),
)
FREE_DEVICE_PANEL = replace(DEVICE_PANEL, holder_name="", holder_href="", held_since=None, rows=())
PERSON_PANEL = PersonDevicesPanel((_ROW, _ENDED), is_own=True)
EMPTY_PERSON_PANEL = PersonDevicesPanel((), is_own=False)

USAGE = UsagePage(
    title=TITLE,
    headings=tuple(column.title for column in COLUMNS),
    rows=tuple(
        UsageRow(
            number=number,
            device_no=f"ZFJLY-02{number:02d}",
            kind="执法记录仪",
            person="陈立军",
            section="执法一中队" if number % 2 else "",
            from_at=NOW - number * HOUR,
            until_at=NOW if number % 3 else None,
            between="发放：徐海涛；收回：徐海涛",
            check="合格（2026-11-21 09:02）"
            if number % 2
            else "不合格：电量充足（2026-11-21 09:02）",
            content="汝河采砂点现场检查、调查取证" if number % 3 else "",
            remark="事由：采砂巡查" if number % 2 else "",
        )
        for number in range(1, 9)
    ),
    filters=UsageFields(month="2026-11"),
    units=(Option("1", "水政监察大队"),),
    problems=("符合条件的领用较多，这里没有全部列出。",),
    scope="水政监察大队",
    period="2026-11-01 至 2026-11-30",
    basis=(BASIS,),
    signatures=SIGNATURES,
    export="/devices/usage.xlsx?month=2026-11",
    shown_at=NOW,
)
NO_USAGE = replace(USAGE, rows=(), problems=(), basis=())

PAGES = {
    "device usage": ("devices/usage.html", USAGE),
    "device usage, none": ("devices/usage.html", NO_USAGE),
    "handover desk": ("handovers/index.html", DESK),
    "handover desk, done": ("handovers/index.html", DESK_DONE),
    "handover desk, nothing": ("handovers/index.html", EMPTY_DESK),
    "handover, issue": ("handovers/show.html", ISSUE),
    "handover, held": ("handovers/show.html", HELD),
    "handover, refused": ("handovers/show.html", REFUSED),
    "holding of a device": ("devices/_holding.html", DEVICE_PANEL),
    "holding of a device, none": ("devices/_holding.html", FREE_DEVICE_PANEL),
    "devices of a person": ("people/_devices.html", PERSON_PANEL),
    "devices of a person, none": ("people/_devices.html", EMPTY_PERSON_PANEL),
    "my devices": ("my_devices/index.html", MINE),
    "my devices, none": ("my_devices/index.html", NOTHING_MINE),
    "check before use": ("my_devices/precheck.html", PRECHECK),
    "check before use, not asked": ("my_devices/precheck.html", NO_PRECHECK),
}
