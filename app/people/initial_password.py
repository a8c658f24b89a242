"""Give somebody a first password, readable once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import NotFoundError
from app.models import Person
from app.people.passwords import PasswordPool
from app.people.register import set_password
from app.policy.actor import Actor

_BYTES = 12


async def issue_initial_password(
    session: AsyncSession, passwords: PasswordPool, actor: Actor, person_id: UUID, now: datetime
) -> str:
    """Give somebody a fresh initial password and return it, readable this once.

    The caller has decided that ``actor`` may. Appends ``person:credential_reset``.

    Raises:
        NotFoundError: there is no such person.
    """
    person = await session.get(Person, person_id)
    if person is None:
        raise NotFoundError
    password = ids.new_secret(_BYTES)
    await set_password(session, actor, person.username, await passwords.hash(password), now)
    return password
