"""终端一览 and one terminal: make its code, watch it being used, revoke its token.

Terminals are technical objects here, so the system administrator comes too; nothing on these
pages tells what a terminal recorded.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import segno
from fastapi import APIRouter, Request, Response

from app.devices.codes import FreshCode, make_code, revoke_terminal
from app.devices.terminal_states import (
    CodeState,
    TerminalDetail,
    code_state,
    find_terminal,
    list_terminals,
)
from app.policy.decision import Decision
from app.policy.vocabulary import DeviceKind, TokenEnd
from app.routers import labels, pages
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.enrolment_panel import (
    REVOCABLE_FOR,
    TerminalView,
    is_silent,
    last_seen_words,
    view_of,
)
from app.routers.errors import refusal
from app.routers.forms import FieldError, read_fields, storable
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class TerminalRow:
    """One terminal of the list."""

    device_id: UUID
    device_no: str
    kind: str
    unit_name: str
    state: str
    is_silent: bool
    last_seen_at: datetime | None
    last_seen_words: str
    version: str


@dataclass(frozen=True, slots=True)
class TerminalsPage:
    """Context of ``terminals/index.html``."""

    rows: tuple[TerminalRow, ...]
    text: str
    is_cut: bool


@dataclass(frozen=True, slots=True)
class TerminalPage:
    """Context of ``terminals/show.html``."""

    device_id: UUID
    device_no: str
    kind: str
    unit_name: str
    terminal: TerminalView


@dataclass(frozen=True, slots=True)
class CodeView:
    """Context of ``terminals/_code_state.html``; it asks again while the code is waiting."""

    device_id: UUID
    code_id: UUID
    state: str
    minutes_left: int


@dataclass(frozen=True, slots=True)
class EnrolmentCodePage:
    """Context of ``terminals/code.html``; the only answer that ever holds the code."""

    device_id: UUID
    device_no: str
    picture: str
    groups: tuple[str, ...]
    server: str
    expires_at: datetime
    minutes: int
    code: CodeView


@router.get("/terminals", name="terminals")
async def show_terminals(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """List the terminals of this person's units, the longest silent first."""
    text = storable(request.query_params.get("device_no", "").strip())[:100]
    found = await list_terminals(session, visitor.actor, text=text)
    if isinstance(found, Decision):
        return refusal(request, found)
    view = TerminalsPage(tuple(_row(row, now) for row in found.rows), text, found.is_cut)
    return pages.page(request, visitor.badge, "terminals/index.html", view)


@router.get("/terminals/{device_id}", name="terminal")
async def show_terminal(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show one device as a terminal."""
    detail, decision = await find_terminal(session, visitor.actor, device_id)
    if not decision.allowed:
        return refusal(request, decision)
    view = _page(detail, view_of(detail, now, may_enrol=True))
    return pages.page(request, visitor.badge, "terminals/show.html", view)


@router.post("/terminals/{device_id}/codes", name="make_enrolment_code")
async def make_enrolment_code(
    device_id: UUID,
    request: Request,
    *,
    session: SessionDep,
    resources: ResourcesDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Make a code and show it at once: it is stored hashed, so no other page could."""
    minutes = resources.settings.enrolment_code_minutes
    fresh = await make_code(session, visitor.actor, device_id, minutes=minutes, now=now)
    if isinstance(fresh, Decision):
        return refusal(request, fresh)
    server = resources.settings.public_url
    view = _code_page(fresh, device_id, server, minutes)
    return pages.page(request, visitor.badge, "terminals/code.html", view, status=201)


@router.get("/terminals/{device_id}/codes/{code_id}", name="enrolment_code_state")
async def show_code_state(
    device_id: UUID,
    code_id: UUID,
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """Answer what has become of a code, for the page that waits for the terminal."""
    state, expires_at = await code_state(session, visitor.actor, device_id, code_id, now=now)
    view = _code_view(device_id, code_id, state, (expires_at - now).total_seconds())
    return pages.fragment(request, "terminals/_code_state.html", view)


@router.post("/terminals/{device_id}/revocation", name="revoke_terminal")
async def revoke(
    device_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """End the terminal's token; from its next request on it may only hand in evidence."""
    fields = await read_fields(request)
    reason, note = fields.get("reason", ""), fields.get("note", "")
    problems = _problems(reason, note)
    if problems:
        detail, decision = await find_terminal(session, visitor.actor, device_id)
        if not decision.allowed:
            return refusal(request, decision)
        shown = view_of(detail, now, may_enrol=True)
        view = _page(detail, replace(shown, reason=reason, note=note, errors=problems))
        return pages.page(request, visitor.badge, "terminals/show.html", view, status=422)
    end = TokenEnd(reason)
    outcome = await revoke_terminal(session, visitor.actor, device_id, end=end, note=note, now=now)
    if isinstance(outcome, Decision):
        return refusal(request, outcome)
    return pages.see_other(request, f"/terminals/{device_id}")


def _problems(reason: str, note: str) -> tuple[FieldError, ...]:
    if reason not in {end.value for end in REVOCABLE_FOR}:
        return (FieldError("reason", "请选择撤销令牌的原因。"),)
    if reason == TokenEnd.OTHER.value and not note:
        return (FieldError("note", "原因为“其他”的，请写明情况。"),)
    if len(note) > LONGEST_NOTE:
        return (FieldError("note", f"情况说明最多 {LONGEST_NOTE} 字，请精简后重新提交。"),)
    return ()


def _row(detail: TerminalDetail, now: datetime) -> TerminalRow:
    return TerminalRow(
        device_id=detail.device_id,
        device_no=detail.device_no,
        kind=labels.DEVICE_KINDS[DeviceKind(detail.kind)],
        unit_name=detail.unit_name,
        state=detail.state.value,
        is_silent=is_silent(detail, now),
        last_seen_at=detail.last_seen_at,
        last_seen_words=last_seen_words(detail.last_seen_at, now),
        version=detail.version,
    )


def _page(detail: TerminalDetail, terminal: TerminalView) -> TerminalPage:
    return TerminalPage(
        device_id=detail.device_id,
        device_no=detail.device_no,
        kind=labels.DEVICE_KINDS[DeviceKind(detail.kind)],
        unit_name=detail.unit_name,
        terminal=terminal,
    )


def _code_page(fresh: FreshCode, device_id: UUID, server: str, minutes: int) -> EnrolmentCodePage:
    picture = segno.make(f"{server}/enrol#{fresh.scanned}", error="m", micro=False)
    return EnrolmentCodePage(
        device_id=device_id,
        device_no=fresh.device_no,
        picture=picture.svg_data_uri(scale=5, border=4),
        groups=(fresh.typed[:5], fresh.typed[5:]),
        server=server,
        expires_at=fresh.expires_at,
        minutes=minutes,
        code=_code_view(device_id, fresh.id, CodeState.WAITING, minutes * 60),
    )


def _code_view(device_id: UUID, code_id: UUID, state: CodeState, seconds: float) -> CodeView:
    return CodeView(device_id, code_id, state.value, max(1, -int(-seconds // 60)))
