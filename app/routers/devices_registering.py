"""The doors that register a device, correct its registration and move it to another unit."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.devices.registry import DeviceFacts, change, register
from app.devices.servicing import may_enter
from app.devices.transferring import transfer
from app.errors import InvalidInputError
from app.numerals import narrow
from app.people.authority import open_list
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.servicing import ServiceAct
from app.policy.vocabulary import DeviceKind
from app.routers import pages
from app.routers.deps import NowDep, SessionDep
from app.routers.devices_access import may_change
from app.routers.devices_fields import change_form, new_form, place_field, transfer_form
from app.routers.errors import refusal
from app.routers.form_page import show
from app.routers.form_reading import read_form
from app.routers.forms import FieldError, read_fields
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)


@router.get("/devices/new", name="new_device")
async def show_new(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show the empty form."""
    opened = await open_list(session, visitor.actor, Act.DEVICE_REGISTER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    form = new_form(await place_field(session, opened.units))
    return show(request, visitor.badge, form)


@router.post("/devices/new", name="register_device")
async def take_new(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Register a device and go on to its page."""
    opened = await open_list(session, visitor.actor, Act.DEVICE_REGISTER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    form = new_form(await place_field(session, opened.units))
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
    form = await change_form(session, detail)
    return show(request, visitor.badge, form)


@router.post("/devices/{device_id}/change", name="change_device_post")
async def take_change(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Correct the registration."""
    detail, decision = await may_change(session, visitor.actor, device_id, tried_at=now)
    if not decision.allowed:
        return refusal(request, decision)
    form = await change_form(session, detail)
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
    form = await transfer_form(session, visitor, detail)
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
    form = await transfer_form(session, visitor, detail)
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


def _place(value: str) -> tuple[UUID, UUID | None]:
    unit, _, section = value.partition("/")
    return UUID(unit), UUID(section) if section else None


def _facts(values: Mapping[str, Any], section_id: UUID | None) -> DeviceFacts:
    read = {"kind": DeviceKind(values["kind"]), "gb28181_no": narrow(values["gb28181_no"])}
    return DeviceFacts(**{**values, **read}, section_id=section_id)


def _field_error(error: InvalidInputError) -> FieldError:
    return FieldError(str(error.fields["field"]), error.message)
