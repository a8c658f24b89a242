"""Give somebody a password, or let them choose one. Each act and refusal has its ledger event."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import FormerPassword, Person, PersonCredential, SignInSession
from app.people.passwords import NOT_ISSUED, PasswordPool
from app.people.profiles import PROFILES, password_profile
from app.people.session_rows import end_sessions, renew_token
from app.people.throttle import (
    confirmation_counters,
    count_failure,
    forgive,
    one_at_a_time,
    wait_until,
)
from app.policy.actor import Actor
from app.policy.passwords import PasswordProfile, ProposedPassword, broken_rules, expires_at
from app.settings import Settings

WRONG_OLD = "原密码不正确，密码没有修改。请检查大小写和输入法后重试。"


@dataclass(frozen=True, slots=True)
class PasswordState:
    """When the password was set and when it must be changed; ``None`` where it does not age."""

    changed_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class PasswordRefused:
    """Nothing was changed; sentences for the old and the new password, or the time to wait."""

    old_problem: str = ""
    new_problems: tuple[str, ...] = ()
    retry_at: datetime | None = None


async def password_state(
    session: AsyncSession, person_id: UUID, settings: Settings
) -> PasswordState:
    """Return what the account page says about a password."""
    credential = await session.get(PersonCredential, person_id)
    changed_at = credential.changed_at if credential else None
    profile = password_profile(settings.password_profile)
    return PasswordState(changed_at, expires_at(profile, changed_at))


async def change_password(
    session: AsyncSession,
    passwords: PasswordPool,
    actor: Actor,
    *,
    old: str,
    new: str,
    settings: Settings,
    now: datetime,
) -> str | PasswordRefused:
    """Replace one's own password; return the session's new token.

    All other sessions end. Wrong old passwords are counted against this session alone. Appends
    ``password:changed`` or ``password:refused``; a refusal is returned.
    """
    assert actor.id is not None
    assert actor.credential_id is not None
    counters = confirmation_counters(actor.credential_id)
    await one_at_a_time(session, counters)
    blocked = await wait_until(session, counters, now)
    if blocked is not None:
        await _refuse(session, actor, "too_soon", now)
        return PasswordRefused(retry_at=blocked)
    person = await locked_person(session, actor.id)
    if not await passwords.verify(person.password_hash, old):
        await count_failure(session, counters, now)
        await _refuse(session, actor, "wrong_old", now)
        return PasswordRefused(old_problem=WRONG_OLD)
    await forgive(session, counters)
    refused = await choose_password(session, passwords, actor, new=new, settings=settings, now=now)
    if refused is not None:
        return refused
    row = await session.get_one(SignInSession, actor.credential_id)
    row.confirmed_at = now
    return renew_token(row)


async def choose_password(
    session: AsyncSession,
    passwords: PasswordPool,
    actor: Actor,
    *,
    new: str,
    settings: Settings,
    now: datetime,
) -> PasswordRefused | None:
    """Put a password in force that keeps the rules; ``None`` says that it is done.

    The caller knows that the person is who they say. All their other sessions end. Locks the
    person's row. Appends ``password:changed`` or ``password:refused``.
    """
    assert actor.id is not None
    person = await locked_person(session, actor.id)
    profile = password_profile(settings.password_profile)
    proposed = ProposedPassword(
        text=new,
        username=person.username,
        full_name=person.full_name,
        was_used_before=await _was_used(session, passwords, person, new, profile),
    )
    broken = broken_rules(profile, proposed)
    if broken:
        await _refuse(session, actor, "rules", now)
        return PasswordRefused(new_problems=broken)
    await replace_password(session, person, await passwords.hash(new), must_change=False, now=now)
    await end_sessions(session, person.id, now, keep=actor.credential_id)
    await append(
        session,
        LedgerKind.PASSWORD_CHANGED,
        actor,
        unit_id=person.unit_id,
        subject_id=person.id,
        now=now,
    )
    return None


async def locked_person(session: AsyncSession, person_id: UUID) -> Person:
    """Return a person as they are now, locked until the transaction ends."""
    return await session.get_one(Person, person_id, with_for_update=True, populate_existing=True)


async def _was_used(
    session: AsyncSession,
    passwords: PasswordPool,
    person: Person,
    new: str,
    profile: PasswordProfile,
) -> bool:
    former = await session.scalars(
        select(FormerPassword.password_hash)
        .where(FormerPassword.person_id == person.id)
        .order_by(FormerPassword.replaced_at.desc(), FormerPassword.id.desc())
        .limit(profile.remembered - 1)
    )
    for stored in (person.password_hash, *former):
        if await passwords.verify(stored, new):
            return True
    return False


async def replace_password(
    session: AsyncSession, person: Person, password_hash: str, *, must_change: bool, now: datetime
) -> None:
    """Put a digest in force, keep the former one, and date it; the caller writes the event."""
    if person.password_hash != NOT_ISSUED:
        session.add(
            FormerPassword(
                id=ids.new_id(),
                person_id=person.id,
                password_hash=person.password_hash,
                replaced_at=now,
            )
        )
        await session.flush()
    await _forget_long_ago(session, person.id)
    person.password_hash = password_hash
    values = {"changed_at": now, "must_change": must_change}
    await session.execute(
        insert(PersonCredential)
        .values(person_id=person.id, **values)
        .on_conflict_do_update(index_elements=[PersonCredential.person_id], set_=values)
    )
    await session.get_one(PersonCredential, person.id, populate_existing=True)


async def _forget_long_ago(session: AsyncSession, person_id: UUID) -> None:
    """Keep no more digests than the strictest profile looks at."""
    most = max(password_profile(name).remembered for name in PROFILES)
    kept = (
        select(FormerPassword.id)
        .where(FormerPassword.person_id == person_id)
        .order_by(FormerPassword.replaced_at.desc(), FormerPassword.id.desc())
        .limit(most)
    )
    await session.execute(
        delete(FormerPassword).where(
            FormerPassword.person_id == person_id, FormerPassword.id.not_in(kept)
        )
    )


async def _refuse(session: AsyncSession, actor: Actor, code: str, now: datetime) -> None:
    await append(
        session,
        LedgerKind.PASSWORD_REFUSED,
        actor,
        unit_id=actor.unit_id,
        subject_id=actor.id,
        detail={"code": code},
        now=now,
    )
