"""Put one recording into a case by a form, and take it out again with a reason."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.linking import link_recording, may_catalogue
from app.cataloguing.links import LinkLine, cases_to_choose, find_link
from app.cataloguing.suggestions import suggestions_for
from app.cataloguing.unlinking import LinkEndedError, end_link
from app.errors import NotFoundError
from app.policy.acts import Act
from app.policy.decision import Decision
from app.recordings.queries import RecordingDetail, decide_on, find_recording
from app.routers import catalogue_fields, display, pages
from app.routers.catalogue_case import case_in
from app.routers.errors import refusal
from app.routers.form_page import Field, FieldKind, FormPage, Group, Mistakes, attempt, show
from app.routers.form_reading import read_form
from app.routers.forms import FieldError, read_fields
from app.routers.visit import VisitDep
from app.routers.visitor import Visitor

router = APIRouter(include_in_schema=False)
_LONGEST_REASON = 200


@router.get("/recordings/{recording_id}/links", name="link_recording")
async def show_link(recording_id: UUID, visit: VisitDep) -> Response:
    """Show the form that puts the recording into a case."""
    request, session, visitor = visit.request, visit.session, visit.visitor
    detail = await find_recording(session, visitor.actor, recording_id)
    decision = await decide_on(session, visitor.actor, Act.RECORDING_CATALOGUE, detail)
    if not decision.allowed:
        return refusal(request, decision)
    return show(request, visitor.badge, await _link_form(session, visitor, detail))


@router.post("/recordings/{recording_id}/links")
async def link(recording_id: UUID, visit: VisitDep) -> Response:
    """Put the recording into the case that was chosen."""
    request, session, visitor, now = visit.request, visit.session, visit.visitor, visit.now
    detail = await find_recording(session, visitor.actor, recording_id)
    allowed = await may_catalogue(session, visitor.actor, recording_id, now=now)
    if not allowed.allowed:
        return refusal(request, allowed)
    view = await _link_form(session, visitor, detail)
    typed = await read_fields(request)
    values, errors = read_form(view.fields, typed)
    case_id, problems = await case_in(session, visitor, values)
    errors += problems
    if case_id is None and not errors:
        errors = (FieldError("case", "请选择案件，或者填写案号。"),)
    if errors or case_id is None:
        return show(request, visitor.badge, replace(view, values=typed, errors=errors))
    new = catalogue_fields.link_in(values)
    act = link_recording(session, visitor.actor, recording_id, case_id, new, now=now)
    outcome = await attempt(session, act)
    if isinstance(outcome, Mistakes):
        return show(request, visitor.badge, replace(view, values=typed, errors=outcome.errors))
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/recordings/{recording_id}")


@router.get("/recordings/{recording_id}/links/{link_id}/end", name="end_link")
async def show_end(recording_id: UUID, link_id: UUID, visit: VisitDep) -> Response:
    """Ask why the recording is taken out of the case."""
    request, session, visitor = visit.request, visit.session, visit.visitor
    detail, line = await linked(session, visitor, recording_id, link_id)
    decision = await decide_on(session, visitor.actor, Act.RECORDING_CATALOGUE, detail)
    if not decision.allowed:
        return refusal(request, decision)
    if not line.is_open:
        raise LinkEndedError
    return show(request, visitor.badge, _end_form(detail, line, way_back(request, line)))


@router.post("/recordings/{recording_id}/links/{link_id}/end")
async def end(recording_id: UUID, link_id: UUID, visit: VisitDep) -> Response:
    """Take the recording out of the case, with a reason."""
    request, session, visitor, now = visit.request, visit.session, visit.visitor, visit.now
    detail, line = await linked(session, visitor, recording_id, link_id)
    back = way_back(request, line)
    view, typed = _end_form(detail, line, back), await read_fields(request)
    act = end_link(session, visitor.actor, link_id, typed.get("reason", ""), now=now)
    outcome = await attempt(session, act)
    if isinstance(outcome, Mistakes):
        return show(request, visitor.badge, replace(view, values=typed, errors=outcome.errors))
    if not outcome.allowed:
        return refusal(request, outcome)
    return pages.see_other(request, back)


async def linked(
    session: AsyncSession, visitor: Visitor, recording_id: UUID, link_id: UUID
) -> tuple[RecordingDetail, LinkLine]:
    """Return recording and link, an ended one too.

    Raises:
        NotFoundError: the recording has no such link of which this person may know.
    """
    detail = await find_recording(session, visitor.actor, recording_id)
    line = await find_link(session, visitor.actor, link_id)
    if line.recording_id != recording_id:
        raise NotFoundError
    return detail, line


def way_back(request: Request, line: LinkLine) -> str:
    """Return the page from which somebody came to a form about a link: case or recording."""
    is_at_case = request.query_params.get("at") == "case"
    return f"/cases/{line.case_id}" if is_at_case else f"/recordings/{line.recording_id}"


def trail_to(detail: RecordingDetail) -> tuple[tuple[str, str], ...]:
    """Return the pages above a form about a recording."""
    name = display.named(detail.file_name)
    return (("首页", "/"), ("待编目", "/inbox"), (name, f"/recordings/{detail.id}"))


async def _link_form(session: AsyncSession, visitor: Visitor, detail: RecordingDetail) -> FormPage:
    likely = (await suggestions_for(session, visitor.actor, [detail.id])).get(detail.id, ())
    group = catalogue_fields.case_group(
        await cases_to_choose(session, visitor.actor),
        likely,
        is_required=True,
    )
    return FormPage(
        title="放入案件",
        lead="作为证据放入的资料，与案卷同期保存。放错的，可以写明理由移出。",
        trail=trail_to(detail),
        groups=(group, catalogue_fields.LINK_GROUP),
        submit="放入案件",
        back=f"/recordings/{detail.id}",
        facts=catalogue_fields.why_likely(likely),
    )


def _end_form(detail: RecordingDetail, line: LinkLine, back: str) -> FormPage:
    why = Field(
        "reason",
        "理由",
        FieldKind.AREA,
        help="例如放错了案件。理由会永久留在台账中。",
        longest=_LONGEST_REASON,
    )
    return FormPage(
        title="移出案件",
        lead="只解除资料与案件的关联，不改动原件。移出的经过会保留。",
        trail=trail_to(detail),
        groups=(Group("", (why,)),),
        submit="移出案件",
        back=back,
        facts=(("案件", f"{line.case_no} {line.case_title}"), ("用途", line.role.label)),
        is_grave=True,
    )
