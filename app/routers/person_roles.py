"""Give and end roles: each act is a page with one form."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.clock import day_of
from app.people.authority import extent_of
from app.people.finding import PersonDetail, find_person
from app.people.queries import unit_names
from app.people.roles import end_role, find_assignment, grant_role, may_assign
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.excluding import HeldRole
from app.policy.vocabulary import Role
from app.routers import labels, pages
from app.routers.confirmation import ConfirmedDep
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import Field, FieldKind, FormPage, Group, Mistakes, attempt, show
from app.routers.form_reading import Entered
from app.routers.forms import Option, read_fields
from app.routers.people_choices import ROLES, unit_choices
from app.routers.visit import ConfirmedVisitDep, VisitDep
from app.routers.visitor import Visitor, VisitorDep
from app.searching.handled import index_given_up

router = APIRouter(include_in_schema=False)
AT_ONCE, WITH_DAY = "at_once", "with_day"
_ENDS = (
    Option(WITH_DAY, "到最后一天结束时（24:00）"),
    Option(AT_ONCE, "立即终止"),
)


@router.get("/people/{person_id}/roles/new", name="person_role_new")
async def show_grant(
    person_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the form that gives a role."""
    detail = await find_person(session, visitor.actor, person_id)
    refused = await may_assign(session, visitor.actor, detail.unit_id, detail.id, now=now)
    if refused:
        return refusal(request, refused)
    values = {"unit": str(detail.unit_id), "from": str(day_of(now))}
    return show(request, visitor.badge, await _grant_form(session, visitor, detail, values))


@router.post("/people/{person_id}/roles", name="person_roles")
async def grant(
    person_id: UUID, request: Request, session: SessionDep, visitor: ConfirmedDep, now: NowDep
) -> Response:
    """Give a role."""
    detail = await find_person(session, visitor.actor, person_id)
    fields = await read_fields(request)
    entered = Entered(fields)
    wanted = HeldRole(
        role=entered.member("role", Role, "岗位"),
        unit_id=entered.key("unit", "单位"),
        from_on=entered.day("from", "开始日期"),
        until_on=entered.maybe_day("until", "最后一天"),
    )
    outcome: UUID | Decision | Mistakes | None
    outcome = await may_assign(session, visitor.actor, detail.unit_id, detail.id, now=now)
    if outcome is None:
        outcome = Mistakes(entered.errors)
        if not entered.problems:
            outcome = await attempt(
                session, grant_role(session, visitor.actor, detail, wanted, now=now)
            )
            if isinstance(outcome, UUID):
                await index_given_up(session, detail.id, now=now)
    if isinstance(outcome, Mistakes):
        form = await _grant_form(session, visitor, detail, fields)
        return show(request, visitor.badge, replace(form, errors=outcome.errors))
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/people/{person_id}")


@router.get("/people/{person_id}/roles/{assignment_id}/end", name="person_role_end")
async def show_end(person_id: UUID, assignment_id: UUID, visit: VisitDep) -> Response:
    """Show the form that ends a role."""
    request, session, visitor, now = visit.request, visit.session, visit.visitor, visit.now
    detail = await find_person(session, visitor.actor, person_id)
    row = await find_assignment(session, detail, assignment_id)
    refused = await may_assign(session, visitor.actor, row.unit_id, detail.id, now=now)
    if refused:
        return refusal(request, refused)
    values = {"when": WITH_DAY, "until": str(day_of(now))}
    form = await _end_form(session, detail, assignment_id, values)
    return show(request, visitor.badge, form)


@router.post("/people/{person_id}/roles/{assignment_id}/end")
async def end(person_id: UUID, assignment_id: UUID, visit: ConfirmedVisitDep) -> Response:
    """End a role."""
    request, session, visitor, now = visit.request, visit.session, visit.visitor, visit.now
    detail = await find_person(session, visitor.actor, person_id)
    row = await find_assignment(session, detail, assignment_id)
    fields = await read_fields(request)
    entered = Entered(fields)
    last_day = None if entered.text("when") == AT_ONCE else entered.day("until", "最后一天")
    outcome: Decision | Mistakes | None
    outcome = await may_assign(session, visitor.actor, row.unit_id, detail.id, now=now)
    if outcome is None:
        outcome = Mistakes(entered.errors)
        if not entered.problems:
            act = end_role(session, visitor.actor, detail, assignment_id, last_day, now=now)
            outcome = await attempt(session, act)
    if isinstance(outcome, Mistakes):
        form = await _end_form(session, detail, assignment_id, fields)
        return show(request, visitor.badge, replace(form, errors=outcome.errors))
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/people/{person_id}")


async def _grant_form(
    session: SessionDep, visitor: Visitor, detail: PersonDetail, values: Mapping[str, str]
) -> FormPage:
    reach = await extent_of(session, visitor.actor, Act.PERSON_ASSIGN_ROLE)
    units = await unit_choices(session, reach.units)
    fields = (
        Field("role", "岗位", FieldKind.CHOICE, options=ROLES),
        Field("unit", "单位", FieldKind.CHOICE, options=units),
        Field("from", "开始日期", FieldKind.DAY),
        Field("until", "最后一天", FieldKind.DAY, is_required=False, help="不限期的留空"),
    )
    home = f"/people/{detail.id}"
    return FormPage(
        title=f"设置岗位：{detail.full_name}",
        lead="岗位从开始日期起生效，下一次操作时就按新的权限办理。",
        trail=(("首页", "/"), ("人员名册", "/people"), (detail.full_name, home)),
        action=f"{home}/roles",
        groups=(Group("", fields),),
        submit="设置岗位",
        back=home,
        notes=(
            "系统、安全、审计三员由三人分任，不兼业务岗位；审核与承办、检查与被检查不由同一人担任。",
            "设置为三员之一的，从设置之时起退出所承办的案件。",
        ),
        values=values,
    )


async def _end_form(
    session: SessionDep, detail: PersonDetail, assignment_id: UUID, values: Mapping[str, str]
) -> FormPage:
    row = await find_assignment(session, detail, assignment_id)
    names = await unit_names(session, [row.unit_id])
    words = labels.ROLES[Role(row.role)]
    home = f"/people/{detail.id}"
    return FormPage(
        title=f"终止岗位：{detail.full_name}",
        lead=f"“{names[row.unit_id]}”的“{words}”，从 {row.from_on} 起"
        + (f"，到 {row.until_on} 为止。" if row.until_on else "，不限期。"),
        trail=(("首页", "/"), ("人员名册", "/people"), (detail.full_name, home)),
        action=f"{home}/roles/{assignment_id}/end",
        groups=(
            Group(
                "",
                (
                    Field("when", "何时终止", FieldKind.CHOICE, options=_ENDS),
                    Field(
                        "until",
                        "最后一天",
                        FieldKind.DAY,
                        is_required=False,
                        help="当天仍然有效，到当天 24:00 终止；最早填今天。立即终止的不用填",
                    ),
                ),
            ),
        ),
        submit="终止岗位",
        back=home,
        notes=(
            "立即终止的，提交以后就不能再凭这个岗位办理；正在登录的本人下一次操作时会看到说明。",
            "立即终止的，名册上的最后一天是昨天，今天才开始的不再列出；终止的时刻记在台账里。",
            "已经办理的事项不受影响。",
        ),
        is_grave=True,
        values=values,
    )
