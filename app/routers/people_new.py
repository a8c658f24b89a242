"""登记人员: one person with roles, and the password that is handed over on paper."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.clock import day_of
from app.people.accounts import issue_password
from app.people.admitting import MAX_TEXT, Applicant, admit_person
from app.people.authority import extent_of, open_list
from app.people.finding import find_person
from app.people.problems import FieldProblem
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.excluding import HeldRole
from app.policy.vocabulary import Employment, Role
from app.routers.confirmation import ConfirmedDep
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import Field, FieldKind, FormPage, Group, Mistakes, attempt, show
from app.routers.form_reading import Entered
from app.routers.forms import Option, read_fields
from app.routers.people_choices import EMPLOYMENTS, ROLES, section_choices, unit_choices
from app.routers.person import show_slips
from app.routers.person_forms import POST, section_field
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
_ROLE_ROWS = ("一", "二", "三")


@router.get("/people/new", name="person_new")
async def show_new(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the empty form."""
    opened = await open_list(session, visitor.actor, Act.PERSON_REGISTER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    values = {
        "unit": str(visitor.person.unit_id),
        "employment": Employment.REGULAR.value,
        "since": str(day_of(now)),
    }
    return show(request, visitor.badge, await _form(session, visitor, values))


@router.post("/people", name="people_admission")
async def admit(
    request: Request,
    session: SessionDep,
    visitor: ConfirmedDep,
    now: NowDep,
) -> Response:
    """Register somebody and show the initial password this once."""
    opened = await open_list(session, visitor.actor, Act.PERSON_REGISTER)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    fields = await read_fields(request)
    entered = Entered(fields)
    applicant = _applicant(entered, now)
    outcome: UUID | Decision | Mistakes = Mistakes(entered.errors)
    if not entered.problems:
        outcome = await attempt(session, admit_person(session, visitor.actor, applicant, now=now))
    if isinstance(outcome, Mistakes):
        form = await _form(session, visitor, fields)
        return show(request, visitor.badge, replace(form, errors=outcome.errors))
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    detail = await find_person(session, visitor.actor, outcome)
    slip = await issue_password(session, visitor.actor, detail, now)
    if isinstance(slip, Decision):
        return refusal(request, slip)
    title = f"{detail.full_name}已登记"
    return show_slips(request, visitor, title, (slip,), f"/people/{outcome}")


def _applicant(entered: Entered, now: NowDep) -> Applicant:
    return Applicant(
        full_name=entered.text("full_name"),
        username=entered.text("username").lower(),
        unit_id=entered.key("unit", "单位"),
        section_id=entered.maybe_key("section"),
        post=entered.text("post"),
        employment=entered.member("employment", Employment, "人员性质"),
        officer_no=entered.text("officer_no") or None,
        since=entered.day("since", "任职开始日期"),
        roles=tuple(
            role
            for number in range(len(_ROLE_ROWS))
            for role in [_role(entered, number, now)]
            if role is not None
        ),
    )


def _role(entered: Entered, number: int, now: NowDep) -> HeldRole | None:
    """Return one row of roles; an empty one is none, the unit defaults to the person's."""
    if not entered.text(f"role_{number}"):
        return None
    unit_id = entered.maybe_key(f"role_unit_{number}") or entered.maybe_key("unit")
    if unit_id is None:
        entered.problems.append(FieldProblem(f"role_unit_{number}", "请选择岗位所在的单位。"))
    return HeldRole(
        unit_id=unit_id or UUID(int=0),
        role=entered.member(f"role_{number}", Role, "岗位"),
        from_on=entered.maybe_day(f"role_from_{number}", "岗位开始日期") or day_of(now),
        until_on=entered.maybe_day(f"role_until_{number}", "岗位最后一天"),
    )


async def _form(session: SessionDep, visitor: Visitor, values: Mapping[str, str]) -> FormPage:
    reach = await extent_of(session, visitor.actor, Act.PERSON_REGISTER)
    units = await unit_choices(session, reach.units)
    sections = await section_choices(session, units)

    facts = (
        Field("full_name", "姓名", longest=MAX_TEXT),
        Field(
            "username",
            "用户名",
            help="登录用：2 至 32 位小写字母或数字，例如 zhang.san",
            longest=MAX_TEXT,
        ),
        Field("unit", "单位", FieldKind.CHOICE, options=units),
        section_field(sections),
        POST,
        Field("employment", "人员性质", FieldKind.CHOICE, options=EMPLOYMENTS),
        Field("officer_no", "执法人员编号", is_required=False, help="没有的留空", longest=MAX_TEXT),
        Field("since", "任职开始日期", FieldKind.DAY),
    )
    roles = tuple(
        Group(f"岗位{words}（可不填）", _role_fields(number, units), is_line=True)
        for number, words in enumerate(_ROLE_ROWS)
    )
    return FormPage(
        title="登记人员",
        lead="登记后系统生成一个初始密码，只显示一次，请打印后当面交给本人。",
        trail=(("首页", "/"), ("人员名册", "/people")),
        action="/people",
        groups=(Group("基本信息", facts), *roles),
        submit="登记并生成初始密码",
        back="/people",
        values=values,
    )


def _role_fields(number: int, units: tuple[Option, ...]) -> tuple[Field, ...]:
    def field(name: str, label: str, kind: FieldKind, **more: Any) -> Field:
        return Field(f"role_{name}{number}", label, kind, is_required=False, **more)

    return (
        field("", "岗位", FieldKind.CHOICE, options=ROLES, blank="不设置"),
        field("unit_", "岗位所在单位", FieldKind.CHOICE, options=units, blank="同所在单位"),
        field("from_", "开始日期", FieldKind.DAY, help="不填为今天"),
        field("until_", "最后一天", FieldKind.DAY, help="不限期的留空"),
    )
