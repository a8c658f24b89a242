"""Signed-in sessions: begun by a password, bound to a browser, revocable, every act in the ledger.

The cookie carries 256 random bits; the row holds only their SHA-256.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, SignInSession
from app.people.known_browsers import find_known
from app.people.origin import Origin
from app.people.passwords import PasswordPool
from app.people.refusals import note_refused_sign_in
from app.people.session_rows import SignedIn, end_sessions, go_on
from app.people.throttle import (
    count_failure,
    forgive,
    one_at_a_time,
    sign_in_counters,
    wait_until,
)
from app.policy.actor import Actor
from app.policy.vocabulary import SignInStage
from app.settings import Settings

WRONG = "用户名或密码不正确。请检查后重试；忘记密码请联系安全管理员。"


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """Nobody was signed in. ``retry_at`` is set when the next try has to wait."""

    message: str
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One line of the page on which people see where they are signed in."""

    id: UUID
    address: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime


async def sign_in(
    session: AsyncSession,
    passwords: PasswordPool,
    *,
    username: str,
    password: str,
    address: str,
    user_agent: str,
    settings: Settings,
    now: datetime,
    browser_token: str | None = None,
) -> SignedIn | SignInRefused:
    """Begin a session if name and password fit; its stage says what has to be shown next.

    Appends ``session:started`` or ``session:halfway``, or counts a refusal as
    ``note_refused_sign_in`` says. A refusal is returned, so its event and its counters commit.
    ``browser_token`` of a browser known to this person spares it the delays strangers cause.
    """
    origin = Origin(address, user_agent)
    person = await session.scalar(select(Person).where(Person.username == username.strip().lower()))
    known = await find_known(session, browser_token, person.id if person else None, now)
    counters = sign_in_counters(username, address, known)
    await one_at_a_time(session, counters)
    blocked = await wait_until(session, counters, now)
    if blocked is not None:
        await note_refused_sign_in(session, person, origin, "too_soon", now)
        seconds = int((blocked - now).total_seconds()) + 1
        return SignInRefused(f"连续多次登录失败，请在 {seconds} 秒后重试。", retry_at=blocked)
    fits = await passwords.verify(person.password_hash if person else None, password)
    if person is None or not fits or not await _is_still_so(session, person):
        await count_failure(session, counters, now)
        await note_refused_sign_in(session, person, origin, "wrong", now)
        return SignInRefused(WRONG)
    await forgive(session, counters)
    return await go_on(
        session, person, origin, browser_token=browser_token, settings=settings, now=now
    )


async def _is_still_so(session: AsyncSession, person: Person) -> bool:
    """Return whether the password that was compared is still in force and its account open.

    Comparing takes long, and what replaces a password ends only the sessions that it sees. The
    lock makes that wait for this one, or this one see what was replaced.
    """
    compared = person.password_hash
    await session.refresh(person, with_for_update={"read": True})
    return person.is_active and person.password_hash == compared


async def sign_out(session: AsyncSession, actor: Actor, now: datetime) -> None:
    """End the session this request came with. Appends ``session:ended``."""
    if actor.credential_id is None:
        return
    await _revoke(session, actor, now, actor.credential_id)
    await append(
        session,
        LedgerKind.SESSION_ENDED,
        actor,
        unit_id=actor.unit_id,
        subject_id=actor.id,
        now=now,
    )


async def revoke_sessions(
    session: AsyncSession, actor: Actor, now: datetime, *, only: UUID | None = None
) -> None:
    """End one other session, or all of them (退出全部登录). Appends ``sessions:revoked``.

    Only the actor's own sessions are touched, whatever id is named. No fresh proof of identity is
    asked for: whoever has lost a phone must be able to do this at once, and it gives nothing away.
    """
    await _revoke(session, actor, now, only)
    await append(
        session,
        LedgerKind.SESSIONS_REVOKED,
        actor,
        unit_id=actor.unit_id,
        subject_id=actor.id,
        detail={"session": only},
        now=now,
    )


async def own_sessions(session: AsyncSession, actor: Actor, now: datetime) -> list[OwnSession]:
    """Return the actor's living sessions, the most recently used first."""
    rows = await session.scalars(
        select(SignInSession)
        .where(
            SignInSession.person_id == actor.id,
            SignInSession.stage == SignInStage.COMPLETE.value,
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.last_seen_at.desc())
    )
    return [
        OwnSession(row.id, row.address, row.user_agent, row.created_at, row.last_seen_at)
        for row in rows
    ]


async def _revoke(session: AsyncSession, actor: Actor, now: datetime, only: UUID | None) -> None:
    if only is None and actor.id is not None:
        await end_sessions(session, actor.id, now)
        return
    await session.execute(
        update(SignInSession)
        .where(
            SignInSession.person_id == actor.id,
            SignInSession.id == only,
            SignInSession.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
