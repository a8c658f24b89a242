"""授权代行: who stands in for whom, recorded and withdrawn by leaders."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.clock import day_of
from app.delegations.actions import NewDelegation, record_delegation, withdraw_delegation
from app.delegations.queries import (
    DelegationLine,
    LentRole,
    candidates,
    list_delegations,
    roles_to_lend,
)
from app.people.authority import Extent, extent_of, open_list
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import DelegationState, Role
from app.routers import labels, pages
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import (
    WHOLE_FORM,
    Field,
    FieldKind,
    FormPage,
    Group,
    Mistakes,
    attempt,
    show,
)
from app.routers.form_reading import Entered
from app.routers.forms import FieldError, Option, read_fields
from app.routers.labels import Tag
from app.routers.visit import VisitDep
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """One line with its state as a tag; ``may_withdraw`` offers the button."""

    line: DelegationLine
    role: str
    state: Tag
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class DelegationsPage:
    """Context of ``delegations/index.html``."""

    rows: tuple[DelegationRow, ...]
    may_record: bool
    older: str | None


@router.get("/delegations", name="delegations")
async def show_delegations(
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
    older_than: UUID | None = None,
) -> Response:
    """Show the delegations the visitor may know of, newest first."""
    opened = await open_list(session, visitor.actor, Act.DELEGATION_KNOW)
    if isinstance(opened, Decision):
        return refusal(request, opened)
    found = await list_delegations(
        session, visitor.actor, opened, day_of(now), older_than=older_than
    )
    oneself = visitor.actor.standing_in_for(None)
    keeps = await extent_of(session, oneself, Act.DELEGATION_RECORD)
    view = DelegationsPage(
        rows=tuple(_row(line, keeps) for line in found.lines),
        may_record=bool(keeps),
        older=f"/delegations?older_than={found.older}" if found.older else None,
    )
    return pages.page(request, visitor.badge, "delegations/index.html", view)


@router.get("/delegations/new", name="delegation_new")
async def show_new(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the empty form."""
    form = await _form(session, visitor, day_of(now), {"from": str(day_of(now))})
    if isinstance(form, Decision):
        return refusal(request, form)
    return show(request, visitor.badge, form)


@router.post("/delegations/new", name="delegation_record")
async def record(visit: VisitDep) -> Response:
    """Record who stands in; what is refused is said on the form."""
    request, session, visitor, now = visit.request, visit.session, visit.visitor, visit.now
    fields = await read_fields(request)
    form = await _form(session, visitor, day_of(now), fields)
    if isinstance(form, Decision):
        return refusal(request, form)
    new, errors = _new(fields, form)
    if new is None:
        return show(request, visitor.badge, replace(form, errors=errors))
    outcome = await attempt(session, record_delegation(session, visitor.actor, new, now=now))
    if isinstance(outcome, Mistakes):
        return show(request, visitor.badge, replace(form, errors=outcome.errors))
    if isinstance(outcome, Decision):
        errors = (FieldError(WHOLE_FORM, outcome.reason),)
        return show(request, visitor.badge, replace(form, errors=errors))
    return pages.see_other(request, "/delegations")


@router.post("/delegations/{delegation_id}/withdrawal", name="delegation_withdrawal")
async def withdraw(delegation_id: UUID, visit: VisitDep) -> Response:
    """Withdraw a delegation; it bites on the delegate's next request."""
    decision = await withdraw_delegation(
        visit.session, visit.visitor.actor, delegation_id, now=visit.now
    )
    if not decision.allowed:
        return refusal(visit.request, decision)
    return pages.see_other(visit.request, "/delegations")


def _row(line: DelegationLine, keeps: Extent) -> DelegationRow:
    is_open = line.state in {DelegationState.COMING, DelegationState.RUNNING}
    return DelegationRow(
        line,
        labels.ROLES[line.role],
        labels.DELEGATION_STATES[line.state],
        may_withdraw=is_open and line.unit_id in keeps.units,
    )


async def _form(
    session: SessionDep, visitor: Visitor, day: date, values: Mapping[str, str]
) -> FormPage | Decision:
    """Return the form with whom the visitor may choose, or the refusal."""
    oneself = visitor.actor.standing_in_for(None)
    opened = await open_list(session, oneself, Act.DELEGATION_RECORD)
    if isinstance(opened, Decision):
        return opened
    lent = await roles_to_lend(session, opened, oneself, day)
    people = await candidates(session, opened, oneself, day)
    fields = (
        Field(
            "power",
            "授权人和岗位",
            FieldKind.CHOICE,
            options=tuple(_power(one) for one in lent),
            help="谁不在岗，由他人代行他的哪个岗位。",
        ),
        Field(
            "delegate",
            "代行人",
            FieldKind.CHOICE,
            options=tuple(
                Option(str(one.person_id), f"{one.full_name} {one.post}".strip(), one.unit_name)
                for one in people
            ),
        ),
        Field("from", "开始日期", FieldKind.DAY),
        Field("until", "最后一天", FieldKind.DAY, help="包括当天；到期自动终止。"),
        Field(
            "document",
            "书面委托",
            longest=200,
            help="文件名称和文号，例如：关于出差期间工作委托的通知（汝水〔2026〕30号）。",
        ),
        Field("reason", "事由", FieldKind.AREA, longest=500),
    )
    return FormPage(
        title="登记授权代行",
        lead="领导不在岗时，凭书面委托由他人代行职权。代行人的每一步都记明代谁办理；代行的职权不能再转授。",
        trail=(("首页", "/"), ("授权代行", "/delegations")),
        groups=(Group("", fields),),
        submit="登记授权",
        back="/delegations",
        notes=(
            "机关主要负责人的职权由本人登记授权，不列在其他领导的选项中；本人不能办理的，由上级单位的领导登记。",
            "代行人不能批准自己提出的申请，也不能批准授权人提出的申请。",
            "系统、安全、审计三员不代行业务岗位，三员的岗位也不能由他人代行（三员分立）。",
        ),
        values=values,
    )


def _power(one: LentRole) -> Option:
    value = f"{one.person_id} {one.unit_id} {one.role.value}"
    return Option(value, f"{one.full_name}：{labels.ROLES[one.role]}", one.unit_name)


def _new(
    fields: Mapping[str, str], form: FormPage
) -> tuple[NewDelegation | None, tuple[FieldError, ...]]:
    entered = Entered(fields)
    power = entered.text("power")
    offered = {
        option.value for field in form.fields if field.name == "power" for option in field.options
    }
    from_on, until_on = entered.day("from", "开始日期"), entered.day("until", "最后一天")
    delegate_id = entered.key("delegate", "代行人")
    document = entered.needed("document", "书面委托的名称和文号")
    reason = entered.needed("reason", "事由")
    errors = entered.errors
    if power not in offered:
        errors = (FieldError("power", "请从列表中选择授权人和岗位。"), *errors)
    people = {option.value for option in form.fields[1].options}
    if str(delegate_id) not in people and "delegate" not in {error.field for error in errors}:
        errors = (*errors, FieldError("delegate", "请从列表中选择代行人。"))
    if errors:
        return None, errors
    principal, unit, role = power.split(" ")
    return (
        NewDelegation(
            UUID(principal),
            delegate_id,
            UUID(unit),
            Role(role),
            from_on,
            until_on,
            document,
            reason,
        ),
        (),
    )
