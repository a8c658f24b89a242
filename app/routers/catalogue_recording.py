"""编目 of one recording: its entry, the case it goes into, and the way out of it."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.editing import catalogue_recording
from app.cataloguing.entries import Entry, entry_of
from app.cataloguing.linking import end_link, link_recording
from app.cataloguing.links import cases_to_choose, find_link
from app.cataloguing.suggestions import suggestions_for
from app.errors import NotFoundError
from app.people.sections import sections_of
from app.policy.acts import Act
from app.policy.decision import Decision
from app.recordings.queries import RecordingDetail, decide_on, find_recording
from app.routers import catalogue_fields, display, pages
from app.routers.catalogue_case import case_in
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import Field, FieldKind, FormPage, Group, Mistakes, attempt, show
from app.routers.form_reading import read_form
from app.routers.forms import FieldError, read_fields
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
_LONGEST_REASON = 200


@router.get("/recordings/{recording_id}/catalogue", name="catalogue_recording")
async def show_entry(
    recording_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep
) -> Response:
    """Show the entry as a form to whoever may catalogue."""
    detail = await find_recording(session, visitor.actor, recording_id)
    decision = await decide_on(session, visitor.actor, Act.RECORDING_CATALOGUE, detail)
    if not decision.allowed:
        return refusal(request, decision)
    entry = await entry_of(session, recording_id)
    return show(request, visitor.badge, await _entry_form(session, detail, entry))


@router.post("/recordings/{recording_id}/catalogue")
async def change_entry(
    recording_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Replace the entry; of two who edit at once the second sees what is there now."""
    detail = await find_recording(session, visitor.actor, recording_id)
    view = await _entry_form(session, detail, await entry_of(session, recording_id))
    typed = await read_fields(request)
    values, errors = read_form(view.fields, typed)
    may = await decide_on(session, visitor.actor, Act.RECORDING_CATALOGUE, detail)
    if errors and may.allowed:
        return show(request, visitor.badge, replace(view, values=typed, errors=errors))
    act = catalogue_recording(
        session,
        visitor.actor,
        recording_id,
        catalogue_fields.change_in(values),
        seen_revision=_revision(request.query_params.get("revision", "")),
        now=now,
    )
    outcome = await attempt(session, act)
    if isinstance(outcome, Mistakes):
        now_there = await _entry_form(session, detail, await entry_of(session, recording_id))
        view = replace(now_there, values=typed, errors=outcome.errors)
        return show(request, visitor.badge, view)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    if values["finish"] and not outcome.is_out_of_inbox:
        view = await _entry_form(session, detail, outcome.entry)
        errors = (
            FieldError("finish", f"内容已经保存，但还不能完成编目。{outcome.entry.classed.reason}"),
        )
        return show(request, visitor.badge, replace(view, values=typed, errors=errors))
    return pages.see_other(request, f"/recordings/{recording_id}")


@router.get("/recordings/{recording_id}/links", name="link_recording")
async def show_link(
    recording_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep
) -> Response:
    """Show the form that puts the recording into a case."""
    detail = await find_recording(session, visitor.actor, recording_id)
    decision = await decide_on(session, visitor.actor, Act.RECORDING_CATALOGUE, detail)
    if not decision.allowed:
        return refusal(request, decision)
    return show(request, visitor.badge, await _link_form(session, visitor, detail))


@router.post("/recordings/{recording_id}/links")
async def link(
    recording_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Put the recording into the case that was chosen."""
    detail = await find_recording(session, visitor.actor, recording_id)
    decision = await decide_on(session, visitor.actor, Act.RECORDING_CATALOGUE, detail)
    if not decision.allowed:
        return refusal(request, decision)
    view = await _link_form(session, visitor, detail)
    typed = await read_fields(request)
    values, errors = read_form(view.fields, typed)
    case_id, problems = await case_in(session, visitor, values)
    errors += problems
    if case_id is None and not errors:
        errors = (FieldError("case", "请选择案件，或者填写案号。"),)
    if errors or case_id is None:
        return show(request, visitor.badge, replace(view, values=typed, errors=errors))
    act = link_recording(
        session,
        visitor.actor,
        recording_id,
        case_id,
        catalogue_fields.link_in(values),
        now=now,
    )
    outcome = await attempt(session, act)
    if isinstance(outcome, Mistakes):
        return show(request, visitor.badge, replace(view, values=typed, errors=outcome.errors))
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/recordings/{recording_id}")


@router.get("/recordings/{recording_id}/links/{link_id}/end", name="end_link")
async def show_end(
    recording_id: UUID, link_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep
) -> Response:
    """Ask why the recording is taken out of the case."""
    view = await _end_form(session, visitor, recording_id, link_id)
    return show(request, visitor.badge, view)


@router.post("/recordings/{recording_id}/links/{link_id}/end")
async def end(
    recording_id: UUID,
    link_id: UUID,
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Take the recording out of the case, with a reason."""
    view = await _end_form(session, visitor, recording_id, link_id)
    typed = await read_fields(request)
    values, errors = read_form(view.fields, typed)
    if errors:
        return show(request, visitor.badge, replace(view, values=typed, errors=errors))
    act = end_link(session, visitor.actor, link_id, values["reason"], now=now)
    outcome = await attempt(session, act)
    if isinstance(outcome, Mistakes):
        return show(request, visitor.badge, replace(view, values=typed, errors=outcome.errors))
    if not outcome.allowed:
        return refusal(request, outcome)
    return pages.see_other(request, f"/recordings/{recording_id}")


def _revision(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _trail(detail: RecordingDetail) -> tuple[tuple[str, str], ...]:
    name = display.named(detail.file_name)
    return (("首页", "/"), ("待编目", "/inbox"), (name, f"/recordings/{detail.id}"))


async def _entry_form(session: AsyncSession, detail: RecordingDetail, entry: Entry) -> FormPage:
    sections = await sections_of(session, {detail.unit_id})
    groups = [catalogue_fields.entry_group(sections, entry, blank="未填")]
    if not entry.is_catalogued:
        groups.append(catalogue_fields.FINISH)
    return FormPage(
        title="编目",
        lead="设备编号、执法人员和使用时间来自资料登记；有误的，请在“设备与执法人员”中更正。",
        trail=_trail(detail),
        groups=tuple(groups),
        submit="保存",
        back=f"/recordings/{detail.id}",
        action=f"/recordings/{detail.id}/catalogue?revision={entry.revision}",
        facts=(("现在的内容", _as_it_stands(entry)),) if entry.revision else (),
        notes=tuple(f"依据：{citation}" for citation in entry.classed.citations),
    )


def _as_it_stands(entry: Entry) -> str:
    said = (
        ("当事人", "、".join(entry.parties)),
        ("案由", entry.cause),
        ("情形", entry.situation.label if entry.situation else ""),
        ("地点", entry.place),
        ("备注", entry.note),
    )
    return "；".join(f"{label}：{text}" for label, text in said if text) or "没有填写"


async def _link_form(session: AsyncSession, visitor: Visitor, detail: RecordingDetail) -> FormPage:
    likely = (await suggestions_for(session, visitor.actor, [detail.id])).get(detail.id)
    group = catalogue_fields.case_group(
        await cases_to_choose(session, visitor.actor),
        likely.case_id if likely else None,
        is_required=True,
    )
    return FormPage(
        title="放入案件",
        lead="作为证据放入的资料，与案卷同期保存。放错的，可以写明理由移出。",
        trail=_trail(detail),
        groups=(group, catalogue_fields.LINK_GROUP),
        submit="放入案件",
        back=f"/recordings/{detail.id}",
        facts=(("建议", f"{likely.case_no}。{likely.reason}"),) if likely else (),
    )


async def _end_form(
    session: AsyncSession, visitor: Visitor, recording_id: UUID, link_id: UUID
) -> FormPage:
    """Return the form.

    Raises:
        NotFoundError: the recording has no such link that this person may know of.
    """
    detail = await find_recording(session, visitor.actor, recording_id)
    line = await find_link(session, visitor.actor, link_id)
    if line.recording_id != recording_id:
        raise NotFoundError
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
        trail=_trail(detail),
        groups=(Group("", (why,)),),
        submit="移出案件",
        back=f"/recordings/{recording_id}",
        facts=(("案件", f"{line.case_no} {line.case_title}"), ("用途", line.role.label)),
        is_grave=True,
    )
