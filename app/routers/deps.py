"""The typed dependencies of the doors: transaction, time, and who acts.

The transaction is opened with ``scope="function"``, so it commits before the response leaves and
a failed commit becomes an error instead of a false success.

Every dependency is a coroutine, even one that waits for nothing: a plain function would be called
in a thread, which costs more than most of them do.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.reading_terminals import KnownTerminal, recognise_terminal
from app.access.watching import Viewer, visit_on
from app.db import transaction
from app.devices.terminals import identify_terminal
from app.errors import LiuhenError
from app.people.binding import CookieElsewhereError, end_displaced
from app.people.identifying import identify_person
from app.people.origin import Origin
from app.people.sign_in_steps import Halfway, identify_halfway
from app.policy.actor import ANONYMOUS, Actor
from app.policy.authorising import REVOKED
from app.policy.vocabulary import ActorKind
from app.routers.forms import storable
from app.routers.resources import Resources, resources_of
from app.settings import Settings


class TokenRevokedError(LiuhenError):
    """The token was in force once; only evidence is still taken from it."""

    code = "token_revoked"
    message = REVOKED


async def session_per_request(request: Request) -> AsyncIterator[AsyncSession]:
    """Yield the one transaction of this request."""
    async with transaction(resources_of(request).sessions) as session:
        yield session


async def resources_of_request(request: Request) -> Resources:
    """Return what the application owns."""
    return resources_of(request)


async def now_of_request(request: Request) -> datetime:
    """Return the moment at which this request is decided."""
    return resources_of(request).clock()


BACKGROUND = "liuhen-background"
VERSION = "liuhen-terminal-version"
ResourcesDep = Annotated[Resources, Depends(resources_of_request)]
SessionDep = Annotated[AsyncSession, Depends(session_per_request, scope="function")]
NowDep = Annotated[datetime, Depends(now_of_request)]


def cookie_name(settings: Settings) -> str:
    """Return the session cookie's name; ``__Host-`` binds it to this host over HTTPS."""
    return "__Host-liuhen" if settings.secure else "liuhen"


def room_cookie_name(settings: Settings) -> str:
    """Return the name of the cookie by which a reading terminal is known."""
    return "__Host-liuhen-room" if settings.secure else "liuhen-room"


async def identify(
    request: Request, session: AsyncSession, now: datetime, *, is_background: bool = False
) -> Actor:
    """Return who sends this request: a terminal by bearer token, a person by cookie, or nobody.

    What a page asks by itself, named by ``Liuhen-Background`` or by the caller, is not a sign of
    life: an open page must not keep a session from ending while nobody sits before it.

    A request that shows a bearer token is judged by it alone, so a stale token is never rescued
    by a cookie that happens to travel along.
    """
    authorization = request.headers.get("authorization", "")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() == "bearer":
        terminal = await identify_terminal(
            session,
            token.strip(),
            version=storable(request.headers.get(VERSION, request.headers.get("user-agent", ""))),
            address=request.client.host if request.client else "",
            now=now,
        )
        return terminal or ANONYMOUS
    settings = resources_of(request).settings
    cookie = request.cookies.get(cookie_name(settings))
    if cookie is None:
        return ANONYMOUS
    is_background = is_background or BACKGROUND in request.headers
    origin = origin_of(request)
    try:
        person = await identify_person(
            session,
            cookie,
            settings=settings,
            now=now,
            origin=origin,
            is_background=is_background,
        )
    except CookieElsewhereError as elsewhere:
        await _end_displaced(request, elsewhere, origin, now)
        return ANONYMOUS
    if person is None:
        return ANONYMOUS
    room = await reading_terminal_of(request, session)
    return replace(person, terminal_id=room.id) if room and room.is_in_place else person


async def identify_viewer(
    request: Request, session: AsyncSession, now: datetime, *, is_background: bool = False
) -> Viewer:
    """Return who sits before a viewing: somebody signed in, else a visitor at a reading terminal.

    Only the doors of viewings ask this. A visitor is somebody there only, and only while a keeper
    has a viewing open on the terminal; at every other door they are nobody. A terminal's cookie
    that is shown from another address or browser makes a visitor without a terminal, to whom
    nothing opens.
    """
    actor = await identify(request, session, now, is_background=is_background)
    if actor.kind is not ActorKind.ANONYMOUS:
        return Viewer(actor, address=origin_of(request).address)
    terminal = await reading_terminal_of(request, session)
    if terminal is None or await visit_on(session, terminal.id) is None:
        return Viewer(ANONYMOUS, terminal)
    at = terminal.id if terminal.is_in_place else None
    return Viewer(Actor(ActorKind.VISITOR, terminal_id=at), terminal)


async def reading_terminal_of(request: Request, session: AsyncSession) -> KnownTerminal | None:
    """Return the reading terminal that this browser is, wherever it stands now."""
    token = request.cookies.get(room_cookie_name(resources_of(request).settings))
    if token is None:
        return None
    return await recognise_terminal(session, token, origin_of(request))


def origin_of(request: Request) -> Origin:
    """Return where a request comes from, as far as it says so itself."""
    address = request.client.host if request.client else ""
    return Origin(address, request.headers.get("user-agent", ""))


async def halfway_of_request(
    request: Request, session: SessionDep, resources: ResourcesDep, now: NowDep
) -> Halfway | None:
    """Return who has given the right password and still has a step of the sign-in before them."""
    cookie = request.cookies.get(cookie_name(resources.settings))
    if cookie is None:
        return None
    origin = origin_of(request)
    try:
        return await identify_halfway(session, cookie, origin, now)
    except CookieElsewhereError as elsewhere:
        await _end_displaced(request, elsewhere, origin, now)
        return None


async def _end_displaced(
    request: Request, elsewhere: CookieElsewhereError, origin: Origin, now: datetime
) -> None:
    # In a transaction of its own: that of the request goes no further and is rolled back.
    async with transaction(resources_of(request).sessions) as session:
        await end_displaced(session, elsewhere, origin, now)


async def actor_of_request(request: Request, session: SessionDep, now: NowDep) -> Actor:
    """Return who acts; anonymous is an answer, and every verb decides about it.

    Raises:
        TokenRevokedError: a terminal that may only hand in evidence, which no door here takes.
    """
    actor = await identify(request, session, now)
    if actor.is_revoked:
        raise TokenRevokedError
    return actor


ActorDep = Annotated[Actor, Depends(actor_of_request)]
HalfwayDep = Annotated[Halfway | None, Depends(halfway_of_request)]
