"""归档信息 on the page of a case, and the form that sets how long its file is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.binding import current_file
from app.cases.fields import LONGEST
from app.cases.filing import FilePeriod, Filing, filing_of, may_set_period, set_file_period
from app.cases.queries import CaseDetail, Entrance, OpenedCase
from app.cases.visibility import find_case
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.values import Keeping
from app.routers.case_doors import address_of, hidden_in, open_form, take_form, trail_to
from app.routers.case_filing_words import period_in, period_words, years_of
from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.forms import Option
from app.routers.panels import Panel
from app.routers.visit import Visit, VisitDep
from app.routers.visitor import Visitor

router = APIRouter(include_in_schema=False)
SETTING = Entrance(may_set_period, Act.CASE_KEEP_FILE)
KEEPINGS = (
    Option(Keeping.FIXED.value, "定期保管，写明年数"),
    Option(Keeping.LONG_TERM.value, "长期保管"),
)


@dataclass(frozen=True, slots=True)
class FilingPanel:
    """Context of ``cases/_filing.html``; ``set_href`` where this visitor may set the period."""

    case_id: UUID
    filing: Filing
    period: str
    version: int
    reads_file: bool
    set_href: str


async def filing_panel(
    session: AsyncSession, visitor: Visitor, opened: OpenedCase, now: datetime
) -> Panel | None:
    """Show how a case ended, and under which number and for how long its file is kept."""
    del now
    case_id = opened.detail.id
    case = await find_case(session, visitor.actor, case_id)
    version = (await current_file(session, case_id)).version
    filing = await filing_of(session, case, version)
    may_set = opened.may_keep and (await may_set_period(session, visitor.actor, case)).allowed
    href = f"/cases/{case_id}/file/keeping" if may_set else ""
    view = FilingPanel(
        case_id, filing, period_words(filing.period), version, opened.reads_file, href
    )
    return Panel("cases/_filing.html", view)


@router.get("/cases/{case_id}/file/keeping", name="case_file_keeping")
async def show_keeping(case_id: UUID, visit: VisitDep) -> Response:
    """Show how long the file is kept as a form."""
    return await open_form(visit, case_id, partial(keeping_form, visit), SETTING)


@router.post("/cases/{case_id}/file/keeping")
async def take_keeping(case_id: UUID, visit: VisitDep) -> Response:
    """Set how long the file is kept."""

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await set_file_period(
            visit.session,
            visit.visitor.actor,
            case_id,
            FilePeriod(period_in(values["keeping"], values["years"]), values["basis"]),
            seen_revision=seen,
            now=visit.now,
        )

    return await take_form(visit, case_id, partial(keeping_form, visit), verb, SETTING)


async def keeping_form(visit: Visit, detail: CaseDetail) -> FormPage:
    """Return the form with what is set now, and why it has to be set for each file."""
    case = await find_case(visit.session, visit.visitor.actor, detail.id)
    why = await may_set_period(visit.session, visit.visitor.actor, case)
    version = (await current_file(visit.session, case.id)).version
    filing = await filing_of(visit.session, case, version)
    return drawn_keeping_form(detail, filing, why)


def drawn_keeping_form(detail: CaseDetail, filing: Filing, why: Decision) -> FormPage:
    """Return the form of a period."""
    keeping = filing.period.keeping.value if filing.period else ""
    return FormPage(
        title="设定案卷保管期限",
        lead=why.reason,
        trail=trail_to(detail),
        groups=(
            Group(
                "",
                (
                    Field(
                        "keeping",
                        "保管期限",
                        FieldKind.CHOICE,
                        options=KEEPINGS,
                        value=keeping,
                    ),
                    Field(
                        "years",
                        "年数",
                        FieldKind.NUMBER,
                        is_required=False,
                        value=years_of(filing.period),
                        help="定期保管的填写，自归档之日起算。",
                    ),
                    Field(
                        "basis",
                        "依据的文件和条款",
                        longest=LONGEST,
                        value=filing.basis,
                        help="例如档案主管部门批准的归档范围和保管期限表的名称、条目。",
                    ),
                ),
            ),
        ),
        submit="保存保管期限",
        back=address_of(detail.id),
        facts=(
            ("案号", detail.case_no),
            ("案件名称", detail.title),
            ("现在", filing.ruling.reason),
            *(("规定", str(citation)) for citation in why.citations),
        ),
        hidden=hidden_in(detail),
    )
