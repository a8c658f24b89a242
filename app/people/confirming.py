"""Prove again that it is oneself, before an act that could do harm (再次确认身份)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, SignInSession
from app.people.one_time_codes import check_code
from app.people.origin import Origin
from app.people.passwords import PasswordPool
from app.people.second_factor import has_factor
from app.people.session_rows import renew_token
from app.people.sign_in_steps import CODE_WORDS, note_verdict
from app.people.throttle import (
    confirmation_counters,
    count_failure,
    forgive,
    one_at_a_time,
    wait_until,
)
from app.policy.actor import Actor
from app.policy.signing_in import is_fresh
from app.settings import Settings

WRONG_PASSWORD = "密码不正确。请检查大小写和输入法后重试。"  # noqa: S105 - a sentence.


@dataclass(frozen=True, slots=True)
class ConfirmationRefused:
    """The proof did not fit, or it has to wait until ``retry_at``."""

    message: str
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How this session stands: when it ends, and what a proof would be."""

    expires_at: datetime
    is_fresh: bool
    asks_code: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What was typed, where, when, and the rules of this installation."""

    answer: str
    origin: Origin
    settings: Settings
    now: datetime


async def standing_of(
    session: AsyncSession, actor: Actor, settings: Settings, now: datetime
) -> Standing:
    """Return how the actor's session stands; a sign-in counts as a proof too."""
    row = await session.get_one(SignInSession, actor.credential_id)
    lasting = timedelta(minutes=settings.reauth_minutes)
    return Standing(
        expires_at=row.expires_at,
        is_fresh=is_fresh(row.confirmed_at, now, lasting),
        asks_code=await has_factor(session, actor.id),
    )


async def confirm_identity(
    session: AsyncSession,
    passwords: PasswordPool,
    actor: Actor,
    origin: Origin,
    *,
    answer: str,
    settings: Settings,
    now: datetime,
) -> str | ConfirmationRefused:
    """Check a password, or a code where a second factor is in force; return the new token.

    Failures are counted within this session only. Appends ``confirmation:given`` or
    ``confirmation:refused``; a refusal is returned.
    """
    assert actor.credential_id is not None
    counters = confirmation_counters(actor.credential_id)
    await one_at_a_time(session, counters)
    blocked = await wait_until(session, counters, now)
    if blocked is not None:
        await _note(session, actor, origin, "too_soon", now)
        return ConfirmationRefused("连续多次输入有误，请稍后重试。", blocked)
    proof = Proof(answer, origin, settings, now)
    problem = await _problem_with(session, passwords, actor, proof)
    await _note(session, actor, origin, problem, now)
    if problem:
        await count_failure(session, counters, now)
        return ConfirmationRefused(problem)
    await forgive(session, counters)
    row = await session.get_one(SignInSession, actor.credential_id)
    row.confirmed_at = now
    return renew_token(row)


async def _problem_with(
    session: AsyncSession, passwords: PasswordPool, actor: Actor, proof: Proof
) -> str:
    """Return what is wrong with the proof, or nothing."""
    assert actor.id is not None
    if not await has_factor(session, actor.id):
        person = await session.get_one(Person, actor.id)
        fits = await passwords.verify(person.password_hash, proof.answer)
        return "" if fits else WRONG_PASSWORD
    verdict = await check_code(
        session, actor.id, proof.answer, key=proof.settings.secret_key, now=proof.now
    )
    await note_verdict(session, actor, verdict, proof.origin, proof.now)
    return CODE_WORDS.get(verdict, "")


async def _note(
    session: AsyncSession, actor: Actor, origin: Origin, problem: str, now: datetime
) -> None:
    kind = LedgerKind.CONFIRMATION_REFUSED if problem else LedgerKind.CONFIRMATION_GIVEN
    await append(
        session,
        kind,
        actor,
        unit_id=actor.unit_id,
        subject_id=actor.id,
        detail=origin.detail(),
        now=now,
    )
