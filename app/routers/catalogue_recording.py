"""编目 of one recording: its entry as a form."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.editing import catalogue_recording
from app.cataloguing.entries import Entry, entry_of
from app.cataloguing.linking import may_catalogue
from app.people.queries import pack_of_unit
from app.people.sections import sections_of
from app.policy.acts import Act
from app.policy.decision import Decision
from app.recordings.queries import RecordingDetail, decide_on, find_recording
from app.routers import catalogue_fields, pages
from app.routers.catalogue_links import trail_to
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.form_page import FormPage, Mistakes, attempt, show
from app.routers.form_reading import read_form
from app.routers.forms import FieldError, read_fields
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)


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
    allowed = await may_catalogue(session, visitor.actor, recording_id, now=now)
    if not allowed.allowed:
        return refusal(request, allowed)
    view = await _entry_form(session, detail, await entry_of(session, recording_id))
    typed = await read_fields(request)
    values, errors = read_form(view.fields, typed)
    if errors:
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


def _revision(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


async def _entry_form(session: AsyncSession, detail: RecordingDetail, entry: Entry) -> FormPage:
    sections = await sections_of(session, {detail.unit_id})
    situations = catalogue_fields.situations_of(await pack_of_unit(session, detail.unit_id))
    groups = [catalogue_fields.entry_group(sections, situations, entry, blank="未填")]
    if not entry.is_catalogued:
        groups.append(catalogue_fields.FINISH)
    return FormPage(
        title="编目",
        lead="设备编号、执法人员和使用时间来自资料登记；有误的，请在“设备与执法人员”中更正。",
        trail=trail_to(detail),
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
