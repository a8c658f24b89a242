"""Send an original's bytes while the right to see them holds, and not one piece longer."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import structlog
from fastapi import Request

from app.db import transaction
from app.errors import ConflictError
from app.recordings.playing import still_may_play
from app.routers.deps import identify
from app.routers.ranges import Span
from app.routers.resources import Resources
from app.storage.threads import in_threads

log = structlog.get_logger()

READ_BYTES = 256 * 1024
RECHECK_BYTES = 4 * 1024 * 1024


class ViewingRightEndedError(ConflictError):
    """The right to watch ended while the bytes were on their way."""

    code = "viewing_right_ended"
    message = "您查看这份资料的权限已经结束，播放已停止。"


async def stream_while(
    resources: Resources,
    subject_id: UUID,
    *,
    descriptor: int,
    span: Span,
    recheck: Callable[[], Awaitable[None]],
) -> AsyncIterator[bytes]:
    """Yield the bytes; ``recheck`` raises when the right to them has ended meanwhile.

    The error cuts the connection, so that nobody can take the part for the whole. Closes the
    descriptor.
    """
    position, unchecked = span.start, 0
    try:
        while position < span.stop:
            if unchecked >= RECHECK_BYTES:
                await recheck()
                unchecked = 0
            wanted = min(READ_BYTES, span.stop - position)
            piece = await in_threads(resources.store, os.pread, descriptor, wanted, position)
            if not piece:
                log.error("media.short", subject=str(subject_id), position=position)
                return
            position += len(piece)
            unchecked += len(piece)
            yield piece
    finally:
        # In the pool: whoever still reads there finishes first or reads for nobody.
        resources.store.threads.submit(os.close, descriptor)


async def recheck_playing(request: Request, resources: Resources, recording_id: UUID) -> None:
    """Ask again whether a recording may be played by whoever asked for it.

    Raises:
        ViewingRightEndedError: it may not any more.
    """
    now = resources.clock()
    async with transaction(resources.sessions) as session:
        actor = await identify(request, session, now)
        allowed = await still_may_play(session, actor, recording_id, now=now)
    if not allowed:
        raise ViewingRightEndedError
