"""The form that corrects what is said of a step: its day, how it ended, under which number."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.fields import LONGEST
from app.cases.moving import act_of_step
from app.cases.queries import CaseDetail, Entrance
from app.cases.step_correcting import (
    StepToCorrect,
    correct_step,
    may_correct,
    step_to_correct,
)
from app.cases.steps import form_of_line, state_of
from app.cases.visibility import find_case
from app.policy.actor import Actor
from app.policy.case_words import CaseState
from app.policy.decision import Decision
from app.routers.case_doors import address_of, hidden_in, open_form, take_form, trail_to
from app.routers.case_forms import state_in
from app.routers.case_step_fields import step_fields, step_in
from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case_id}/steps/{state}/correction", name="case_step_correction")
async def show_correction(case_id: UUID, state: str, visit: VisitDep) -> Response:
    """Show what is said of a step as a form."""
    which = state_in(state)
    return await open_form(visit, case_id, partial(_form, visit, which), _entrance_of(which))


@router.post("/cases/{case_id}/steps/{state}/correction")
async def take_correction(case_id: UUID, state: str, visit: VisitDep) -> Response:
    """Correct what is said of a step."""
    which = state_in(state)

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await correct_step(
            visit.session,
            visit.visitor.actor,
            case_id,
            which,
            step_in(values),
            reason=values["reason"],
            seen_revision=seen,
            now=visit.now,
        )

    return await take_form(visit, case_id, partial(_form, visit, which), verb, _entrance_of(which))


async def _form(visit: Visit, which: CaseState, detail: CaseDetail) -> FormPage:
    case = await find_case(visit.session, visit.visitor.actor, detail.id)
    return correction_form(detail, await step_to_correct(visit.session, case, which))


def correction_form(detail: CaseDetail, step: StepToCorrect) -> FormPage:
    """Return the form with what is said of a step now."""
    said = step.line.detail
    fields = step_fields(
        form_of_line(step.line),
        step.on,
        result=said.get("result", ""),
        number=said.get("number", ""),
        help_=_between(step),
    )
    why = Field(
        "reason",
        "更正的理由",
        FieldKind.AREA,
        longest=LONGEST,
        help="例如与送达回证不一致；写明依据的文书。",
    )
    return FormPage(
        title="更正办理登记",
        lead="只更正登记有误的日期、结果和文号，不改变办理进度。更正前后的内容和理由都记入审计台账。",
        trail=trail_to(detail),
        groups=(Group("", (*fields, why)),),
        submit="保存更正",
        back=address_of(detail.id),
        facts=(
            ("案号", detail.case_no),
            ("案件名称", detail.title),
            ("更正的一步", state_of(step.line).label),
        ),
        hidden=hidden_in(detail),
    )


def _between(step: StepToCorrect) -> str:
    after = f"，不晚于下一步（{step.after}）" if step.after else "，不晚于今天"
    return f"实际办理的日期，不早于上一步（{step.before}）{after}。"


def _entrance_of(which: CaseState) -> Entrance:
    async def may(session: AsyncSession, actor: Actor, case: Any) -> Decision:
        return await may_correct(session, actor, case, which)

    return Entrance(may, act_of_step(which))
