"""The form that corrects with what a case was opened: its number, its procedure, its day."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.cases.fields import LONGEST
from app.cases.queries import CaseDetail
from app.cases.registering import Registration, correct_registration
from app.policy.case_words import CaseProcedure
from app.policy.decision import Decision
from app.routers.case_doors import address_of, hidden_in, open_form, take_form, trail_to
from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.forms import Option
from app.routers.visit import VisitDep

router = APIRouter(include_in_schema=False)
PROCEDURES = tuple(Option(one.value, one.label) for one in CaseProcedure)


@router.get("/cases/{case_id}/registration", name="case_registration")
async def show_registration(case_id: UUID, visit: VisitDep) -> Response:
    """Show with what the case was opened as a form."""
    return await open_form(visit, case_id, registration_form)


@router.post("/cases/{case_id}/registration")
async def take_registration(case_id: UUID, visit: VisitDep) -> Response:
    """Correct with what the case was opened."""

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await correct_registration(
            visit.session,
            visit.visitor.actor,
            case_id,
            Registration(
                values["case_no"], CaseProcedure(values["procedure"]), values["opened_on"]
            ),
            values["reason"],
            seen_revision=seen,
            now=visit.now,
        )

    return await take_form(visit, case_id, registration_form, verb)


async def registration_form(detail: CaseDetail) -> FormPage:
    """Return the form with what stands there now."""
    return FormPage(
        title="更正立案登记",
        lead="只更正登记有误的案号、办案程序和立案日期。更正前后的内容和理由都记入审计台账。",
        trail=trail_to(detail),
        groups=(
            Group(
                "",
                (
                    Field(
                        "case_no",
                        "案号",
                        longest=LONGEST,
                        value=detail.case_no,
                        help="在本单位内不能重复。更正案号不影响以后自动编号的序号。",
                    ),
                    Field(
                        "procedure",
                        "办案程序",
                        FieldKind.CHOICE,
                        options=PROCEDURES,
                        value=detail.procedure.value,
                    ),
                    Field(
                        "opened_on",
                        "立案日期",
                        FieldKind.DAY,
                        value=detail.opened_on.isoformat(),
                    ),
                    Field(
                        "reason",
                        "更正的理由",
                        FieldKind.AREA,
                        longest=LONGEST,
                        help="例如与立案审批表不一致；写明依据的文书。",
                    ),
                ),
            ),
        ),
        submit="保存更正",
        back=address_of(detail.id),
        facts=(("案件名称", detail.title),),
        hidden=hidden_in(detail),
    )
