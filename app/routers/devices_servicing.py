"""The doors of the forms about a device's condition: each form is an address below its device."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.queries import DeviceDetail
from app.devices.servicing import may_enter
from app.devices.waiting import WaitingRequest, waiting_repairs, waiting_write_offs
from app.errors import InvalidInputError
from app.people.authority import Extent, extent_of
from app.people.queries import pack_of_unit
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.grounds import articles
from app.routers import display, labels, pages
from app.routers.deps import NowDep, SessionDep
from app.routers.devices_service_forms import FORMS, ServiceForm, begin_with
from app.routers.errors import refusal
from app.routers.form_page import FormPage, Group
from app.routers.form_page import show as show_form
from app.routers.form_reading import read_form
from app.routers.forms import FieldError, read_fields
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
Door = Callable[..., Awaitable[Response]]
WAITING: dict[Act, Callable[[AsyncSession, Extent], Awaitable[tuple[WaitingRequest, ...]]]] = {
    Act.DEVICE_AUTHORISE_REPAIR: waiting_repairs,
    Act.DEVICE_WRITE_OFF: waiting_write_offs,
}
"""Acts that answer a request, and where the request is found."""


def _opens(form: ServiceForm) -> Door:
    async def show(
        device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
    ) -> Response:
        detail, decision = await may_enter(
            session, visitor.actor, device_id, form.act, form.service
        )
        if not decision.allowed:
            return refusal(request, decision)
        page = await _page(session, visitor, form, detail, now)
        return show_form(request, visitor.badge, page)

    return show


def _takes(form: ServiceForm) -> Door:
    async def take(
        device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
    ) -> Response:
        actor = visitor.actor
        detail, decision = await may_enter(
            session, actor, device_id, form.act, form.service, tried_at=now
        )
        if not decision.allowed:
            return refusal(request, decision)
        typed = await read_fields(request)
        values, errors = read_form(form.fields, typed)
        errors += _unexplained(typed)
        if not errors:
            try:
                outcome = await form.verb(session, actor, device_id, values, now)
            except InvalidInputError as error:
                errors = (FieldError(str(error.fields["field"]), error.message),)
            else:
                if isinstance(outcome, Decision):
                    return refusal(request, outcome)
                return pages.see_other(request, f"/devices/{device_id}")
        page = await _page(session, visitor, form, detail, now)
        page = replace(page, values=typed, errors=errors)
        return show_form(request, visitor.badge, page)

    return take


def _unexplained(typed: dict[str, str]) -> tuple[FieldError, ...]:
    """A request may not be turned down without a word."""
    if typed.get("decision") == "no" and typed.get("opinion", "-") == "":
        return (FieldError("opinion", "不同意的，请在“审批意见”中写明理由。"),)
    return ()


async def _page(
    session: AsyncSession, visitor: Visitor, form: ServiceForm, detail: DeviceDetail, now: datetime
) -> FormPage:
    pack = await pack_of_unit(session, detail.unit_id)
    address = f"/devices/{detail.id}"
    name = visitor.person.full_name
    return FormPage(
        title=form.title,
        lead=form.lead,
        trail=(("首页", "/"), ("设备台账", "/devices"), (detail.device_no, address)),
        groups=(
            Group(
                "",
                tuple(
                    replace(asked, value=begin_with(asked, now=now, name=name))
                    for asked in form.fields
                ),
            ),
        ),
        submit=form.submit,
        back=address,
        notes=tuple(f"依据：{citation}" for citation in articles(pack, form.cites)),
        warning=form.warning,
        facts=(
            (
                "设备",
                f"{detail.device_no}，{labels.DEVICE_KINDS[detail.kind]}，{detail.unit_name}",
            ),
            *await _request_facts(session, visitor, form, detail),
        ),
    )


async def _request_facts(
    session: AsyncSession, visitor: Visitor, form: ServiceForm, detail: DeviceDetail
) -> tuple[tuple[str, str], ...]:
    """Return what is to be decided, in the words of who asked."""
    find = WAITING.get(form.act)
    if find is None:
        return ()
    extent = await extent_of(session, visitor.actor, form.act)
    for item in await find(session, extent):
        if item.device_id == detail.id:
            facts = (
                ("情况", item.cause),
                ("拟办", item.plan),
                ("申请人", f"{item.asked_by}，{display.minute(item.asked_at)}"),
            )
            return tuple(fact for fact in facts if fact[1])
    return ()


for _form in FORMS:
    _address = f"/devices/{{device_id}}/{_form.path}"
    _name = f"device_{_form.path.replace('-', '_')}"
    router.add_api_route(_address, _opens(_form), methods=["GET"], name=_name)
    router.add_api_route(_address, _takes(_form), methods=["POST"], name=f"{_name}_post")
