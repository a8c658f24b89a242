"""Where the pieces of a request body wait for the disk.

One task fills it from the network while the other side writes what it took before, so network and
disk work at the same time. It holds about one buffer, then the sender has to wait.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from enum import Enum, auto

from app.uploads.errors import BodyBrokenError

ROOM_BYTES = 1024 * 1024


class End(Enum):
    """Why no more pieces will come."""

    WHOLE = auto()
    """The body is complete."""
    CUT = auto()
    """The sender has gone."""
    SILENT = auto()
    """The sender is there but sends nothing."""
    WANTED = auto()
    """Another request asked for this upload."""


class Inbox:
    """A buffer of one body; ``fill`` runs as a task, ``take`` is called by the writer."""

    def __init__(self, room_bytes: int = ROOM_BYTES) -> None:
        self._room_bytes = room_bytes
        self._pieces: list[bytes] = []
        self._held_bytes = 0
        self._end: End | None = None
        self._worth_taking = asyncio.Event()
        self._has_room = asyncio.Event()

    async def fill(self, body: AsyncIterator[bytes]) -> None:
        """Take pieces from the network until the body ends or breaks."""
        end = End.CUT
        try:
            with suppress(BodyBrokenError):
                async for piece in body:
                    await self._put(piece)
                end = End.WHOLE
        finally:
            self.close(end)

    def close(self, end: End) -> None:
        """Let the writer know that no more is wanted or will come; the first reason stands."""
        if self._end is None:
            self._end = end
            self._worth_taking.set()

    async def take(self, patience_seconds: float) -> tuple[list[bytes], End | None]:
        """Return what is here once it is a buffer full, the body has ended, or patience has."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(patience_seconds, 0)):
                await self._worth_taking.wait()
        pieces, self._pieces, self._held_bytes = self._pieces, [], 0
        if self._end is None:
            self._worth_taking.clear()
        self._has_room.set()
        return pieces, self._end

    async def _put(self, piece: bytes) -> None:
        if not piece or self._end is not None:
            return
        self._pieces.append(piece)
        self._held_bytes += len(piece)
        if self._held_bytes >= self._room_bytes:
            self._has_room.clear()
            self._worth_taking.set()
            await self._has_room.wait()
