"""Believable pages about devices, for tests that render templates without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.devices.listing import DeviceRow
from app.policy.vocabulary import DeviceKind, DeviceState
from app.routers.devices import HELD, KINDS, STATES, DevicesPage
from app.routers.devices_facts import DeviceFactsView, DeviceHistoryLine, DeviceHistoryView
from app.routers.devices_filters import DeviceFields
from app.routers.devices_page import DeviceView
from app.routers.panels import Panel
from tests.routers.samples import ID, NOW

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
