"""The forms about the parties of a case, and who speaks for them."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.cases.contents import PartyLine, parties_of
from app.cases.fields import LONGEST, SPEAKERS
from app.cases.parties import PartyFacts, add_party, correct_party, strike_party
from app.cases.queries import CaseDetail
from app.errors import ConflictError, NotFoundError
from app.policy.case_words import PartyKind, PartyRole
from app.policy.decision import Decision
from app.routers.case_doors import (
    Done,
    address_of,
    done_at,
    hidden_in,
    open_form,
    take_form,
    trail_to,
)
from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.forms import Option
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
ROLES = tuple(Option(role.value, role.label) for role in PartyRole)
KINDS = tuple(Option(kind.value, kind.label) for kind in PartyKind)


@router.get("/cases/{case_id}/parties/new", name="case_party_new")
async def show_new_party(case_id: UUID, visit: VisitDep) -> Response:
    """Show the empty form of a party."""
    return await open_form(visit, case_id, partial(_party_form, visit, None))


@router.post("/cases/{case_id}/parties/new")
async def take_new_party(case_id: UUID, visit: VisitDep) -> Response:
    """Add a party."""

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await add_party(
            visit.session,
            visit.visitor.actor,
            case_id,
            _facts(values),
            seen_revision=seen,
            now=visit.now,
        )

    return await take_form(visit, case_id, partial(_party_form, visit, None), verb)


@router.get("/cases/{case_id}/parties/{party_id}", name="case_party")
async def show_party(case_id: UUID, party_id: UUID, visit: VisitDep) -> Response:
    """Show what is written of a party as a form."""
    return await open_form(visit, case_id, partial(_party_form, visit, party_id))


@router.post("/cases/{case_id}/parties/{party_id}")
async def take_party(case_id: UUID, party_id: UUID, visit: VisitDep) -> Response:
    """Correct what is written of a party."""

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await correct_party(
            visit.session,
            visit.visitor.actor,
            case_id,
            party_id,
            _facts(values),
            seen_revision=seen,
            now=visit.now,
        )

    return await take_form(visit, case_id, partial(_party_form, visit, party_id), verb)


@router.get("/cases/{case_id}/parties/{party_id}/striking", name="case_party_striking")
async def show_striking(case_id: UUID, party_id: UUID, visit: VisitDep) -> Response:
    """Ask why a party is struck out."""
    return await open_form(visit, case_id, partial(_striking_form, visit, party_id))


@router.post("/cases/{case_id}/parties/{party_id}/striking")
async def strike(case_id: UUID, party_id: UUID, visit: VisitDep) -> Response:
    """Strike a party out, with a reason."""

    async def verb(values: Mapping[str, Any], seen: int) -> Decision | None:
        return await strike_party(
            visit.session,
            visit.visitor.actor,
            case_id,
            party_id,
            values["reason"],
            seen_revision=seen,
            now=visit.now,
        )

    form = partial(_striking_form, visit, party_id)
    return await take_form(visit, case_id, form, verb, onward=done_at(case_id, Done.STRUCK))


async def _striking_form(visit: Visit, party_id: UUID, detail: CaseDetail) -> FormPage:
    party = _standing_in(await parties_of(visit.session, detail.id), party_id)
    reason = Field(
        "reason",
        "划去的原因",
        FieldKind.AREA,
        longest=LONGEST,
        help="例如登记错了人，或者属于另一案件。原因会永久留在台账中。",
    )
    return FormPage(
        title="划去当事人",
        lead=(
            "不属于本案的当事人可以划去。划去以后姓名和原因仍然保留，不能恢复；"
            "误划的，可以重新增加。只是写错的，请用“更正”。"
        ),
        trail=trail_to(detail),
        groups=(Group("", (reason,)),),
        submit="划去",
        back=address_of(detail.id),
        facts=(("案号", detail.case_no), ("当事人", party.name), ("身份", party.role.label)),
        is_grave=True,
        hidden=hidden_in(detail),
    )


def _standing_in(lines: tuple[PartyLine, ...], party_id: UUID) -> PartyLine:
    party = next((line for line in lines if line.id == party_id), None)
    if party is None:
        raise NotFoundError
    if party.struck_at:
        raise ConflictError("这个当事人已经划去。请返回案件页面查看。")
    return party


async def _party_form(visit: Visit, party_id: UUID | None, detail: CaseDetail) -> FormPage:
    lines = await parties_of(visit.session, detail.id)
    party = _standing_in(lines, party_id) if party_id is not None else None
    standing = [line for line in lines if not line.struck_at]
    clients = tuple(
        Option(str(line.id), line.name)
        for line in standing
        if line.role not in SPEAKERS and line.id != party_id
    )
    return FormPage(
        title="更正当事人" if party else "增加当事人",
        lead="证件号码和联系方式只向承办人和资料保管人员显示。",
        trail=trail_to(detail),
        groups=(Group("", _party_fields(party, clients)),),
        submit="保存更正" if party else "增加当事人",
        back=address_of(detail.id),
        hidden=hidden_in(detail),
    )


def _party_fields(party: PartyLine | None, clients: tuple[Option, ...]) -> tuple[Field, ...]:
    return (
        Field("name", "姓名或者名称", longest=LONGEST, value=party.name if party else ""),
        Field(
            "role",
            "身份",
            FieldKind.CHOICE,
            options=ROLES,
            value=(party.role if party else PartyRole.PARTY).value,
        ),
        Field(
            "kind",
            "类别",
            FieldKind.CHOICE,
            options=KINDS,
            value=(party.kind if party else PartyKind.PERSON).value,
        ),
        Field(
            "document_no",
            "证件号码",
            is_required=False,
            longest=LONGEST,
            help="身份证号码、统一社会信用代码或者律师执业证号。",
            value=party.document_no if party else "",
        ),
        Field(
            "contact",
            "联系方式",
            is_required=False,
            longest=LONGEST,
            value=party.contact if party else "",
        ),
        Field(
            "represents",
            "被代理人",
            FieldKind.CHOICE,
            is_required=False,
            options=clients,
            help="代理律师和其他代理人须选择；当事人和第三人不选。",
            value=str(party.represents_id or "") if party else "",
        ),
    )


def _facts(values: Mapping[str, Any]) -> PartyFacts:
    represents = values["represents"]
    return PartyFacts(
        name=values["name"],
        kind=PartyKind(values["kind"]),
        role=PartyRole(values["role"]),
        document_no=values["document_no"],
        contact=values["contact"],
        represents_id=UUID(represents) if represents else None,
    )
