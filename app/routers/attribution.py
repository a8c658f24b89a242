"""设备与执法人员: whose a recording is and on what that rests; the custodian may correct it."""

from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.policy.acts import Act
from app.policy.decision import Citation, Decision
from app.recordings.attribution_view import attribution_of
from app.recordings.correcting import (
    Correction,
    UnknownDeviceError,
    UnknownOfficerError,
    correct_attribution,
)
from app.recordings.naming import Colleague, namable_officers
from app.recordings.queries import RecordingDetail, decide_on, find_recording
from app.roster.queries import Shift, on_duty_at
from app.routers import attribution_words, labels, pages
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import FieldError, read_fields
from app.routers.references import device_href, person_href
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)
LONGEST_REASON = 200
BY_ROSTER = "已按值班表核对，当时由其值班并使用这台设备记录。"


@dataclass(frozen=True, slots=True)
class DutyChoice:
    """Somebody who was on duty; ``href`` leads to the form that names them, for whoever may."""

    name: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class AttributionPanel:
    """Context of ``recordings/_attribution.html``; ``on_duty`` are those of the roster, to confirm.

    A reference is empty where the visitor may not open the page behind it.
    """

    device: str
    device_href: str
    device_words: str
    officer: str
    officer_href: str
    officer_words: str
    named_device: str
    named_officer: str
    on_duty: tuple[DutyChoice, ...]
    may_correct: bool


@dataclass(frozen=True, slots=True)
class CorrectionFields:
    """What was typed."""

    officer: str = ""
    device: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """Context of ``recordings/attribution.html``."""

    id: UUID
    file_name: str
    attribution: AttributionPanel
    colleagues: tuple[Colleague, ...]
    is_officer_unfit: bool
    """Whether the one who stands there now may not be named again."""
    fields: CorrectionFields
    errors: tuple[FieldError, ...]
    basis: tuple[Citation, ...]


async def panel_of(
    session: AsyncSession, visitor: Visitor, detail: RecordingDetail
) -> AttributionPanel:
    """Return what the page of a recording shows of its device and officer."""
    found = await attribution_of(session, detail.id)
    decision = await decide_on(session, visitor.actor, Act.RECORDING_ATTRIBUTE, detail)
    on_duty: tuple[Shift, ...] = ()
    if found.officer_id is None and detail.recorded_at is not None:
        on_duty = await on_duty_at(
            session, detail.unit_id, detail.recorded_at, section_id=found.section_id
        )
    may_correct = decision.allowed and detail.settled_at is not None
    namable: frozenset[UUID] = frozenset()
    if on_duty and may_correct:
        namable = frozenset(each.id for each in await namable_officers(session, [detail.id]))
    return AttributionPanel(
        device=found.device_no,
        device_href=await device_href(session, visitor, found.device_id),
        device_words=attribution_words.of_device(found),
        officer=found.officer_name,
        officer_href=await person_href(session, visitor, found.officer_id),
        officer_words=attribution_words.of_officer(found),
        named_device=found.named_device_no,
        named_officer=found.named_officer_no,
        on_duty=tuple(
            _on_duty(shift, detail, may_name=shift.person_id in namable) for shift in on_duty
        ),
        may_correct=may_correct,
    )


def _on_duty(shift: Shift, detail: RecordingDetail, *, may_name: bool) -> DutyChoice:
    place = f"{shift.section_name}，" if shift.section_name else ""
    href = f"/recordings/{detail.id}/attribution?officer={shift.person_id}" if may_name else ""
    words = f"{place}{labels.SHIFT_KINDS[shift.kind]}"
    return DutyChoice(shift.person_name, words, href)


@router.get("/recordings/{recording_id}/attribution", name="attribution")
async def show_correction(
    recording_id: UUID,
    request: Request,
    session: SessionDep,
    visitor: VisitorDep,
    officer: str = "",
) -> Response:
    """Show the form to whoever may correct, with whom the address names from the roster."""
    detail = await find_recording(session, visitor.actor, recording_id)
    decision = await decide_on(session, visitor.actor, Act.RECORDING_ATTRIBUTE, detail)
    if not decision.allowed:
        return refusal(request, decision)
    known = (await attribution_of(session, detail.id)).officer_id
    fields = CorrectionFields(officer=str(known) if known else "")
    on_duty = (await panel_of(session, visitor, detail)).on_duty
    if any(choice.href.endswith(f"={officer}") for choice in on_duty if officer):
        fields = CorrectionFields(officer=officer, reason=BY_ROSTER)
    return await _form(request, session, visitor, detail, fields)


@router.post("/recordings/{recording_id}/attribution", name="correct_attribution")
async def correct(
    recording_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Write down who it was, by the custodian's word."""
    detail = await find_recording(session, visitor.actor, recording_id)
    typed = await read_fields(request)
    fields = CorrectionFields(
        typed.get("officer", ""), typed.get("device", ""), typed.get("reason", "")
    )
    try:
        officer = UUID(fields.officer) if fields.officer else None
        correction = Correction(officer, fields.device, fields.reason)
        problem = reason_problem(fields.reason)
        decision = await decide_on(session, visitor.actor, Act.RECORDING_ATTRIBUTE, detail)
        if problem and decision.allowed:
            return await _form(request, session, visitor, detail, fields, problem)
        outcome = await correct_attribution(session, visitor.actor, detail, correction, now=now)
    except (ValueError, UnknownOfficerError):
        problem = FieldError("officer", UnknownOfficerError.message)
        return await _form(request, session, visitor, detail, fields, problem)
    except UnknownDeviceError as error:
        problem = FieldError("device", error.message)
        return await _form(request, session, visitor, detail, fields, problem)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/recordings/{detail.id}")


def reason_problem(reason: str) -> FieldError | None:
    """Return what is wrong with a reason: an empty one explains nothing, a novel nobody reads."""
    if not reason:
        return FieldError("reason", "请写明理由，例如向谁核实、依据什么。理由会永久留在台账中。")
    if len(reason) > LONGEST_REASON:
        return FieldError("reason", f"理由请控制在 {LONGEST_REASON} 字以内。")
    return None


async def _form(
    request: Request,
    session: AsyncSession,
    visitor: Visitor,
    detail: RecordingDetail,
    fields: CorrectionFields,
    *problems: FieldError,
) -> Response:
    decision = await decide_on(session, visitor.actor, Act.RECORDING_ATTRIBUTE, detail)
    colleagues = await namable_officers(session, [detail.id])
    known = (await attribution_of(session, detail.id)).officer_id
    view = CorrectionPage(
        id=detail.id,
        file_name=detail.file_name,
        attribution=replace(await panel_of(session, visitor, detail), may_correct=False),
        colleagues=colleagues,
        is_officer_unfit=known is not None and known not in {each.id for each in colleagues},
        fields=fields,
        errors=problems,
        basis=decision.citations,
    )
    status = 422 if problems else 200
    return pages.page(request, visitor.badge, "recordings/attribution.html", view, status=status)
