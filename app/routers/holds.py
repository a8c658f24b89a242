"""冻结: the holds of one recording with their forms, and the register of a unit's holds."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.clock import SHANGHAI
from app.documents.xlsx_out import write_ledger
from app.holds.actions import NewHold, lift_hold, may_lift, note_export, place_hold
from app.holds.queries import (
    EXPORT_LIMIT,
    HeldRecording,
    HoldFilter,
    find_held_recording,
    find_recording_of_hold,
    holds_on,
    list_holds,
)
from app.keeping.deciding import decide_disposal_of
from app.people.authority import open_list
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.vocabulary import HoldGround
from app.recordings.visibility import custody_of
from app.routers import labels, pages
from app.routers.days import read_day
from app.routers.deps import NowDep, SessionDep
from app.routers.downloads import xlsx_response
from app.routers.errors import refusal
from app.routers.forms import FieldError, Option, read_fields, storable
from app.routers.hold_rows import HoldRow, register_of, row_of
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)
GROUNDS = tuple(Option(ground.value, words) for ground, words in labels.HOLD_GROUNDS.items())
STANDING = {"standing": True, "ended": False}
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class HoldForm:
    """What was typed into the form, as it was typed."""

    ground: str = ""
    article: str = ""
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class RecordingHoldsPage:
    """Context of ``holds/recording.html``."""

    recording: HeldRecording
    rows: tuple[HoldRow, ...]
    disposal: str
    grounds: tuple[Option, ...]
    form: HoldForm
    errors: tuple[FieldError, ...]
    may_lift: bool
    knows_recording: bool


@dataclass(frozen=True, slots=True)
class HoldsPage:
    """Context of ``holds/index.html``."""

    rows: tuple[HoldRow, ...]
    grounds: tuple[Option, ...]
    text: str
    ground: str
    state: str
    older: str | None
    sheet: str
    is_open: bool
    shown_at: datetime


@router.get("/holds", name="holds")
async def show_register(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show one page of the register; the address holds the filters."""
    extent = await open_list(session, visitor.actor, Act.HOLD_KNOW)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    day = now.astimezone(SHANGHAI).date()
    fields = _filter_fields(request)
    found = await list_holds(
        session,
        visitor.actor,
        extent,
        _wanted(fields),
        day=day,
        older_than=_id(request.query_params.get("older_than", "")),
    )
    query = urlencode({name: value for name, value in fields.items() if value})
    older = urlencode({**fields, "older_than": str(found.older)}) if found.older else ""
    view = HoldsPage(
        rows=tuple(row_of(line, day) for line in found.lines),
        grounds=GROUNDS,
        text=fields["text"],
        ground=fields["ground"],
        state=fields["state"],
        older=f"/holds?{older}" if older else None,
        sheet=f"/holds.xlsx?{query}" if query else "/holds.xlsx",
        is_open=not query,
        shown_at=now,
    )
    return pages.page(request, visitor.badge, "holds/index.html", view)


@router.get("/holds.xlsx", name="holds_sheet")
async def export_register(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Answer the filtered register as a workbook; the export is an event."""
    extent = await open_list(session, visitor.actor, Act.HOLD_KNOW)
    if isinstance(extent, Decision):
        return refusal(request, extent)
    day = now.astimezone(SHANGHAI).date()
    wanted = _wanted(_filter_fields(request))
    found = await list_holds(session, visitor.actor, extent, wanted, day=day, limit=EXPORT_LIMIT)
    await note_export(session, visitor.actor, len(found.lines), now=now)
    rows = [row_of(line, day) for line in found.lines]
    ledger = register_of(rows, visitor.badge, now, is_cut=found.older is not None)
    return xlsx_response(
        await asyncio.to_thread(write_ledger, ledger), f"{ledger.title}.xlsx", "holds"
    )


@router.get("/recordings/{recording_id}/holds", name="recording_holds")
async def show_holds(
    recording_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show the holds of a recording and what they mean; no file name, no content."""
    view = await _recording_view(session, visitor, recording_id, now)
    return pages.page(request, visitor.badge, "holds/recording.html", view)


@router.post("/recordings/{recording_id}/holds")
async def place(
    recording_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Place a hold; what was typed is shown again when something is missing."""
    form = _form(await read_fields(request))
    problems: list[str] = []
    until = read_day(form.until, "截止日期", problems)
    errors = (*_missing(form), *(FieldError("until", problem) for problem in problems))
    if errors:
        view = await _recording_view(session, visitor, recording_id, now)
        view = replace(view, form=form, errors=errors)
        return pages.page(request, visitor.badge, "holds/recording.html", view, status=422)
    hold = NewHold(HoldGround(form.ground), form.article, form.reason, until)
    outcome = await place_hold(session, visitor.actor, recording_id, hold, now=now)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/recordings/{recording_id}/holds")


@router.post("/holds/{hold_id}/lifting", name="lift_hold")
async def lift(
    hold_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Lift a hold with a reason."""
    reason = (await read_fields(request)).get("reason", "")[:LONGEST]
    recording_id = await find_recording_of_hold(session, visitor.actor, hold_id)
    if not reason:
        view = await _recording_view(session, visitor, recording_id, now)
        errors = (FieldError(f"reason-{hold_id}", "请写明解除冻结的原因。"),)
        view = replace(view, errors=errors)
        return pages.page(request, visitor.badge, "holds/recording.html", view, status=422)
    decision = await lift_hold(session, visitor.actor, hold_id, reason, now=now)
    if not decision.allowed:
        return refusal(request, decision)
    return pages.see_other(request, f"/recordings/{recording_id}/holds")


async def _recording_view(
    session: SessionDep, visitor: VisitorDep, recording_id: UUID, now: datetime
) -> RecordingHoldsPage:
    recording = await find_held_recording(session, visitor.actor, recording_id)
    day = now.astimezone(SHANGHAI).date()
    disposal = await decide_disposal_of(session, recording_id, day)
    return RecordingHoldsPage(
        recording=recording,
        rows=tuple(row_of(line, day) for line in await holds_on(session, recording_id)),
        disposal=disposal.reason,
        grounds=GROUNDS,
        form=HoldForm(),
        errors=(),
        may_lift=await may_lift(session, visitor.actor, recording),
        knows_recording=recording.unit_id in await custody_of(session, visitor.actor),
    )


def _form(fields: dict[str, str]) -> HoldForm:
    return HoldForm(
        ground=fields.get("ground", ""),
        article=fields.get("article", "")[:LONGEST],
        reason=fields.get("reason", "")[:LONGEST],
        until=fields.get("until", ""),
    )


def _missing(form: HoldForm) -> tuple[FieldError, ...]:
    errors = []
    if form.ground not in set(HoldGround):
        errors.append(FieldError("ground", "请选择冻结的事由。"))
    if not form.article:
        errors.append(FieldError("article", "请写明冻结的依据，例如文书名称和条款。"))
    if not form.reason:
        errors.append(FieldError("reason", "请写明为什么需要继续保存这份资料。"))
    return tuple(errors)


def _filter_fields(request: Request) -> dict[str, str]:
    params = request.query_params
    return {
        name: storable(params.get(name, "").strip()[:100]) for name in ("text", "ground", "state")
    }


def _wanted(fields: dict[str, str]) -> HoldFilter:
    ground = fields["ground"]
    return HoldFilter(
        standing=STANDING.get(fields["state"]),
        ground=HoldGround(ground) if ground in set(HoldGround) else None,
        text=fields["text"],
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
