"""The doors that register a device, correct its registration and move it to another unit."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.listing import sections_in
from app.devices.places import sections_of
from app.devices.queries import DeviceDetail
from app.devices.registry import DeviceFacts, change, register
from app.devices.servicing import may_enter
from app.devices.transferring import transfer
from app.errors import InvalidInputError
from app.people.authority import extent_of, open_list
from app.people.queries import unit_names
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.servicing import ServiceAct
from app.policy.vocabulary import DeviceKind
from app.routers import labels, pages
from app.routers.deps import NowDep, SessionDep
from app.routers.devices_access import may_change
from app.routers.errors import refusal
from app.routers.form_page import Field, FieldKind, FormPage, Group, show
from app.routers.form_reading import read_form
from app.routers.forms import FieldError, Option, read_fields
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)
TRAIL = (("首页", "/"), ("设备台账", "/devices"))
KINDS = tuple(Option(kind.value, words) for kind, words in labels.DEVICE_KINDS.items())


@router.get("/devices/new", name="new_device")
async def show_new(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show the empty form."""
    opened = await open_list(session, visitor.actor, Act.DEVICE_REGISTER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    form = _new_form(await _place_field(session, opened.units))
    return show(request, visitor.badge, form)


@router.post("/devices/new", name="register_device")
async def take_new(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Register a device and go on to its page."""
    opened = await open_list(session, visitor.actor, Act.DEVICE_REGISTER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    form = _new_form(await _place_field(session, opened.units))
    typed = await read_fields(request)
    values, errors = read_form(form.fields, typed)
    if not errors:
        unit_id, section_id = _place(values.pop("place"))
        try:
            outcome = await register(
                session, visitor.actor, unit_id, _facts(values, section_id), now
            )
        except InvalidInputError as error:
            errors = (_field_error(error),)
        else:
            if isinstance(outcome, Decision):
                return refusal(request, outcome)
            return pages.see_other(request, f"/devices/{outcome}")
    shown = replace(form, values=typed, errors=errors)
    return show(request, visitor.badge, shown)


@router.get("/devices/{device_id}/change", name="change_device")
async def show_change(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep
) -> Response:
    """Show the registration as a form."""
    detail, decision = await may_change(session, visitor.actor, device_id)
    if not decision.allowed:
        return refusal(request, decision)
    form = await _change_form(session, detail)
    return show(request, visitor.badge, form)


@router.post("/devices/{device_id}/change", name="change_device_post")
async def take_change(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Correct the registration."""
    detail, decision = await may_change(session, visitor.actor, device_id, tried_at=now)
    if not decision.allowed:
        return refusal(request, decision)
    form = await _change_form(session, detail)
    typed = await read_fields(request)
    values, errors = read_form(form.fields, typed)
    if not errors:
        section = values.pop("section")
        facts = _facts(values, UUID(section) if section else None)
        try:
            outcome = await change(session, visitor.actor, device_id, facts, now)
        except InvalidInputError as error:
            errors = (_field_error(error),)
        else:
            if outcome is not None:
                return refusal(request, outcome)
            return pages.see_other(request, f"/devices/{device_id}")
    shown = replace(form, values=typed, errors=errors)
    return show(request, visitor.badge, shown)


@router.get("/devices/{device_id}/transfer", name="transfer_device")
async def show_transfer(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep
) -> Response:
    """Ask to which unit the device goes."""
    detail, decision = await may_enter(
        session, visitor.actor, device_id, Act.DEVICE_CHANGE, ServiceAct.TRANSFER
    )
    if not decision.allowed:
        return refusal(request, decision)
    form = await _transfer_form(session, visitor, detail)
    return show(request, visitor.badge, form)


@router.post("/devices/{device_id}/transfer", name="transfer_device_post")
async def take_transfer(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Move the device."""
    detail, decision = await may_enter(
        session, visitor.actor, device_id, Act.DEVICE_CHANGE, ServiceAct.TRANSFER, tried_at=now
    )
    if not decision.allowed:
        return refusal(request, decision)
    form = await _transfer_form(session, visitor, detail)
    typed = await read_fields(request)
    values, errors = read_form(form.fields, typed)
    if not errors:
        unit_id, section_id = _place(values["place"])
        try:
            outcome = await transfer(
                session,
                visitor.actor,
                device_id,
                to_unit_id=unit_id,
                section_id=section_id,
                reason=values["reason"],
                now=now,
            )
        except InvalidInputError as error:
            errors = (FieldError("place", error.message),)
        else:
            if outcome is not None:
                return refusal(request, outcome)
            return pages.see_other(request, f"/devices/{device_id}")
    shown = replace(form, values=typed, errors=errors)
    return show(request, visitor.badge, shown)


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


def _new_form(place: Field) -> FormPage:
    return FormPage(
        title="登记设备",
        lead="登记后生成标签编码，可以打印标签贴在设备上。",
        trail=TRAIL,
        groups=(Group("", (place, *_fact_fields())),),
        submit="登记",
        back="/devices",
    )


async def _change_form(session: AsyncSession, detail: DeviceDetail) -> FormPage:
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


async def _transfer_form(
    session: AsyncSession, visitor: VisitorDep, detail: DeviceDetail
) -> FormPage:
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
                    await _place_field(session, others),
                    Field("reason", "调拨原因", FieldKind.AREA, longest=500),
                ),
            ),
        ),
        submit="调拨",
        back=f"/devices/{detail.id}",
        warning="" if others else "没有您管理设备的其他单位，不能调拨。",
    )


async def _place_field(session: AsyncSession, units: frozenset[UUID]) -> Field:
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


def _place(value: str) -> tuple[UUID, UUID | None]:
    unit, _, section = value.partition("/")
    return UUID(unit), UUID(section) if section else None


def _facts(values: Mapping[str, Any], section_id: UUID | None) -> DeviceFacts:
    return DeviceFacts(**{**values, "kind": DeviceKind(values["kind"])}, section_id=section_id)


def _field_error(error: InvalidInputError) -> FieldError:
    return FieldError(str(error.fields["field"]), error.message)
