"""Enrol, replace, remove and reset somebody's second factor (动态口令), and its recovery codes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, RecoveryCode, SecondFactor
from app.people.credentials import locked_person
from app.people.one_time_codes import (
    RECOVERY_ALPHABET,
    RECOVERY_LENGTH,
    digest_of_recovery,
    plain_code,
    step_that_fits,
)
from app.people.secret_box import lock_away, take_out
from app.people.session_rows import end_sessions
from app.policy.actor import Actor
from app.policy.decision import Decision, allow, refuse
from app.policy.signing_in import needs_factor
from app.settings import Settings

RECOVERY_CODES = 10
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_SECRET_LENGTH = 32
_PENDING_FOR = timedelta(minutes=15)
NO_KEY = (
    "现在不能启用动态口令，因为系统没有设置保护它的密钥。请联系系统管理员设置 LIUHEN_SECRET_KEY。"
)
NOT_PENDING = "这次启用已经过期，或已在另一个窗口完成。请回到“账号与登录”查看，需要时重新开始。"
NEEDED = "您的岗位必须使用动态口令，不能停用。更换手机时，请选择“换一部手机”。"


@dataclass(frozen=True, slots=True)
class FactorFacts:
    """What the account page says about somebody's second factor."""

    enrolled_at: datetime | None
    codes_left: int
    is_possible: bool


async def factor_facts(session: AsyncSession, person_id: UUID, settings: Settings) -> FactorFacts:
    """Return whether a second factor is in force and how many recovery codes are unused."""
    factor = await session.get(SecondFactor, person_id)
    left = await session.scalar(
        select(func.count()).where(
            RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
        )
    )
    in_force = factor is not None and factor.secret is not None
    return FactorFacts(
        enrolled_at=factor.enrolled_at if factor and in_force else None,
        codes_left=left or 0,
        is_possible=bool(settings.secret_key.get_secret_value()),
    )


async def prepare(session: AsyncSession, actor: Actor, settings: Settings, now: datetime) -> str:
    """Return the secret to be tried on, made now or a few minutes ago by another window.

    Two windows therefore show the same secret, and whichever confirms first wins. What is in
    force stays in force until then. Appends ``second_factor:prepared`` for a fresh one.

    Raises:
        ConflictError: the installation has no key to protect it with.
    """
    assert actor.id is not None
    if not settings.secret_key.get_secret_value():
        raise ConflictError(NO_KEY)
    factor = await _locked(session, actor.id)
    known = _pending_secret(factor, settings, now)
    if known is not None:
        return known
    secret = ids.new_code(_BASE32, _SECRET_LENGTH)
    factor.pending_secret = lock_away(settings.secret_key, actor.id, secret)
    factor.pending_since = now
    await _note(session, LedgerKind.SECOND_FACTOR_PREPARED, actor, now)
    return secret


async def enrol(
    session: AsyncSession, actor: Actor, code: str, settings: Settings, now: datetime
) -> tuple[str, ...] | None:
    """Put the prepared secret in force if ``code`` comes from it; return fresh recovery codes.

    The code is used up by this. All other sessions of the person end: they were begun with less.
    Locks the person's row, so that no sign-in with less slips through. Appends
    ``second_factor:enrolled``, or ``second_factor:refused`` and returns ``None``.

    Raises:
        ConflictError: nothing is prepared any more, for instance because another window won.
    """
    assert actor.id is not None
    await locked_person(session, actor.id)
    factor = await _locked(session, actor.id)
    secret = _pending_secret(factor, settings, now)
    if secret is None:
        raise ConflictError(NOT_PENDING)
    step = step_that_fits(secret, plain_code(code), now)
    if step is None:
        await _note(session, LedgerKind.SECOND_FACTOR_REFUSED, actor, now, code="enrolment")
        return None
    factor.secret, factor.enrolled_at = factor.pending_secret, now
    factor.pending_secret = factor.pending_since = None
    factor.last_step = step
    await end_sessions(session, actor.id, now, keep=actor.credential_id)
    await _note(session, LedgerKind.SECOND_FACTOR_ENROLLED, actor, now)
    return await issue_recovery_codes(session, actor, now)


async def issue_recovery_codes(
    session: AsyncSession, actor: Actor, now: datetime
) -> tuple[str, ...]:
    """Replace all recovery codes; return the new ones, readable this once.

    Appends ``recovery_codes:issued``.

    Raises:
        ConflictError: there is no second factor that they could stand in for.
    """
    assert actor.id is not None
    factor = await _locked(session, actor.id)
    if factor.secret is None:
        raise ConflictError("您还没有启用动态口令，恢复码没有用处。请先启用动态口令。")
    await session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == actor.id))
    codes = [ids.new_code(RECOVERY_ALPHABET, RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(
            id=ids.new_id(),
            person_id=actor.id,
            code_hash=digest_of_recovery(actor.id, code),
        )
        for code in codes
    )
    await session.flush()
    await _note(session, LedgerKind.RECOVERY_CODES_ISSUED, actor, now)
    return tuple(in_groups(code) for code in codes)


async def remove(
    session: AsyncSession, actor: Actor, settings: Settings, now: datetime
) -> Decision:
    """Turn one's own second factor off, unless the role needs one.

    Appends ``second_factor:removed`` or ``second_factor:refused``.
    """
    assert actor.id is not None
    if needs_factor(actor.roles, settings.totp_required_for):
        await _note(session, LedgerKind.SECOND_FACTOR_REFUSED, actor, now, code="needed")
        return refuse(NEEDED)
    if await _drop(session, actor.id):
        await _note(session, LedgerKind.SECOND_FACTOR_REMOVED, actor, now)
    return allow("动态口令已经停用。")


async def has_factor(session: AsyncSession, person_id: UUID | None) -> bool:
    """Return whether somebody signs in with a second factor."""
    factor = await session.get(SecondFactor, person_id)
    return factor is not None and factor.secret is not None


async def reset_second_factor(
    session: AsyncSession, actor: Actor, person_id: UUID, now: datetime
) -> None:
    """Take a lost second factor from somebody, on the word of the security administrator.

    The caller has decided that ``actor`` may. All sessions of the person end; where the role needs
    a second factor, the next sign-in leads to enrolment. Appends ``second_factor:reset``.

    Raises:
        NotFoundError: there is no such person.
    """
    person = await session.get(Person, person_id)
    if person is None:
        raise NotFoundError
    await _drop(session, person_id)
    await end_sessions(session, person_id, now)
    await append(
        session,
        LedgerKind.SECOND_FACTOR_RESET,
        actor,
        unit_id=person.unit_id,
        subject_id=person_id,
        now=now,
    )


def in_groups(text: str, size: int = 4, between: str = "-") -> str:
    """Return a long code in groups that can be read out and typed.

    >>> in_groups("7K2M9QTZ")
    '7K2M-9QTZ'
    """
    return between.join(text[start : start + size] for start in range(0, len(text), size))


async def _locked(session: AsyncSession, person_id: UUID) -> SecondFactor:
    """Return the person's row, made when missing, locked until the transaction ends."""
    await session.execute(
        insert(SecondFactor).values(person_id=person_id, last_step=0).on_conflict_do_nothing()
    )
    return await session.get_one(
        SecondFactor, person_id, with_for_update=True, populate_existing=True
    )


def _pending_secret(factor: SecondFactor, settings: Settings, now: datetime) -> str | None:
    if factor.pending_secret is None or factor.pending_since is None:
        return None
    if not factor.pending_since <= now < factor.pending_since + _PENDING_FOR:
        return None
    return take_out(settings.secret_key, factor.person_id, factor.pending_secret)


async def _drop(session: AsyncSession, person_id: UUID) -> bool:
    await session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    gone = await session.scalar(
        delete(SecondFactor)
        .where(SecondFactor.person_id == person_id)
        .returning(SecondFactor.person_id)
    )
    return gone is not None


async def _note(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    now: datetime,
    *,
    code: str | None = None,
) -> None:
    await append(
        session,
        kind,
        actor,
        unit_id=actor.unit_id,
        subject_id=actor.id,
        detail={"code": code} if code else None,
        now=now,
    )
