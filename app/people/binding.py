"""A session belongs to its browser: what happens when the cookie turns up elsewhere."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, SignInSession
from app.people.origin import Origin
from app.policy.actor import ANONYMOUS, Actor
from app.policy.signing_in import is_same_browser
from app.policy.vocabulary import ActorKind
from app.settings import Settings

_NOTE_MOVES_EVERY = timedelta(minutes=10)


class CookieElsewhereError(Exception):
    """A cookie was shown from where its session does not live.

    Raised so that the door can end the session in a transaction of its own: the request's own
    may be rolled back, and neither the end nor its event may go with it.
    """

    def __init__(self, session_id: UUID, code: str) -> None:
        self.session_id = session_id
        self.code = code
        super().__init__(code)


def compare_origin(row: SignInSession, origin: Origin, settings: Settings) -> None:
    """Compare where a cookie is shown with where its session lives.

    Raises:
        CookieElsewhereError: it is another browser, or, where the installation binds sessions to
            addresses, another address.
    """
    if not is_same_browser(row.user_agent, origin.user_agent):
        raise CookieElsewhereError(row.id, "other_browser")
    if settings.session_binding == "address" and row.address != origin.address:
        raise CookieElsewhereError(row.id, "other_address")


async def follow_address(
    session: AsyncSession, row: SignInSession, person: Person, origin: Origin, now: datetime
) -> None:
    """Keep the newest address. Appends ``session:moved``, at most once in ten minutes.

    Phones change address many times an hour; one event says that this one does.
    """
    if row.address == origin.address:
        return
    row.address = origin.address
    if row.moved_at is not None and row.moved_at <= now < row.moved_at + _NOTE_MOVES_EVERY:
        return
    row.moved_at = now
    await append(
        session,
        LedgerKind.SESSION_MOVED,
        Actor(ActorKind.PERSON, person.id, person.unit_id, row.id),
        unit_id=person.unit_id,
        subject_id=person.id,
        detail=origin.detail(),
        now=now,
    )


async def end_displaced(
    session: AsyncSession, where: CookieElsewhereError, origin: Origin, now: datetime
) -> None:
    """End the session whose cookie turned up elsewhere. Appends ``session_cookie:refused`` once."""
    person_id = await session.scalar(
        update(SignInSession)
        .where(SignInSession.id == where.session_id, SignInSession.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(SignInSession.person_id)
    )
    if person_id is None:
        return
    person = await session.get_one(Person, person_id)
    await append(
        session,
        LedgerKind.SESSION_COOKIE_REFUSED,
        ANONYMOUS,
        unit_id=person.unit_id,
        subject_id=person.id,
        detail={"code": where.code, "session": where.session_id, **origin.detail()},
        now=now,
    )
