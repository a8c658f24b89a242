"""来源待核: the device keeper's list of recordings whose device nobody knows."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.policy.decision import Decision
from app.recordings.correcting import UnknownDeviceError
from app.recordings.set_aside import (
    KnownNumber,
    SetAsideRow,
    count_alike,
    declare_foreign,
    find_set_aside,
    list_set_aside,
    numbers_near,
    settle_device,
)
from app.routers import pages
from app.routers.attribution import reason_problem
from app.routers.deps import NowDep, SessionDep
from app.routers.errors import refusal
from app.routers.forms import FieldError, read_fields
from app.routers.inbox_filters import read_place
from app.routers.visitor import Visitor, VisitorDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SetAsideList:
    """Context of ``set_aside/index.html``."""

    rows: tuple[SetAsideRow, ...]
    older: str | None


@dataclass(frozen=True, slots=True)
class SettlingFields:
    """What was typed; each of the two forms has a reason of its own."""

    device: str = ""
    settled_reason: str = ""
    foreign_reason: str = ""
    with_alike: bool = True


@dataclass(frozen=True, slots=True)
class SettlingPage:
    """Context of ``set_aside/show.html``; ``alike`` others name the same device."""

    row: SetAsideRow
    alike: int
    devices: tuple[KnownNumber, ...]
    fields: SettlingFields
    errors: tuple[FieldError, ...]


@router.get("/set-aside", name="set_aside")
async def show_set_aside(request: Request, session: SessionDep, visitor: VisitorDep) -> Response:
    """Show what waits, newest first."""
    place = read_place(request.query_params)
    found = await list_set_aside(session, visitor.actor, older_than=place.cursor)
    if isinstance(found, Decision):
        return refusal(request, found)
    older = f"/set-aside?older_than={found.older}" if found.older else None
    view = SetAsideList(found.rows, older)
    return pages.page(request, visitor.badge, "set_aside/index.html", view)


@router.get("/set-aside/{recording_id}", name="settling")
async def show_settling(
    recording_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep
) -> Response:
    """Show what names the device, and the two ways to settle it."""
    row = await find_set_aside(session, visitor.actor, recording_id)
    return await _form(request, session, visitor, row, SettlingFields())


@router.post("/set-aside/{recording_id}/device", name="settle_device")
async def settle(
    recording_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Say which registered device it was."""
    row = await find_set_aside(session, visitor.actor, recording_id)
    typed = await read_fields(request)
    fields = SettlingFields(
        device=typed.get("device", ""),
        settled_reason=typed.get("reason", ""),
        with_alike="alike" in typed,
    )
    problem = _reason_of(fields.settled_reason, "settled_reason")
    if not fields.device:
        problem = FieldError("device", "请填写或选择已登记的设备编号。")
    if problem:
        return await _form(request, session, visitor, row, fields, problem)
    try:
        outcome = await settle_device(
            session,
            visitor.actor,
            row,
            device_no=fields.device,
            reason=fields.settled_reason,
            with_alike=fields.with_alike,
            now=now,
        )
    except UnknownDeviceError as error:
        problem = FieldError("device", error.message)
        return await _form(request, session, visitor, row, fields, problem)
    return _done(request, outcome)


@router.post("/set-aside/{recording_id}/foreign", name="declare_foreign")
async def declare(
    recording_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Say that the device is none of ours."""
    row = await find_set_aside(session, visitor.actor, recording_id)
    typed = await read_fields(request)
    fields = SettlingFields(foreign_reason=typed.get("reason", ""), with_alike="alike" in typed)
    problem = _reason_of(fields.foreign_reason, "foreign_reason")
    if problem:
        return await _form(request, session, visitor, row, fields, problem)
    outcome = await declare_foreign(
        session,
        visitor.actor,
        row,
        reason=fields.foreign_reason,
        with_alike=fields.with_alike,
        now=now,
    )
    return _done(request, outcome)


def _reason_of(reason: str, field: str) -> FieldError | None:
    problem = reason_problem(reason)
    return FieldError(field, problem.message) if problem else None


def _done(request: Request, outcome: int | Decision) -> Response:
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, "/set-aside")


async def _form(
    request: Request,
    session: AsyncSession,
    visitor: Visitor,
    row: SetAsideRow,
    fields: SettlingFields,
    *problems: FieldError,
) -> Response:
    view = SettlingPage(
        row=row,
        alike=await count_alike(session, row),
        devices=await numbers_near(session, row),
        fields=fields,
        errors=problems,
    )
    status = 422 if problems else 200
    return pages.page(request, visitor.badge, "set_aside/show.html", view, status=status)
