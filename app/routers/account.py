"""The person's own facts and the places where they are signed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.people.sessions import OwnSession, own_sessions, revoke_sessions
from app.policy.actor import Actor
from app.routers import labels, pages
from app.routers.browsers import browser_words
from app.routers.deps import NowDep, ResourcesDep, SessionDep
from app.routers.session import forget_cookie
from app.routers.visitor import VisitorDep

router = APIRouter(include_in_schema=False)


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
class AccountPage:
    """Context of ``account/index.html``."""

    person_name: str
    username: str
    unit_name: str
    section_name: str
    post: str
    role_names: tuple[str, ...]
    sessions: tuple[SessionRow, ...]


@router.get("/account", name="account")
async def show_account(
    request: Request, session: SessionDep, visitor: VisitorDep, now: NowDep
) -> Response:
    """Show who is signed in, and where else."""
    person = visitor.person
    rows = await own_sessions(session, visitor.actor, now)
    view = AccountPage(
        person_name=person.full_name,
        username=person.username,
        unit_name=person.unit_name,
        section_name=person.section_name,
        post=person.post,
        role_names=labels.role_names(visitor.actor.roles),
        sessions=tuple(_row(row, visitor.actor) for row in rows),
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


def _row(row: OwnSession, actor: Actor) -> SessionRow:
    return SessionRow(
        id=row.id,
        browser=browser_words(row.user_agent),
        address=row.address,
        signed_in_at=row.created_at,
        last_seen_at=row.last_seen_at,
        is_current=row.id == actor.credential_id,
    )
