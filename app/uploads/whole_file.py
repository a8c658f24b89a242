"""Take a whole file from a door that does not speak the upload protocol, such as a plain form."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from app.db import transaction
from app.errors import LiuhenError
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.uploads.actions import terminate_upload
from app.uploads.errors import UploadLockedError
from app.uploads.lease import Lease, take_lease
from app.uploads.means import Means, lease_duration
from app.uploads.metadata import Metadata
from app.uploads.opening import begin_upload
from app.uploads.reception import receive_body


async def store_whole_file(
    means: Means,
    actor: Actor,
    *,
    file_name: str,
    declared_type: str,
    stream: AsyncIterator[bytes],
    now: datetime,
) -> UUID | Decision:
    """Store the stream as one complete upload and return its recording's id, or the refusal.

    The stream raises ``BodyBrokenError`` when the sender goes away. A plain form cannot resume,
    so whatever ends it early also terminates the upload. Commits by itself; call it without an
    open transaction.

    Raises:
        TooLargeError, StorageFullError, StorageFailureError, BodyBrokenError: nothing is kept.
    """
    text = "\N{REPLACEMENT CHARACTER}"
    metadata = Metadata(
        file_name=file_name.replace("\x00", text), declared_type=declared_type.replace("\x00", text)
    )
    opened = await begin_upload(means, actor, None, metadata=metadata, takes_lease=True)
    if isinstance(opened, Decision):
        return opened
    lease = opened[1]
    if lease is None:
        raise UploadLockedError
    try:
        received = await receive_body(means, actor, lease, stream, ends_upload=True)
    except LiuhenError:
        await _abandon(means, actor, lease, now)
        raise
    assert received.recording_id is not None
    return received.recording_id


async def _abandon(means: Means, actor: Actor, lease: Lease, now: datetime) -> None:
    async with transaction(means.sessions) as session:
        held = await take_lease(
            session,
            lease.upload_id,
            duration=lease_duration(means.settings),
            now=now,
            over_epoch=lease.epoch,
        )
        if held is not None:
            await terminate_upload(session, actor, held, store=means.store, now=now)
