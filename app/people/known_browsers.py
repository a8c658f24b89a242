"""Browsers in which a person has signed in completely before (常用浏览器).

The cookie carries 256 random bits and opens nothing: its holder still needs the password, and is
only spared the delays that strangers can cause. Several people at one office computer share the
cookie; each has a row of their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import KnownBrowser
from app.people.origin import Origin
from app.policy.actor import Actor

REMEMBERED_FOR = timedelta(days=90)
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class OwnBrowser:
    """One line of the account page."""

    id: UUID
    user_agent: str
    address: str
    last_used_at: datetime
    expires_at: datetime


async def find_known(
    session: AsyncSession, token: str | None, person_id: UUID | None, now: datetime
) -> UUID | None:
    """Return the id of this person's row for the cookie, unless it is forgotten or too old.

    It is looked for although nobody has the name that was typed, or the time taken would tell.
    """
    if not token:
        return None
    return await session.scalar(
        select(KnownBrowser.id).where(
            KnownBrowser.token_hash == ids.digest_of_secret(token),
            KnownBrowser.person_id == (person_id or _NOBODY),
            KnownBrowser.expires_at > now,
        )
    )


async def remember(
    session: AsyncSession, token: str | None, person_id: UUID, origin: Origin, now: datetime
) -> str:
    """Make or renew the row after a complete sign-in; return the cookie's value.

    A value is kept only when one of our rows vouches for it, so nobody can plant one.
    """
    rows = await session.scalars(
        select(KnownBrowser).where(
            KnownBrowser.token_hash == ids.digest_of_secret(token or ""),
            KnownBrowser.expires_at > now,
        )
    )
    by_person = {row.person_id: row for row in rows}
    kept = token if token and by_person else ids.new_secret()
    row = by_person.get(person_id)
    if row is None:
        row = KnownBrowser(
            id=ids.new_id(),
            token_hash=ids.digest_of_secret(kept),
            person_id=person_id,
            created_at=now,
        )
        session.add(row)
    row.user_agent, row.address = origin.user_agent, origin.address
    row.last_used_at, row.expires_at = now, now + REMEMBERED_FOR
    return kept


async def own_browsers(session: AsyncSession, actor: Actor, now: datetime) -> list[OwnBrowser]:
    """Return the browsers that are spared delays for this person, the last used first."""
    rows = await session.scalars(
        select(KnownBrowser)
        .where(KnownBrowser.person_id == actor.id, KnownBrowser.expires_at > now)
        .order_by(KnownBrowser.last_used_at.desc())
    )
    return [
        OwnBrowser(row.id, row.user_agent, row.address, row.last_used_at, row.expires_at)
        for row in rows
    ]


async def forget_browser(
    session: AsyncSession, actor: Actor, browser_id: UUID, now: datetime
) -> None:
    """Forget one of the actor's own browsers. Appends ``browser:forgotten``.

    Whatever id is named, only the actor's own row goes; nothing found is nothing done.
    """
    gone = await session.scalar(
        delete(KnownBrowser)
        .where(KnownBrowser.id == browser_id, KnownBrowser.person_id == actor.id)
        .returning(KnownBrowser.id)
    )
    if gone is None:
        return
    await append(
        session,
        LedgerKind.BROWSER_FORGOTTEN,
        actor,
        unit_id=actor.unit_id,
        subject_id=actor.id,
        now=now,
    )


async def forget_all_browsers(session: AsyncSession, person_id: UUID) -> None:
    """Forget every browser of a person, when their password is reset by somebody else."""
    await session.execute(delete(KnownBrowser).where(KnownBrowser.person_id == person_id))


async def drop_expired_browsers(session: AsyncSession, now: datetime) -> None:
    """Remove rows whose time is over."""
    await session.execute(delete(KnownBrowser).where(KnownBrowser.expires_at <= now))
