"""Correct what is said of a recording in a case: what it proves, how, when and by whom made."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Response

from app.cataloguing.correcting import correct_link
from app.cataloguing.linking import LONGEST, may_catalogue
from app.cataloguing.links import LinkLine
from app.cataloguing.unlinking import LinkEndedError
from app.clock import SHANGHAI
from app.policy.acts import Act
from app.policy.case_words import MaterialRole
from app.policy.decision import Decision
from app.recordings.queries import RecordingDetail, decide_on
from app.routers import pages
from app.routers.case_doors import REVISION, seen_in
from app.routers.catalogue_fields import KINDS, LINK_GROUP, link_in
from app.routers.catalogue_links import linked, trail_to, way_back
from app.routers.errors import refusal
from app.routers.form_page import Field, FieldKind, FormPage, Group, Mistakes, attempt, show
from app.routers.form_reading import read_form
from app.routers.forms import read_fields
from app.routers.meanwhile import carrying, caught_up
from app.routers.visit import VisitDep

router = APIRouter(include_in_schema=False)
_PROOF = Field("object_of_proof", "证明对象", is_required=False, longest=LONGEST)
_KIND = Field("evidence_kind", "证据种类", FieldKind.CHOICE, options=KINDS)


@router.get("/recordings/{recording_id}/links/{link_id}/correction", name="correct_link")
async def show_correction(recording_id: UUID, link_id: UUID, visit: VisitDep) -> Response:
    """Show the form with what is said now."""
    request, session, visitor = visit.request, visit.session, visit.visitor
    detail, line = await linked(session, visitor, recording_id, link_id)
    decision = await decide_on(session, visitor.actor, Act.RECORDING_CATALOGUE, detail)
    if not decision.allowed:
        return refusal(request, decision)
    if not line.is_open:
        raise LinkEndedError
    return show(request, visitor.badge, _form(detail, line, way_back(request, line)))


@router.post("/recordings/{recording_id}/links/{link_id}/correction")
async def correct(recording_id: UUID, link_id: UUID, visit: VisitDep) -> Response:
    """Correct it; when somebody else was first, the form says what stands there now."""
    request, session, visitor = visit.request, visit.session, visit.visitor
    detail, line = await linked(session, visitor, recording_id, link_id)
    allowed = await may_catalogue(session, visitor.actor, recording_id, now=visit.now)
    if not allowed.allowed:
        return refusal(request, allowed)
    back = way_back(request, line)
    view, typed = _form(detail, line, back), await read_fields(request)
    values, errors = read_form(view.fields, typed)
    seen = seen_in(typed)
    if not errors:
        said = link_in({**values, "role": line.role.value})
        act = correct_link(session, visitor.actor, link_id, said, seen_revision=seen, now=visit.now)
        outcome = await attempt(session, act)
        if outcome is None:
            return pages.see_other(request, back)
        if isinstance(outcome, Decision):
            return refusal(request, outcome)
        assert isinstance(outcome, Mistakes)
        errors = outcome.errors
    shown = _kept(typed)
    is_new = seen == line.case_revision
    view = replace(view, values=shown) if is_new else caught_up(view, shown)
    return show(request, visitor.badge, replace(view, errors=errors))


def _kept(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed; the revision that the form shows is the one of now."""
    return {name: text for name, text in typed.items() if name != REVISION}


def _form(detail: RecordingDetail, line: LinkLine, back: str) -> FormPage:
    is_evidence = line.role is MaterialRole.EVIDENCE
    stands = {
        "evidence_kind": line.evidence_kind.value if line.evidence_kind else "",
        "object_of_proof": line.object_of_proof,
        "making_method": line.making_method,
        "made_at": _local(line),
        "maker": line.maker,
    }
    asked = (*((_KIND, _PROOF) if is_evidence else ()), *LINK_GROUP.fields[1:])
    form = FormPage(
        title="更正证据说明" if is_evidence else "更正资料说明",
        lead="只更正说明，不改动原件。更正前后的内容都记入台账；不填的，按资料登记和案由填写。",
        trail=trail_to(detail),
        groups=(Group("", tuple(replace(each, value=stands[each.name]) for each in asked)),),
        submit="保存更正",
        back=back,
        facts=(("案件", f"{line.case_no} {line.case_title}"), ("用途", line.role.label)),
        hidden=((REVISION, str(line.case_revision)),),
    )
    return carrying(form)


def _local(line: LinkLine) -> str:
    """Return when it was made as a ``datetime-local`` field shows it."""
    if line.made_at is None:
        return ""
    return line.made_at.astimezone(SHANGHAI).replace(tzinfo=None).isoformat(timespec="seconds")
