"""The forms about who handles a case."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.cases.contents import handlers_of
from app.cases.fields import LONGEST_NOTE
from app.cases.handlers import (
    IS_MAIN,
    add_handler,
    candidates,
    change_main_handler,
    end_handler,
)
from app.cases.queries import CaseDetail
from app.errors import ConflictError, NotFoundError
from app.policy.decision import Decision
from app.routers.case_doors import address_of, hidden_in, open_form, take_form, trail_to
from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.forms import Option
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case_id}/handlers/new", name="case_handler_new")
async def show_new_handler(case_id: UUID, visit: VisitDep) -> Response:
    """Ask who shall handle the case too."""
    return await open_form(visit, case_id, partial(_handler_form, visit))


@router.post("/cases/{case_id}/handlers/new")
async def take_new_handler(case_id: UUID, visit: VisitDep) -> Response:
    """Add a handler."""

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await add_handler(
            visit.session,
            visit.visitor.actor,
            case_id,
            UUID(values["person"]),
            seen_revision=seen,
            now=visit.now,
        )

    return await take_form(visit, case_id, partial(_handler_form, visit), verb)


@router.get("/cases/{case_id}/handlers/main", name="case_main_handler")
async def show_main_handler(case_id: UUID, visit: VisitDep) -> Response:
    """Ask who shall be the main handler."""
    return await open_form(visit, case_id, partial(_main_form, visit))


@router.post("/cases/{case_id}/handlers/main")
async def take_main_handler(case_id: UUID, visit: VisitDep) -> Response:
    """Change the main handler."""

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await change_main_handler(
            visit.session,
            visit.visitor.actor,
            case_id,
            UUID(values["person"]),
            seen_revision=seen,
            now=visit.now,
        )

    return await take_form(visit, case_id, partial(_main_form, visit), verb)


@router.get("/cases/{case_id}/handlers/{person_id}/end", name="case_handler_end")
async def show_end(case_id: UUID, person_id: UUID, visit: VisitDep) -> Response:
    """Ask why somebody shall handle the case no more, and say what that ends."""
    return await open_form(visit, case_id, partial(_end_form, visit, person_id))


@router.post("/cases/{case_id}/handlers/{person_id}/end")
async def end(case_id: UUID, person_id: UUID, visit: VisitDep) -> Response:
    """Let somebody handle the case no more; oneself loses sight of it by that."""

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await end_handler(
            visit.session,
            visit.visitor.actor,
            case_id,
            person_id,
            values["why"],
            seen_revision=seen,
            now=visit.now,
        )

    is_oneself = person_id == visit.visitor.actor.id
    onward = "/cases" if is_oneself else address_of(case_id)
    return await take_form(
        visit, case_id, partial(_end_form, visit, person_id), verb, onward=onward
    )


async def _end_form(visit: Visit, person_id: UUID, detail: CaseDetail) -> FormPage:
    """Return the form.

    Raises:
        NotFoundError: that person does not handle the case.
        ConflictError: it is the main handler.
    """
    lines = await handlers_of(visit.session, detail.id)
    line = next((one for one in lines if one.person_id == person_id and not one.until), None)
    if line is None:
        raise NotFoundError
    if line.is_main:
        raise ConflictError(IS_MAIN)
    is_oneself = person_id == visit.visitor.actor.id
    whose = "您" if is_oneself else f"{line.full_name}"
    return FormPage(
        title="退出案件",
        lead=(
            f"退出以后，{whose}不再承办本案，凭承办人身份进行的查阅随即结束，也不能再直接查阅本案案卷。"
            "承办的起止时间和退出的原因保留在案件里；退错了的，可以用“增加承办人”重新加入。"
        ),
        trail=trail_to(detail),
        groups=(Group("", (Field("why", "退出的原因", FieldKind.AREA, longest=LONGEST_NOTE),)),),
        submit="退出案件",
        back=address_of(detail.id),
        facts=(
            ("案号", detail.case_no),
            ("案件名称", detail.title),
            ("承办人", f"{line.full_name} {line.post}".strip()),
        ),
        is_grave=True,
        hidden=hidden_in(detail),
    )


async def _handler_form(visit: Visit, detail: CaseDetail) -> FormPage:
    lines = await handlers_of(visit.session, detail.id)
    present = {line.person_id for line in lines if not line.until}
    return FormPage(
        title="增加承办人",
        lead="承办人可以查看、办理本案，直接查阅本案案卷。",
        trail=trail_to(detail),
        groups=(Group("", (await _person_field(visit, detail, "承办人", without=present),)),),
        submit="增加承办人",
        back=address_of(detail.id),
        hidden=hidden_in(detail),
    )


async def _main_form(visit: Visit, detail: CaseDetail) -> FormPage:
    lines = await handlers_of(visit.session, detail.id)
    main = next((line for line in lines if line.is_main and not line.until), None)
    without = {main.person_id} if main else set()
    verb = "变更主办人" if main else "确定主办人"
    former = "原主办人仍为承办人，不再承办的，变更以后再办理退出。" if main else ""
    return FormPage(
        title=verb,
        lead=f"一个案件有一名主办人。{former}",
        trail=trail_to(detail),
        groups=(Group("", (await _person_field(visit, detail, "新的主办人", without=without),)),),
        submit=verb,
        back=address_of(detail.id),
        facts=(("现主办人", main.full_name if main else "无"),),
        hidden=hidden_in(detail),
    )


async def _person_field(
    visit: Visit, detail: CaseDetail, label: str, *, without: set[UUID]
) -> Field:
    people = await candidates(visit.session, [detail.unit_id], now=visit.now)
    return Field(
        "person",
        label,
        FieldKind.CHOICE,
        options=tuple(
            Option(str(one.id), f"{one.full_name} {one.post}".strip())
            for one in people
            if one.id not in without
        ),
        help=f"{detail.unit_name}的在职人员。",
    )
