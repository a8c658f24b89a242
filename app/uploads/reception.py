"""Receive a body into an upload: bytes to the disk, then a row, and only then an answer.

A long body is made durable every ``upload_checkpoint_bytes`` or ``_seconds``, so that a kill or a
power cut costs at most that much. A body with a checksum cannot be: it is kept whole or not at
all. Whatever ends a body early, what arrived before is kept if it can be.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.db import transaction
from app.errors import LiuhenError
from app.live import Topic
from app.policy.actor import Actor
from app.storage.store import SegmentWriter, StoredSegment
from app.storage.threads import in_threads
from app.uploads.actions import commit_segment
from app.uploads.checksum import Checksum
from app.uploads.completion import complete
from app.uploads.errors import (
    BodyBrokenError,
    ChecksumMismatchError,
    GraceFullError,
    SenderSilentError,
    TooLargeError,
    WriterReplacedError,
)
from app.uploads.grace import check_arrived
from app.uploads.inbox import End, Inbox
from app.uploads.lease import Lease, release_lease, renew_lease
from app.uploads.means import DATABASE_AWAY, Means, expiry_of, lease_duration, room_of
from app.uploads.reservation import fix_length
from app.uploads.takeover import wanted


@dataclass(frozen=True, slots=True)
class Received:
    """How far the upload is now; the recording exists once it is complete."""

    offset: int
    expires_at: datetime
    recording_id: UUID | None


async def receive_body(
    means: Means,
    actor: Actor,
    lease: Lease,
    body: AsyncIterator[bytes],
    *,
    checksum: Checksum | None = None,
    ends_upload: bool = False,
    most_bytes: int | None = None,
) -> Received:
    """Append the body at the lease's offset and let go of the lease, whatever happens.

    ``ends_upload`` makes the end of the body the end of a file of deferred length; of
    such a file at most ``most_bytes`` more are taken.

    Raises:
        TooLargeError: longer than declared; nothing since the last checkpoint is kept.
        ChecksumMismatchError: nothing of the body is kept.
        BodyBrokenError, SenderSilentError, WriterReplacedError: it ended early, and what arrived
            is kept, unless it came with a checksum.
        StorageFullError, StorageFailureError: what was acknowledged before is safe.
    """
    reception = _Reception(
        means, actor, lease, checksum, ends_upload=ends_upload, most_bytes=most_bytes
    )
    inbox = Inbox()
    filling = asyncio.create_task(inbox.fill(body))
    listening = asyncio.create_task(_listen(means, lease, inbox))
    try:
        end = await reception.take_all(inbox)
        return await reception.conclude(end)
    finally:
        await _stop(filling)
        await _stop(listening)
        await reception.leave()


async def _listen(means: Means, lease: Lease, inbox: Inbox) -> None:
    """Stop reading when somebody else wants the upload."""
    ours = wanted(lease.upload_id, lease.epoch)
    async with means.news.subscribe(Topic.UPLOAD_WANTED) as news:
        while await news.get() != ours:
            pass
    inbox.close(End.WANTED)


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


class _Reception:
    """The state of one body: the lease as it advances, and the segment being written."""

    def __init__(
        self,
        means: Means,
        actor: Actor,
        lease: Lease,
        checksum: Checksum | None,
        *,
        ends_upload: bool,
        most_bytes: int | None,
    ) -> None:
        self._means = means
        self._actor = actor
        self._lease = lease
        self._checksum = checksum
        self._ends_upload = ends_upload
        self._limit = means.settings.upload_max_bytes if lease.length is None else lease.length
        if lease.length is None and most_bytes is not None:
            self._limit = min(self._limit, lease.offset + max(0, most_bytes))
        self._recording_id: UUID | None = None
        self._expires_at = expiry_of(means.settings, means.clock())
        self._is_held = True
        self._writer = self._begin()

    async def take_all(self, inbox: Inbox) -> End:
        """Write pieces until no more come; checkpoint on the way."""
        settings, loop = self._means.settings, asyncio.get_running_loop()
        last_piece = last_checkpoint = loop.time()
        while True:
            checkpoint_in = last_checkpoint + settings.upload_checkpoint_seconds - loop.time()
            silent_in = last_piece + settings.upload_stall_seconds - loop.time()
            pieces, end = await inbox.take(min(checkpoint_in, silent_in))
            if pieces:
                last_piece = loop.time()
                await self._write(pieces)
            if end is not None:
                return end
            if loop.time() - last_piece >= settings.upload_stall_seconds:
                return End.SILENT
            is_late = loop.time() - last_checkpoint >= settings.upload_checkpoint_seconds
            if is_late or self._writer.length >= settings.upload_checkpoint_bytes:
                await self._checkpoint()
                last_checkpoint = loop.time()

    async def conclude(self, end: End) -> Received:
        """Commit what is left and let go, then say how it ended."""
        if self._checksum is not None:
            self._check(end, await in_threads(self._means.store, self._writer.extra_digest))
        segment = await self._finish()
        room = await room_of(self._means) if self._ends_upload else None
        async with transaction(self._means.sessions) as session:
            await self._commit(session, segment, lets_go=True)
            if end is End.WHOLE and room is not None:
                self._lease = await fix_length(session, self._lease, self._lease.offset, room)
            if self._lease.offset == self._lease.length:
                self._recording_id = await complete(
                    session,
                    self._actor,
                    self._lease,
                    nudger=self._means.nudger,
                    long_from_bytes=self._means.settings.long_job_bytes,
                    now=self._means.clock(),
                )
            elif segment is None:
                await release_lease(session, self._lease)
        self._is_held = False
        if end is not End.WHOLE and self._recording_id is None:
            raise _broken_by(end)
        return Received(self._lease.offset, self._expires_at, self._recording_id)

    async def leave(self) -> None:
        """Throw away what was not committed and let the next request in without waiting."""
        await in_threads(self._means.store, self._writer.discard)
        if not self._is_held:
            return
        # Whatever brought us here is the news; a database that is away as well is not.
        with suppress(*DATABASE_AWAY):
            async with transaction(self._means.sessions) as session:
                await release_lease(session, self._lease)

    async def _write(self, pieces: list[bytes]) -> None:
        arriving = sum(map(len, pieces))
        if self._lease.offset + self._writer.length + arriving > self._limit:
            raise TooLargeError
        await in_threads(self._means.store, self._writer.write, pieces)

    async def _checkpoint(self) -> None:
        """Make the bytes so far durable, or only show that we live when that is not possible.

        The last byte is left to ``conclude``: only there is it known that no byte follows it.
        """
        would_end = self._lease.offset + self._writer.length == self._lease.length
        if self._checksum is not None or would_end or not self._writer.length:
            until = self._means.clock() + lease_duration(self._means.settings)
            async with transaction(self._means.sessions) as session:
                await renew_lease(session, self._lease, until=until)
            return
        segment = await self._finish()
        async with transaction(self._means.sessions) as session:
            await self._commit(session, segment, lets_go=False)
        self._writer = self._begin()

    async def _finish(self) -> StoredSegment | None:
        """Make the segment durable while no transaction is open."""
        if not self._writer.length:
            return None
        return await in_threads(self._means.store, self._writer.finish)

    async def _commit(
        self, session: AsyncSession, segment: StoredSegment | None, *, lets_go: bool
    ) -> None:
        if segment is None:
            return
        now = self._means.clock()
        self._expires_at = expiry_of(self._means.settings, now)
        try:
            self._lease = await commit_segment(
                session,
                self._lease,
                segment,
                is_set_aside=self._actor.is_revoked,
                lease_until=None if lets_go else now + lease_duration(self._means.settings),
                expires_at=self._expires_at,
                now=now,
            )
            if self._lease.length is None:
                await check_arrived(session, self._actor, self._means.settings)
        except (GraceFullError, WriterReplacedError):
            # Only here is it certain that no row names the segment. After a database error the
            # commit may stand although its answer was lost, so then the file stays.
            with suppress(LiuhenError):
                await in_threads(self._means.store, self._means.store.discard_segment, segment.key)
            raise

    def _check(self, end: End, found: bytes | None) -> None:
        assert self._checksum is not None
        if end is not End.WHOLE:
            raise _broken_by(end)
        if not self._checksum.matches(found):
            raise ChecksumMismatchError

    def _begin(self) -> SegmentWriter:
        return self._means.store.begin_segment(
            self._lease.upload_id,
            self._lease.offset,
            self._lease.epoch,
            extra=self._checksum.algorithm if self._checksum else None,
        )


def _broken_by(end: End) -> LiuhenError:
    match end:
        case End.SILENT:
            return SenderSilentError()
        case End.WANTED:
            return WriterReplacedError()
        case End.CUT | End.WHOLE:
            return BodyBrokenError()
