"""Send an original's bytes while the right to see them holds, and not one piece longer."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from uuid import UUID
from weakref import finalize

import structlog
from fastapi import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

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


class OpenFileResponse(StreamingResponse):
    """Part of an open file, sent while the right to it holds.

    It closes the descriptor when it has been sent, and just as well when nobody came to fetch it:
    a body that was never begun runs none of its own code.
    """

    def __init__(
        self,
        resources: Resources,
        subject_id: UUID,
        *,
        descriptor: int,
        span: Span,
        recheck: Callable[[], Awaitable[None]],
        headers: Mapping[str, str],
        status_code: int = 200,
    ) -> None:
        # In the pool: whoever still reads there finishes first or reads for nobody.
        self._close = finalize(self, resources.store.threads.submit, os.close, descriptor)
        self._close.atexit = False
        body = stream_while(
            resources, subject_id, descriptor=descriptor, span=span, recheck=recheck
        )
        super().__init__(body, status_code, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and close the file however that ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._close()


async def stream_while(
    resources: Resources,
    subject_id: UUID,
    *,
    descriptor: int,
    span: Span,
    recheck: Callable[[], Awaitable[None]],
) -> AsyncIterator[bytes]:
    """Yield the bytes; ``recheck`` raises when the right to them has ended meanwhile.

    The error cuts the connection, so that nobody can take the part for the whole. The descriptor
    stays the caller's.
    """
    position, unchecked = span.start, 0
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
