"""Believable pages about devices, for tests that render templates without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.devices.equipment import KindFigures, UnitEquipment, YearCost
from app.devices.labels import draw
from app.devices.listing import DeviceRow
from app.devices.service_record import MaintenanceLine, RepairLine
from app.devices.waiting import WaitingRequest
from app.policy.decision import Citation, refuse
from app.policy.vocabulary import DeviceKind, DeviceState, RepairState
from app.routers.devices import HELD, KINDS, STATES, DevicesPage
from app.routers.devices_approvals import ApprovalsPage
from app.routers.devices_equipment import EquipmentPage
from app.routers.devices_facts import DeviceFactsView, DeviceHistoryLine, DeviceHistoryView
from app.routers.devices_filters import DeviceFields
from app.routers.devices_labels import LabelsPage, LabelView
from app.routers.devices_page import DeviceView
from app.routers.devices_service_panel import ServiceLink, ServiceView
from app.routers.devices_sheets import REPAIR_COLUMNS, SheetPage, cell_text, repair_cells
from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.forms import FieldError
from app.routers.panels import Panel
from tests.routers.samples.basics import ID, NOW

ROWS = tuple(
    DeviceRow(
        id=ID,
        device_no=f"RZ-JLY-{number:04d}",
        kind=DeviceKind.BODY_CAMERA,
        model="执法记录仪 甲型",
        maker="",
        serial_no="",
        gb28181_no="",
        unit_name="水政监察大队",
        section_name="执法一中队",
        holder_name="" if number % 2 else "陈立军",
        state=state,
        acquired_on=date(2025, 3, 1),
        cost=Decimal("1280.00"),
        budget_year=2025,
    )
    for number, state in enumerate(DeviceState)
)

DEVICES = DevicesPage(
    rows=ROWS,
    filters=DeviceFields(state="faulty"),
    newer=None,
    older="/devices?after=RZ-JLY-0004",
    kinds=KINDS,
    states=STATES,
    units=(),
    sections=(),
    years=(),
    held=HELD,
    problems=("预算年度没有写成四位数字，这次没有按它筛选。",),
    scope="汝州市水利局",
    may_register=True,
    may_export=True,
    shown_at=NOW,
)
NO_DEVICES = replace(DEVICES, rows=(), filters=DeviceFields(), problems=(), older=None)

FACTS = DeviceFactsView(
    id=ID,
    device_no="RZ-JLY-0001",
    kind=DeviceKind.BODY_CAMERA,
    model="执法记录仪 甲型",
    maker="",
    serial_no="",
    gb28181_no="",
    unit_name="水政监察大队",
    section_name="",
    cost=None,
    budget_year=None,
    acquired_on=None,
    label_code="",
    may_change=True,
)
HISTORY = DeviceHistoryView(ID, (DeviceHistoryLine(NOW, "徐海涛", "登记设备"),))

DEVICE = DeviceView(
    id=ID,
    device_no="RZ-JLY-0001",
    kind=DeviceKind.BODY_CAMERA,
    model="执法记录仪 甲型",
    unit_name="水政监察大队",
    state=DeviceState.SERVICEABLE,
    panels=(Panel("devices/_facts.html", FACTS), Panel("devices/_history.html", HISTORY)),
    shown_at=NOW,
)

REPAIR = RepairLine(
    device_no="RZ-JLY-0006",
    kind=DeviceKind.BODY_CAMERA,
    unit_name="水政监察大队",
    found_at=NOW,
    fault="充电后仍无法开机",
    reported_by="徐海涛",
    state=RepairState.REPAIRED,
    asked_by="徐海涛",
    asked_at=NOW,
    plan="",
    is_authorised=False,
    decided_by="",
    decided_at=None,
    opinion="",
    repairer="街边电子维修部",
    work="自行更换电池",
    cost=Decimal("150.00"),
    is_reimbursable=False,
    began_on=NOW.date(),
    ended_on=NOW.date(),
    tested_by="",
    tested_at=None,
    test_note="",
)
SERVICE = ServiceView(
    id=ID,
    links=(ServiceLink("报告故障", "device_fault"),),
    fault="充电后仍无法开机",
    write_off_reason="超过使用年限",
    loss="落水",
    repairs=(REPAIR,),
    maintenance=(
        MaintenanceLine(
            device_no="RZ-JLY-0006",
            kind=DeviceKind.BODY_CAMERA,
            unit_name="水政监察大队",
            done_on=NOW.date(),
            done_by="徐海涛",
            what="清洁镜头",
            result="良好",
            noted_by="徐海涛",
            noted_at=NOW,
        ),
    ),
    unpaid="擅自修理，费用不予报销。",
    unpaid_basis=(Citation("ruzhou", "第二十条", "擅自修理的费用不予报销"),),
    reads_ledger=True,
)
SERVICED_DEVICE = replace(DEVICE, panels=(Panel("devices/_service.html", SERVICE),))

FORM = FormPage(
    title="报告故障",
    lead="报告后设备立即停止使用。",
    trail=(("首页", "/"),),
    groups=(
        Group(
            "",
            tuple(
                Field(kind.value, f"字段{place}", kind, help="说明", options=KINDS)
                for place, kind in enumerate(FieldKind)
            ),
        ),
    ),
    submit="报告",
    back="/devices",
    notes=("依据：第二十条：遇到故障应立即停止使用并报告",),
    warning="请如实登记。",
    facts=(("设备", "RZ-JLY-0006"),),
    values={"area": "无法开机"},
    errors=(FieldError("area", "请填写“故障情况”。"),),
)
SHEET = SheetPage(
    title="设备维修台账",
    lead="",
    trail=(("首页", "/"),),
    unit_name="水政监察大队",
    heads=tuple(column.title for column in REPAIR_COLUMNS),
    rows=(tuple(cell_text(cell) for cell in repair_cells(REPAIR)),),
    kept=frozenset({0}),
    marked=frozenset({0}),
    address="/devices/ledgers/repairs",
    xlsx="/devices/ledgers/repairs.xlsx",
    day_from="2026-11-01",
    day_to="",
    narrows=True,
    problems=("开始日期没有写成“年-月-日”的形式，这次没有按它筛选。",),
    signatures=("制表人",),
    shown_at=NOW,
)
EMPTY_SHEET = replace(SHEET, rows=(), problems=())

WAITING = WaitingRequest(
    device_id=ID,
    device_no="RZ-JLY-0006",
    kind=DeviceKind.BODY_CAMERA,
    unit_name="水政监察大队",
    cause="充电后仍无法开机",
    plan="送厂家维修点",
    asked_by_id=ID,
    asked_by="徐海涛",
    asked_at=NOW,
)
APPROVALS = ApprovalsPage(repairs=(WAITING,), write_offs=())

LABELS = LabelsPage(
    (
        LabelView(
            device_no="RZ-JLY-0006",
            kind="执法记录仪",
            unit_name="水政监察大队",
            code="2345-6789-F",
            drawing=draw("https://liuhen.example/d/23456789F"),
        ),
    )
)
NO_LABELS = LabelsPage(())

EQUIPMENT = EquipmentPage(
    units=(
        UnitEquipment(
            unit_id=ID,
            unit_name="水政监察大队",
            officers=3,
            kinds=(
                KindFigures(
                    kind=DeviceKind.BODY_CAMERA,
                    serviceable=2,
                    faulty=1,
                    lost=0,
                    per_officer=Decimal("0.67"),
                    per_hundred=Decimal("66.7"),
                    verdict=refuse("每 1 名执法人员至少 1 台，还差 1 台。"),
                ),
                KindFigures(
                    kind=DeviceKind.CAMCORDER,
                    serviceable=0,
                    faulty=0,
                    lost=0,
                    per_officer=None,
                    per_hundred=None,
                    verdict=None,
                ),
            ),
            rule=(),
        ),
    ),
    costs=(YearCost("水政监察大队", None, 2, Decimal(0)),),
    basis=("音像记录管理制度第三条：配备比例另有规定",),
    is_unloaded=True,
    unit_name="汝州市水利局",
    shown_at=NOW,
)

PAGES = {
    "device": ("devices/show.html", DEVICE),
    "devices": ("devices/index.html", DEVICES),
    "devices, none": ("devices/index.html", NO_DEVICES),
    "device, serviced": ("devices/show.html", SERVICED_DEVICE),
    "device approvals": ("devices/approvals.html", APPROVALS),
    "device equipment": ("devices/equipment.html", EQUIPMENT),
    "device form": ("forms/page.html", FORM),
    "device labels": ("devices/labels.html", LABELS),
    "device labels, none": ("devices/labels.html", NO_LABELS),
    "device sheet": ("devices/sheet.html", SHEET),
    "device sheet, empty": ("devices/sheet.html", EMPTY_SHEET),
}
