"""Live news for the inbox: one short message whenever something of the reader's units changed.

The message carries words, never rows: the page asks again for its own address, with the rights
it has at that moment. A reader without this stream asks every twenty seconds instead.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from sse_starlette import EventSourceResponse, ServerSentEvent

from app.db import transaction
from app.live import Topic
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind
from app.recordings.inbox import Direction, InboxFilter, list_uncatalogued, newest_uncatalogued
from app.recordings.visibility import custody_of
from app.routers.deps import NowDep, SessionDep, identify
from app.routers.resources import Resources, resources_of
from app.routers.visitor import visitor_of_request

router = APIRouter(include_in_schema=False)
_GATHER_SECONDS = 0.3
_PING_SECONDS = 15
RECHECK_SECONDS = 30.0


@router.get("/inbox/stream", name="inbox_stream")
async def stream_inbox(request: Request, session: SessionDep, now: NowDep) -> EventSourceResponse:
    """Stream ``arrived`` with a sentence, or ``changed`` when a row has a new state.

    A browser opens this again by itself after every break, so it is no sign of life.
    """
    visitor = await visitor_of_request(
        session, await identify(request, session, now, is_background=True)
    )
    newest = await newest_uncatalogued(session, visitor.actor)
    return EventSourceResponse(
        news_for(request, resources_of(request), newest),
        ping=_PING_SECONDS,
        headers={"X-Accel-Buffering": "no"},
    )


async def news_for(
    request: Request,
    resources: Resources,
    newest: UUID | None,
    *,
    recheck_seconds: float = RECHECK_SECONDS,
) -> AsyncGenerator[ServerSentEvent, None]:
    """Yield messages until the session or the role behind the request has ended.

    What has arrived after ``newest``, the newest that there was when the stream was asked for, is
    told at once: nobody listened yet. Without any news the end is found out after
    ``recheck_seconds``.
    """
    async with resources.news.subscribe(Topic.RECORDINGS_CHANGED) as queue:
        changed: frozenset[UUID] | None = None
        while True:
            async with transaction(resources.sessions) as session:
                # Asked afresh each time: a revoked session or role ends the stream's use at once.
                actor = await identify(request, session, resources.clock(), is_background=True)
                if actor.kind is not ActorKind.PERSON:
                    return
                is_theirs = changed is None or bool(changed & await custody_of(session, actor))
                arrived = await _arrived_after(session, actor, newest) if is_theirs else ()
            if arrived:
                newest = arrived[0]
            if arrived or (is_theirs and changed is not None):
                yield _message(len(arrived))
            changed = await _next_units(queue, recheck_seconds)


async def _arrived_after(
    session: AsyncSession, actor: Actor, newest: UUID | None
) -> tuple[UUID, ...]:
    """Return the ids of what arrived since, the newest first."""
    page = await list_uncatalogued(
        session, actor, InboxFilter(), cursor=newest, direction=Direction.NEWER
    )
    return tuple(row.id for row in page.rows)


async def _next_units(queue: asyncio.Queue[str], patience_seconds: float) -> frozenset[UUID]:
    """Wait for news, then a moment longer: a shift's files arrive together.

    Nothing is returned when there were none for so long.
    """
    try:
        async with asyncio.timeout(patience_seconds):
            units = {UUID(await queue.get())}
    except TimeoutError:
        return frozenset()
    await asyncio.sleep(_GATHER_SECONDS)
    with suppress(asyncio.QueueEmpty):
        while True:
            units.add(UUID(queue.get_nowait()))
    return frozenset(units)


def _message(count: int) -> ServerSentEvent:
    if not count:
        return ServerSentEvent(event="changed", data="changed")
    return ServerSentEvent(event="arrived", data=f"新到 {count} 件")
