"""The rows of sessions: begun, carried from step to step under a new cookie, and ended.

Each step of a sign-in gives the session a fresh token (256 random bits, stored as SHA-256), so a
cookie seen before the step is worth nothing after it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import SHANGHAI
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import (
    Person,
    PersonCredential,
    RoleAssignment,
    SecondFactor,
    SignInSession,
)
from app.people.known_browsers import remember
from app.people.origin import Origin
from app.people.profiles import password_profile
from app.policy.actor import Actor
from app.policy.passwords import expires_at
from app.policy.signing_in import SignInFacts, needs_factor, stage_of
from app.policy.vocabulary import ActorKind, Role, SignInStage
from app.settings import Settings

_SHORT_STEP = timedelta(minutes=5)
_LONG_STEP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A step succeeded; ``token`` goes into the session cookie and is known nowhere else.

    ``browser_token`` goes into the cookie of known browsers, once the last step is done.
    """

    token: str
    person_id: UUID
    expires_at: datetime
    stage: SignInStage
    browser_token: str | None = None


async def go_on(
    session: AsyncSession,
    person: Person,
    origin: Origin,
    *,
    row: SignInSession | None = None,
    has_shown_factor: bool = False,
    browser_token: str | None = None,
    settings: Settings,
    now: datetime,
) -> SignedIn:
    """Carry a sign-in to its next step, or begin one when there is no ``row`` yet.

    Appends ``session:halfway`` when a code is awaited, ``session:started`` once the person is
    known for sure.
    """
    before = None if row is None else SignInStage(row.stage)
    stage = stage_of(await _facts(session, person, has_shown_factor, settings, now))
    if row is None:
        row = SignInSession(id=ids.new_id(), person_id=person.id, created_at=now)
        session.add(row)
    row.address, row.user_agent = origin.address, origin.user_agent
    row.stage, row.last_seen_at = stage.value, now
    row.expires_at = now + _life_of(stage, settings)
    row.confirmed_at = None if stage is SignInStage.SECOND_FACTOR else now
    token = renew_token(row)
    if stage is SignInStage.SECOND_FACTOR:
        await _note(session, LedgerKind.SESSION_HALFWAY, row, person, now)
    elif before in {None, SignInStage.SECOND_FACTOR}:
        await _note(session, LedgerKind.SESSION_STARTED, row, person, now)
    kept = None
    if stage is SignInStage.COMPLETE:
        kept = await remember(session, browser_token, person.id, origin, now)
    return SignedIn(token, person.id, row.expires_at, stage, kept)


def renew_token(row: SignInSession) -> str:
    """Give a session a new cookie; the old one ends with this transaction's commit."""
    token = ids.new_secret()
    row.token_hash = ids.digest_of_secret(token)
    return token


async def end_sessions(
    session: AsyncSession, person_id: UUID, now: datetime, *, keep: UUID | None = None
) -> None:
    """End every session of a person, half-way ones too, except ``keep``."""
    statement = (
        update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if keep is not None:
        statement = statement.where(SignInSession.id != keep)
    await session.execute(statement)


def person_actor(person: Person, session_id: UUID) -> Actor:
    """Return the actor for events of somebody who may open no room yet: without roles."""
    return Actor(ActorKind.PERSON, person.id, person.unit_id, session_id)


async def _facts(
    session: AsyncSession,
    person: Person,
    has_shown_factor: bool,  # noqa: FBT001 - private, named at the only call.
    settings: Settings,
    now: datetime,
) -> SignInFacts:
    credential = await session.get(PersonCredential, person.id)
    factor = await session.get(SecondFactor, person.id)
    profile = password_profile(settings.password_profile)
    ends = expires_at(profile, credential.changed_at) if credential else None
    today = now.astimezone(SHANGHAI).date()
    roles = await session.scalars(
        select(RoleAssignment.role).where(
            RoleAssignment.person_id == person.id,
            RoleAssignment.from_on <= today,
            (RoleAssignment.until_on.is_(None)) | (RoleAssignment.until_on >= today),
        )
    )
    required_for = settings.totp_required_for
    if not settings.secret_key.get_secret_value():
        # Without a key no secret can be kept, so nobody can be asked for one.
        required_for = "nobody"
    return SignInFacts(
        has_factor=factor is not None and factor.secret is not None,
        has_shown_factor=has_shown_factor,
        needs_factor=needs_factor([Role(role) for role in roles], required_for),
        must_change_password=credential is not None
        and (credential.must_change or (ends is not None and ends <= now)),
    )


def _life_of(stage: SignInStage, settings: Settings) -> timedelta:
    match stage:
        case SignInStage.COMPLETE:
            return timedelta(hours=settings.session_absolute_hours)
        case SignInStage.SECOND_FACTOR:
            return _SHORT_STEP
        case SignInStage.NEW_PASSWORD | SignInStage.ENROLMENT:
            return _LONG_STEP


async def _note(
    session: AsyncSession, kind: LedgerKind, row: SignInSession, person: Person, now: datetime
) -> None:
    origin = Origin(row.address, row.user_agent)
    await append(
        session,
        kind,
        person_actor(person, row.id),
        unit_id=person.unit_id,
        subject_id=person.id,
        detail=origin.detail(),
        now=now,
    )
