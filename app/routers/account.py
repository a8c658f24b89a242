"""The person's own facts, how they sign in, where they are signed in, and what happened lately."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.ledger.book import LedgerLine
from app.ledger.kinds import LABELS, REFUSALS
from app.people.confirming import Standing, standing_of
from app.people.credentials import PasswordState, password_state
from app.people.known_browsers import OwnBrowser, forget_browser, own_browsers
from app.people.second_factor import FactorFacts, factor_facts
from app.people.sessions import OwnSession, own_sessions, revoke_sessions
from app.people.sign_in_history import own_sign_in_history
from app.policy.actor import Actor
from app.routers import labels, pages
from app.routers.browsers import browser_words
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.holding_panels import PersonDevicesPanel, own_devices
from app.routers.refusal_words import SIGN_IN_REFUSALS
from app.routers.session_cookies import forget_cookie
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)

DONE = {
    "password": "密码已经修改，您在别处的登录都已退出。",
    "removal": "动态口令已经停用，恢复码同时作废。",
}


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser that is signed in."""

    id: UUID
    browser: str
    address: str
    signed_in_at: datetime
    last_seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class BrowserRow:
    """One browser that strangers cannot slow down."""

    id: UUID
    browser: str
    address: str
    last_used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event about the account."""

    at: datetime
    act: str
    is_refusal: bool
    reason: str
    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Context of ``account/index.html``; ``devices`` only where somebody may be given one."""

    person_name: str
    username: str
    unit_name: str
    section_name: str
    post: str
    role_names: tuple[str, ...]
    sessions: tuple[SessionRow, ...]
    browsers: tuple[BrowserRow, ...]
    devices: PersonDevicesPanel | None
    history: tuple[HistoryRow, ...]
    password: PasswordState
    factor: FactorFacts
    standing: Standing
    idle_minutes: int
    done: str


@router.get("/account", name="account")
async def show_account(
    request: Request, session: SessionDep, resources: ResourcesDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show who is signed in and how, where else, and what happened to the account lately."""
    person, actor, settings = visitor.person, visitor.actor, resources.settings
    view = AccountPage(
        person_name=person.full_name,
        username=person.username,
        unit_name=person.unit_name,
        section_name=person.section_name,
        post=person.post,
        role_names=labels.role_names(actor.roles),
        sessions=tuple(_session_row(row, actor) for row in await own_sessions(session, actor, now)),
        browsers=tuple(_browser_row(row) for row in await own_browsers(session, actor, now)),
        devices=await own_devices(session, visitor),
        history=tuple(_history_row(line) for line in await own_sign_in_history(session, actor)),
        password=await password_state(session, person.id, settings),
        factor=await factor_facts(session, person.id, settings),
        standing=await standing_of(session, actor, settings, now),
        idle_minutes=settings.session_idle_minutes,
        done=DONE.get(request.query_params.get("done", ""), ""),
    )
    return pages.page(request, visitor.badge, "account/index.html", view)


@router.post("/account/sessions/{session_id}/revocation", name="revoke_session")
async def revoke_one(
    session_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """End one of the person's own sessions."""
    await revoke_sessions(session, visitor.actor, now, only=session_id)
    return pages.see_other(request, "/account")


@router.post("/account/sessions/revocation", name="revoke_all_sessions")
async def revoke_all(
    request: Request,
    session: SessionDep,
    resources: ResourcesDep,
    visitor: VisitorDep,
    now: NowDep,
) -> Response:
    """End every session of this person, this one included."""
    await revoke_sessions(session, visitor.actor, now)
    response = pages.see_other(request, "/sign-in")
    forget_cookie(response, resources.settings)
    return response


@router.post("/account/browsers/{browser_id}/revocation", name="forget_browser")
async def forget_one_browser(
    browser_id: UUID, request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Forget one of the person's own browsers."""
    await forget_browser(session, visitor.actor, browser_id, now)
    return pages.see_other(request, "/account")


def _session_row(row: OwnSession, actor: Actor) -> SessionRow:
    return SessionRow(
        id=row.id,
        browser=browser_words(row.user_agent),
        address=row.address,
        signed_in_at=row.created_at,
        last_seen_at=row.last_seen_at,
        is_current=row.id == actor.credential_id,
    )


def _browser_row(row: OwnBrowser) -> BrowserRow:
    return BrowserRow(
        id=row.id,
        browser=browser_words(row.user_agent),
        address=row.address,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
    )


def _history_row(line: LedgerLine) -> HistoryRow:
    detail = line.detail
    times = detail.get("times")
    reason = SIGN_IN_REFUSALS.get(detail.get("code", ""), "")
    return HistoryRow(
        at=line.at,
        act=LABELS[line.kind],
        is_refusal=line.kind in REFUSALS,
        reason=f"{reason}，共 {times} 次" if times else reason,
        address=detail.get("address", ""),
        browser=browser_words(detail["browser"]) if "browser" in detail else "",
    )
