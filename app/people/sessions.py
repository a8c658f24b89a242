"""Signed-in sessions: begun by a password, bound to a browser, revocable, every act in the ledger.

The cookie carries 256 random bits; the row holds only their SHA-256.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    exists,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.db import keep
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Delegation, Person, RoleAssignment, Section, SignInSession, Unit
from app.people.binding import compare_origin, follow_address
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
from app.policy.actor import Actor, Assignment, Principal
from app.policy.delegating import still_compatible
from app.policy.excluding import HeldRole
from app.policy.vocabulary import ActorKind, Role, SignInStage
from app.settings import Settings

_TOUCH_EVERY = timedelta(seconds=60)
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


async def identify_person(
    session: AsyncSession,
    token: str,
    *,
    settings: Settings,
    now: datetime,
    origin: Origin | None = None,
    is_background: bool = False,
) -> Actor | None:
    """Return the person behind a cookie, or ``None`` when the session is over or was revoked.

    Rights are read afresh each time: what changed a second ago bites now. A request in the
    background does not prolong the session. Without an ``origin`` nothing is compared with it.

    Raises:
        CookieElsewhereError: another browser shows the cookie, or, where the installation binds
            sessions to addresses, the same browser does from another address.
    """
    found = (
        await session.execute(
            _behind_a_cookie(),
            {
                "token_hash": ids.digest_of_secret(token),
                "now": now,
                "idle_since": now - timedelta(minutes=settings.session_idle_minutes),
            },
        )
    ).one_or_none()
    if found is None:
        return None
    row, person, *place = found
    keep(session, row, person, *place)
    if origin is not None:
        compare_origin(row, origin, settings)
        await follow_address(session, row, person, origin, now)
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
    """Return the roles a person holds on a day of the agency's calendar.

    Those of an absent person for whom they stand in come with that person's name; they end with
    the paper, with its withdrawal, and with the principal's own role.
    """
    held = (await session.execute(_held_on(), {"person_id": person_id, "day": day})).all()
    if all(row.principal_id is None for row in held):
        return tuple(Assignment(row.unit_id, Role(row.role)) for row in held)
    own: list[HeldRole] = []
    lent: list[tuple[HeldRole, Principal]] = []
    for unit_id, role, from_on, until_on, principal_id, name in held:
        one = HeldRole(unit_id, Role(role), from_on, until_on)
        if principal_id is None:
            own.append(one)
        else:
            lent.append((one, Principal(principal_id, name)))
    return (
        *(Assignment(one.unit_id, one.role) for one in own),
        *(
            Assignment(one.unit_id, one.role, principal)
            for one, principal in lent
            if still_compatible(one, own)
        ),
    )


# Every request asks these two; to build such a statement costs more than to have it answered.


@cache
def _behind_a_cookie() -> Select[SignInSession, Person, Unit, Section]:
    """Return a session with its person and their place, which the head of every page names."""
    return (
        select(SignInSession, Person, Unit, Section)
        .join(Person, Person.id == SignInSession.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Section, Section.id == Person.section_id)
        .where(
            SignInSession.token_hash == bindparam("token_hash"),
            SignInSession.stage == SignInStage.COMPLETE.value,
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > bindparam("now"),
            SignInSession.last_seen_at > bindparam("idle_since"),
            Person.is_active,
        )
    )


@cache
def _held_on() -> CompoundSelect[*tuple[Any, ...]]:
    return _own_on().union_all(_lent_on())


@cache
def _own_on() -> Select[*tuple[Any, ...]]:
    return select(
        RoleAssignment.unit_id,
        RoleAssignment.role,
        RoleAssignment.from_on,
        RoleAssignment.until_on,
        cast(null(), Uuid).label("principal_id"),
        cast(null(), Text).label("principal_name"),
    ).where(RoleAssignment.person_id == bindparam("person_id"), _runs_on_the_day())


@cache
def _lent_on() -> Select[*tuple[Any, ...]]:
    principals_own = exists().where(
        RoleAssignment.person_id == Delegation.principal_id,
        RoleAssignment.unit_id == Delegation.unit_id,
        RoleAssignment.role == Delegation.role,
        _runs_on_the_day(),
    )
    return (
        select(
            Delegation.unit_id,
            Delegation.role,
            Delegation.from_on,
            Delegation.until_on,
            Person.id,
            Person.full_name,
        )
        .join(Person, Person.id == Delegation.principal_id)
        .where(
            Delegation.delegate_id == bindparam("person_id"),
            Delegation.withdrawn_at.is_(None),
            Delegation.from_on <= bindparam("day"),
            Delegation.until_on >= bindparam("day"),
            principals_own,
        )
    )


def _runs_on_the_day() -> ColumnElement[bool]:
    day, until = bindparam("day", type_=Date), RoleAssignment.until_on
    return and_(RoleAssignment.from_on <= day, or_(until.is_(None), until >= day))


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
