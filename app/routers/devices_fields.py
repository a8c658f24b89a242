"""What the forms of the device registry ask, as data: register, correct, transfer."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.listing import sections_in
from app.devices.places import sections_of
from app.devices.queries import DeviceDetail
from app.people.authority import extent_of
from app.people.queries import unit_names
from app.policy.acts import Act
from app.routers import labels
from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.forms import Option
from app.routers.visitor import VisitorDep

TRAIL = (("首页", "/"), ("设备台账", "/devices"))
KINDS = tuple(Option(kind.value, words) for kind, words in labels.DEVICE_KINDS.items())


def _fact_fields(detail: DeviceDetail | None = None) -> tuple[Field, ...]:
    def text(name: str) -> str:
        value = getattr(detail, name) if detail else None
        return "" if value is None else str(value)

    return (
        Field("device_no", "设备编号", value=text("device_no"), help="全系统内不能重复。"),
        Field("kind", "种类", FieldKind.CHOICE, options=KINDS, value=text("kind")),
        Field("model", "型号", is_required=False, value=text("model")),
        Field("maker", "生产厂家", is_required=False, value=text("maker")),
        Field("serial_no", "出厂编号", is_required=False, value=text("serial_no")),
        Field(
            "gb28181_no",
            "国标编码",
            is_required=False,
            value=text("gb28181_no"),
            help="GB/T 28181 的 20 位数字编码，没有可不填。",
        ),
        Field("cost", "费用（元）", FieldKind.MONEY, is_required=False, value=text("cost")),
        Field(
            "budget_year",
            "预算年度",
            FieldKind.NUMBER,
            is_required=False,
            value=text("budget_year"),
            help="购置经费列入哪一年的预算。",
        ),
        Field(
            "acquired_on", "购置日期", FieldKind.DAY, is_required=False, value=text("acquired_on")
        ),
    )


def new_form(place: Field) -> FormPage:
    """Return the empty form; ``place`` asks where the device belongs."""
    return FormPage(
        title="登记设备",
        lead="登记后生成标签编码，可以打印标签贴在设备上。",
        trail=TRAIL,
        groups=(Group("", (place, *_fact_fields())),),
        submit="登记",
        back="/devices",
    )


async def change_form(session: AsyncSession, detail: DeviceDetail) -> FormPage:
    """Return the form that corrects a registration."""
    sections = await sections_of(session, detail.unit_id)
    section = Field(
        "section",
        "科室",
        FieldKind.CHOICE,
        is_required=False,
        options=tuple(Option(str(key), name) for key, name in sections),
        value=str(detail.section_id or ""),
    )
    return FormPage(
        title="修改登记",
        lead="修改前后的内容都会写入台账。换单位请用“调拨”。",
        trail=(*TRAIL, (detail.device_no, f"/devices/{detail.id}")),
        groups=(Group("", (*_fact_fields(detail), section)),),
        submit="保存",
        back=f"/devices/{detail.id}",
    )


async def transfer_form(
    session: AsyncSession, visitor: VisitorDep, detail: DeviceDetail
) -> FormPage:
    """Return the form that asks to which other unit a device goes."""
    extent = await extent_of(session, visitor.actor, Act.DEVICE_REGISTER)
    others = extent.units - {detail.unit_id}
    return FormPage(
        title="调拨",
        lead=f"设备现在属于{detail.unit_name}。调拨会写入台账，只有没有人领用的设备才能调拨。",
        trail=(*TRAIL, (detail.device_no, f"/devices/{detail.id}")),
        groups=(
            Group(
                "",
                (
                    await place_field(session, others),
                    Field("reason", "调拨原因", FieldKind.AREA, longest=500),
                ),
            ),
        ),
        submit="调拨",
        back=f"/devices/{detail.id}",
        warning="" if others else "没有您管理设备的其他单位，不能调拨。",
    )


async def place_field(session: AsyncSession, units: frozenset[UUID]) -> Field:
    """Return a choice of units and their sections; both in one field, so they always agree."""
    names = await unit_names(session, units)
    options = [(str(key), name) for key, name in names.items()]
    sections = await sections_in(session, units)
    options += [(f"{unit}/{key}", name) for unit, key, name in sections]
    return Field(
        "place",
        "单位和科室",
        FieldKind.CHOICE,
        options=tuple(Option(*item) for item in sorted(options, key=lambda item: item[1])),
        value=str(next(iter(units))) if len(units) == 1 else "",
    )
