"""Signed-in sessions as rows: revocable, idle and absolute limits, every act in the ledger.

The cookie carries 256 random bits; the row holds only their SHA-256.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, RoleAssignment, SignInSession
from app.people.passwords import PasswordPool
from app.people.throttle import count_failure, forgive, one_at_a_time, wait_until
from app.policy.actor import ANONYMOUS, Actor, Assignment
from app.policy.vocabulary import ActorKind, Role
from app.settings import Settings

_TOUCH_EVERY = timedelta(seconds=60)
WRONG = "用户名或密码不正确。请检查后重试；忘记密码请联系安全管理员。"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session was begun; ``token`` goes into the cookie and is known nowhere else."""

    token: str
    person_id: UUID
    expires_at: datetime


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
) -> SignedIn | SignInRefused:
    """Begin a session if name and password fit.

    Appends ``session:started`` or ``session:refused``. A refusal is returned, so its event and
    its counters commit. The account name of a refusal is not written down: it is often a password
    typed into the wrong box.
    """
    await one_at_a_time(session, username, address)
    blocked = await wait_until(session, username, address, now)
    if blocked is not None:
        seconds = int((blocked - now).total_seconds()) + 1
        return SignInRefused(f"连续多次登录失败，请在 {seconds} 秒后重试。", retry_at=blocked)
    person = await session.scalar(select(Person).where(Person.username == username.strip().lower()))
    fits = await passwords.verify(person.password_hash if person else None, password)
    if person is None or not fits or not person.is_active:
        await count_failure(session, username, address, now)
        await append(
            session,
            LedgerKind.SESSION_REFUSED,
            ANONYMOUS,
            unit_id=person.unit_id if person else None,
            subject_id=person.id if person else None,
            detail={"address": address},
            now=now,
        )
        return SignInRefused(WRONG)
    await forgive(session, username, address)
    return await _begin(session, person, address, user_agent, settings=settings, now=now)


async def identify_person(
    session: AsyncSession,
    token: str,
    *,
    settings: Settings,
    now: datetime,
    is_background: bool = False,
) -> Actor | None:
    """Return the person behind a cookie, or ``None`` when the session is over or was revoked.

    Rights are read afresh each time: what changed a second ago bites now. A request in the
    background does not prolong the session.
    """
    found = (
        await session.execute(
            select(SignInSession, Person)
            .join(Person, Person.id == SignInSession.person_id)
            .where(
                SignInSession.token_hash == ids.digest_of_secret(token),
                SignInSession.revoked_at.is_(None),
                SignInSession.expires_at > now,
                SignInSession.last_seen_at > now - timedelta(minutes=settings.session_idle_minutes),
                Person.is_active,
            )
        )
    ).one_or_none()
    if found is None:
        return None
    row, person = found
    if not is_background and now - row.last_seen_at > _TOUCH_EVERY:
        row.last_seen_at = now
    return Actor(
        kind=ActorKind.PERSON,
        id=person.id,
        unit_id=person.unit_id,
        credential_id=row.id,
        assignments=await assignments_on(session, person.id, now.astimezone(SHANGHAI).date()),
    )


async def assignments_on(
    session: AsyncSession, person_id: UUID, day: date
) -> tuple[Assignment, ...]:
    """Return the roles a person holds on a day of the agency's calendar."""
    rows = await session.scalars(
        select(RoleAssignment).where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.from_on <= day,
            or_(RoleAssignment.until_on.is_(None), RoleAssignment.until_on >= day),
        )
    )
    return tuple(Assignment(row.unit_id, Role(row.role)) for row in rows)


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

    Only the actor's own sessions are touched, whatever id is named.
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
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.last_seen_at.desc())
    )
    return [
        OwnSession(row.id, row.address, row.user_agent, row.created_at, row.last_seen_at)
        for row in rows
    ]


async def _begin(
    session: AsyncSession,
    person: Person,
    address: str,
    user_agent: str,
    *,
    settings: Settings,
    now: datetime,
) -> SignedIn:
    token = ids.new_secret()
    row = SignInSession(
        id=ids.new_id(),
        token_hash=ids.digest_of_secret(token),
        person_id=person.id,
        address=address,
        user_agent=user_agent[:300],
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=settings.session_absolute_hours),
    )
    session.add(row)
    actor = Actor(ActorKind.PERSON, person.id, person.unit_id, row.id)
    await append(
        session,
        LedgerKind.SESSION_STARTED,
        actor,
        unit_id=person.unit_id,
        subject_id=person.id,
        detail={"address": address},
        now=now,
    )
    return SignedIn(token=token, person_id=person.id, expires_at=row.expires_at)


async def _revoke(session: AsyncSession, actor: Actor, now: datetime, only: UUID | None) -> None:
    statement = (
        update(SignInSession)
        .where(SignInSession.person_id == actor.id, SignInSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if only is not None:
        statement = statement.where(SignInSession.id == only)
    await session.execute(statement)
