"""Give somebody else a password: the first one, or a new one for a forgotten one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person
from app.people.credentials import locked_person, replace_password
from app.people.known_browsers import forget_all_browsers
from app.people.passwords import hash_once
from app.people.profiles import PROFILES, password_profile
from app.people.session_rows import end_sessions
from app.policy.actor import Actor
from app.policy.passwords import ProposedPassword, broken_rules

_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GROUPS = 4


async def issue_initial_password(
    session: AsyncSession, actor: Actor, person_id: UUID, now: datetime
) -> str:
    """Give somebody a fresh initial password and return it, readable this once.

    It keeps every profile and has to be changed at the first sign-in. The caller has decided that
    ``actor`` may; all sessions and known browsers of the person end. Appends
    ``person:credential_reset``.

    Raises:
        NotFoundError: there is no such person.
    """
    person = await session.get(Person, person_id)
    if person is None:
        raise NotFoundError
    password = fresh_password(person.username, person.full_name)
    await set_password(session, actor, person.username, await hash_once(password), now)
    return password


async def set_password(
    session: AsyncSession,
    actor: Actor,
    username: str,
    password_hash: str,
    now: datetime,
    *,
    must_change: bool = True,
) -> None:
    """Give a person a new password and end all their sessions. Appends ``person:credential_reset``.

    Raises:
        NotFoundError: nobody has this username.
    """
    person = await locked_person(session, await person_by_username(session, username))
    await replace_password(session, person, password_hash, must_change=must_change, now=now)
    await end_sessions(session, person.id, now)
    await forget_all_browsers(session, person.id)
    await append(
        session,
        LedgerKind.PERSON_CREDENTIAL_RESET,
        actor,
        unit_id=person.unit_id,
        subject_id=person.id,
        now=now,
    )


async def person_by_username(session: AsyncSession, username: str) -> UUID:
    """Return the id of the person with this username.

    Raises:
        NotFoundError: nobody has it.
    """
    person_id = await session.scalar(
        select(Person.id).where(Person.username == username.strip().lower())
    )
    if person_id is None:
        message = f"没有用户名为“{username}”的人员。"
        raise NotFoundError(message)
    return person_id


def fresh_password(username: str, full_name: str) -> str:
    """Return a password that can be read out and typed, and that every profile accepts."""
    while True:
        text = "-".join(ids.new_code(_ALPHABET, _GROUPS) for _ in range(_GROUPS))
        proposed = ProposedPassword(text, username, full_name)
        if not any(broken_rules(password_profile(name), proposed) for name in PROFILES):
            return text
