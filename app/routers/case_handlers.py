"""The forms about who handles a case."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.cases.contents import handlers_of
from app.cases.handlers import add_handler, candidates, change_main_handler, end_handler
from app.cases.queries import CaseDetail
from app.policy.decision import Decision
from app.routers.case_doors import address_of, hidden_in, open_form, press, take_form, trail_to
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


@router.post("/cases/{case_id}/handlers/{person_id}/end", name="case_handler_end")
async def end(case_id: UUID, person_id: UUID, visit: VisitDep) -> Response:
    """Let somebody handle the case no more; oneself loses sight of it by that."""

    async def verb(seen: int) -> Decision | None:
        return await end_handler(
            visit.session,
            visit.visitor.actor,
            case_id,
            person_id,
            seen_revision=seen,
            now=visit.now,
        )

    is_oneself = person_id == visit.visitor.actor.id
    return await press(visit, verb, "/cases" if is_oneself else address_of(case_id))


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
