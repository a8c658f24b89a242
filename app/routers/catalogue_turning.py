"""Change as what a recording lies in its case: evidence, or a record of the process."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.cataloguing.linking import LONGEST, may_catalogue
from app.cataloguing.links import LinkLine
from app.cataloguing.turning import turn_link
from app.cataloguing.unlinking import LinkTurnedError
from app.policy.acts import Act
from app.policy.case_words import MaterialRole
from app.policy.decision import Decision
from app.policy.linking import TURNED, evidence_kind_of
from app.recordings.queries import RecordingDetail, decide_on
from app.routers import pages
from app.routers.catalogue_fields import KINDS, link_in
from app.routers.catalogue_links import linked, trail_to, way_back
from app.routers.errors import refusal
from app.routers.form_page import Field, FieldKind, FormPage, Group, Mistakes, attempt, show
from app.routers.form_reading import read_form
from app.routers.forms import read_fields
from app.routers.visit import VisitDep

router = APIRouter(include_in_schema=False)
_INTO_EVIDENCE = "改为证据以后，资料与案卷同期保存。制作方法、制作时间和制作人不变。"
_INTO_RECORD = (
    "改为过程记录以后，资料不再随案卷保存，保存期限按本机关适用的规定。原来作为证据的经过会保留。"
)


@router.get("/recordings/{recording_id}/links/{link_id}/turn", name="turn_link")
async def show_turn(recording_id: UUID, link_id: UUID, visit: VisitDep) -> Response:
    """Ask what the recording proves from now on, or why it is evidence no more."""
    request, session, visitor = visit.request, visit.session, visit.visitor
    detail, line = await linked(session, visitor, recording_id, link_id)
    decision = await decide_on(session, visitor.actor, Act.RECORDING_CATALOGUE, detail)
    if not decision.allowed:
        return refusal(request, decision)
    if not line.is_open:
        raise LinkTurnedError
    return show(request, visitor.badge, _form(detail, line, way_back(request, line)))


@router.post("/recordings/{recording_id}/links/{link_id}/turn")
async def turn(recording_id: UUID, link_id: UUID, visit: VisitDep) -> Response:
    """Change its use in the case."""
    request, session, visitor, now = visit.request, visit.session, visit.visitor, visit.now
    detail, line = await linked(session, visitor, recording_id, link_id)
    allowed = await may_catalogue(session, visitor.actor, recording_id, now=now)
    if not allowed.allowed:
        return refusal(request, allowed)
    back = way_back(request, line)
    view, typed = _form(detail, line, back), await read_fields(request)
    values, errors = read_form(view.fields, typed)
    if errors:
        return show(request, visitor.badge, replace(view, values=typed, errors=errors))
    act = turn_link(session, visitor.actor, link_id, link_in(values), _reason_in(values), now=now)
    outcome = await attempt(session, act)
    if isinstance(outcome, Mistakes):
        return show(request, visitor.badge, replace(view, values=typed, errors=outcome.errors))
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, back)


def _form(detail: RecordingDetail, line: LinkLine, back: str) -> FormPage:
    then = TURNED[line.role]
    is_evidence = then is MaterialRole.EVIDENCE
    return FormPage(
        title=f"改为{then.label}",
        lead=_INTO_EVIDENCE if is_evidence else _INTO_RECORD,
        trail=trail_to(detail),
        groups=(Group("", _of_evidence(line) if is_evidence else (_WHY,)),),
        submit=f"改为{then.label}",
        back=back,
        facts=(("案件", f"{line.case_no} {line.case_title}"), ("现在", line.role.label)),
        is_grave=not is_evidence,
    )


_WHY = Field(
    "reason",
    "不再作为证据的理由",
    FieldKind.AREA,
    help="例如与案件事实无关。理由会永久留在台账中。",
    longest=LONGEST,
)


def _of_evidence(line: LinkLine) -> tuple[Field, ...]:
    return (
        Field(
            "evidence_kind",
            "证据种类",
            FieldKind.CHOICE,
            options=KINDS,
            value=evidence_kind_of(line.kind).value,
        ),
        Field(
            "object_of_proof",
            "证明对象",
            is_required=False,
            help="不填的，按案由写明。",
            longest=LONGEST,
        ),
    )


def _reason_in(values: Mapping[str, Any]) -> str:
    """Return the reason; the form that asks what something proves has none."""
    reason: str = values.get("reason", "")
    return reason
