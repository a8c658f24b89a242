"""The forms about a case itself: its facts, its next step, reopening."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.binding import look_before_binding
from app.cases.changing import CaseFacts, correct_facts
from app.cases.fields import LONGEST, LONGEST_NOTE
from app.cases.moving import act_of_step, may_reopen, may_step, move_case, reopen_case
from app.cases.queries import CaseDetail, Entrance
from app.clock import day_of
from app.errors import NotFoundError
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_step_forms import form_of_step
from app.policy.case_words import CaseState, ControlMark, SecurityClass
from app.policy.decision import Decision
from app.routers import case_words
from app.routers.case_binding_words import facts_before_binding
from app.routers.case_doors import address_of, hidden_in, open_form, take_form, trail_to
from app.routers.case_step_fields import step_groups, step_in
from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.forms import Option
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
MARK = "mark-"
CLASSES = tuple(Option(one.value, one.label) for one in SecurityClass)
REOPENING = Entrance(may_reopen, Act.CASE_KEEP_FILE)


@router.get("/cases/{case_id}/facts", name="case_facts")
async def show_facts(case_id: UUID, visit: VisitDep) -> Response:
    """Show what is written of a case as a form."""
    return await open_form(visit, case_id, facts_form)


@router.post("/cases/{case_id}/facts")
async def take_facts(case_id: UUID, visit: VisitDep) -> Response:
    """Correct what is written of a case."""

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await correct_facts(
            visit.session,
            visit.visitor.actor,
            case_id,
            facts_in(values),
            seen_revision=seen,
            now=visit.now,
        )

    return await take_form(visit, case_id, facts_form, verb)


@router.get("/cases/{case_id}/steps/{state}", name="case_step")
async def show_step(case_id: UUID, state: str, visit: VisitDep) -> Response:
    """Say what a step means before it is taken."""
    then = state_in(state)
    return await open_form(visit, case_id, partial(step_form, visit, then), _entrance_of(then))


@router.post("/cases/{case_id}/steps/{state}")
async def take_step(case_id: UUID, state: str, visit: VisitDep) -> Response:
    """Take a step."""
    then = state_in(state)

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await move_case(
            visit.session,
            visit.visitor.actor,
            case_id,
            then,
            step_in(values),
            seen_revision=seen,
            now=visit.now,
        )

    return await take_form(
        visit, case_id, partial(step_form, visit, then), verb, _entrance_of(then)
    )


@router.get("/cases/{case_id}/reopening", name="case_reopening")
async def show_reopening(case_id: UUID, visit: VisitDep) -> Response:
    """Ask why a case is opened again."""
    return await open_form(visit, case_id, reopening_form, REOPENING)


@router.post("/cases/{case_id}/reopening")
async def take_reopening(case_id: UUID, visit: VisitDep) -> Response:
    """Begin another version of the file."""

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await reopen_case(
            visit.session,
            visit.visitor.actor,
            case_id,
            values["reason"],
            seen_revision=seen,
            now=visit.now,
        )

    return await take_form(visit, case_id, reopening_form, verb, REOPENING)


async def facts_form(detail: CaseDetail) -> FormPage:
    """Return the form with what is written of a case."""
    return FormPage(
        title="更正案件信息",
        lead=(
            "案号、办案程序和立案日期在“更正立案登记”里更正。"
            "每次更正都记入审计台账，原来的内容同时保留。"
        ),
        trail=trail_to(detail),
        groups=(
            Group(
                "",
                (
                    Field("title", "案件名称", longest=LONGEST, value=detail.title),
                    Field("cause", "案由", longest=LONGEST, value=detail.cause),
                    Field(
                        "place",
                        "案发地点",
                        is_required=False,
                        longest=LONGEST,
                        value=detail.place,
                    ),
                    Field(
                        "note",
                        "备注",
                        FieldKind.AREA,
                        is_required=False,
                        longest=LONGEST_NOTE,
                        value=detail.note,
                    ),
                ),
            ),
            Group("保密和控制", care_fields(detail.security_class, detail.control_marks)),
        ),
        submit="保存更正",
        back=address_of(detail.id),
        hidden=hidden_in(detail),
    )


async def step_form(visit: Visit, then: CaseState, detail: CaseDetail) -> FormPage:
    """Return the page that says what a step means and asks when it was taken."""
    words = case_words.STEPS[then]
    told: tuple[tuple[str, str], ...] = ()
    if then is CaseState.FILE_BOUND:
        told = facts_before_binding(await look_before_binding(visit.session, detail.id))
    return FormPage(
        title=words.verb,
        lead=words.lead,
        trail=trail_to(detail),
        groups=step_groups(form_of_step(detail.state, then), day_of(visit.now)),
        submit=words.verb,
        back=address_of(detail.id),
        facts=(
            ("案号", detail.case_no),
            ("案件名称", detail.title),
            ("现在", detail.state.label),
            ("之后", then.label),
            *told,
        ),
        is_grave=words.is_grave,
        hidden=hidden_in(detail),
    )


async def reopening_form(detail: CaseDetail) -> FormPage:
    """Return the form that asks why a case is opened again."""
    return FormPage(
        title="重新立案",
        lead=(
            "已经立卷的一版案卷保持原样，另立新的一版；没有编入的草稿和未通过检查的文件转入"
            "新的一版；案件回到调查取证。"
        ),
        trail=trail_to(detail),
        groups=(
            Group(
                "",
                (
                    Field(
                        "reason",
                        "重新立案的原因",
                        FieldKind.AREA,
                        longest=LONGEST_NOTE,
                        help="例如：复议决定撤销原处罚决定，责令重新作出行政行为；写明文号。",
                    ),
                ),
            ),
        ),
        submit="重新立案",
        back=address_of(detail.id),
        facts=(
            ("案号", detail.case_no),
            ("案件名称", detail.title),
            ("现在", detail.state.label),
        ),
        hidden=hidden_in(detail),
    )


def care_fields(security_class: SecurityClass, marks: tuple[ControlMark, ...]) -> tuple[Field, ...]:
    """Return the fields that say with how much care a file is handled."""
    return (
        Field(
            "security_class",
            "密级",
            FieldKind.CHOICE,
            options=CLASSES,
            value=security_class.value,
        ),
        *(
            Field(
                f"{MARK}{mark.value}",
                mark.label,
                FieldKind.CHECK,
                is_required=False,
                value="on" if mark in marks else "",
            )
            for mark in ControlMark
        ),
    )


def marks_in(values: Mapping[str, Any]) -> tuple[ControlMark, ...]:
    """Return the marks whose boxes were ticked."""
    return tuple(mark for mark in ControlMark if values.get(f"{MARK}{mark.value}"))


def facts_in(values: Mapping[str, Any]) -> CaseFacts:
    """Return what a form says about a case."""
    return CaseFacts(
        title=values["title"],
        cause=values["cause"],
        place=values["place"],
        note=values["note"],
        security_class=SecurityClass(values["security_class"]),
        control_marks=marks_in(values),
    )


def state_in(text: str) -> CaseState:
    """Return the state that an address names.

    Raises:
        NotFoundError: no step leads to it.
    """
    if text not in set(case_words.STEPS):
        raise NotFoundError
    return CaseState(text)


def _entrance_of(then: CaseState) -> Entrance:
    async def may(session: AsyncSession, actor: Actor, case: Any) -> Decision:
        return await may_step(session, actor, case, then)

    return Entrance(may, act_of_step(then))
