"""Begin to write: open an upload with its first lease, or get one ready for the next body."""

from app.db import transaction
from app.errors import LiuhenError
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.uploads.actions import open_upload
from app.uploads.errors import TooLargeError
from app.uploads.grace import check_amount
from app.uploads.lease import Lease, release_lease, take_lease
from app.uploads.means import Means, expiry_of, lease_duration, room_of
from app.uploads.metadata import Metadata
from app.uploads.protocol import Append
from app.uploads.queries import UploadView
from app.uploads.reservation import fix_length


async def begin_upload(
    means: Means, actor: Actor, length: int | None, *, metadata: Metadata, takes_lease: bool
) -> tuple[UploadView, Lease | None] | Decision:
    """Open an upload and, when its first bytes are here already, take it; or return the refusal.

    Raises:
        TooLargeError, StorageFullError: as in ``open_upload``.
        GraceFullError: the terminal's token was revoked, and it has handed in enough since.
    """
    now, room = means.clock(), await room_of(means)
    async with transaction(means.sessions) as session:
        opened = await open_upload(
            session,
            actor,
            length,
            metadata=metadata,
            room=room,
            expires_at=expiry_of(means.settings, now),
            now=now,
        )
        if isinstance(opened, Decision):
            return opened
        await check_amount(session, actor, means.settings)
        lease = None
        if takes_lease:
            duration = lease_duration(means.settings)
            lease = await take_lease(session, opened.id, duration=duration, now=now)
        return opened, lease


async def prepare_append(means: Means, actor: Actor, lease: Lease, append: Append) -> Lease:
    """Make a deferred length known and refuse a body that announces itself too long.

    Lets go of the lease when it raises.

    Raises:
        TooLargeError, LengthFixedError, StorageFullError, GraceFullError, WriterReplacedError:
            nothing changed.
    """
    try:
        if append.length is not None:
            room = await room_of(means)
            async with transaction(means.sessions) as session:
                lease = await fix_length(session, lease, append.length, room)
                await check_amount(session, actor, means.settings)
        limit = means.settings.upload_max_bytes if lease.length is None else lease.length
        if lease.offset + (append.body.length or 0) > limit:
            raise TooLargeError
    except LiuhenError:
        async with transaction(means.sessions) as session:
            await release_lease(session, lease)
        raise
    return lease
