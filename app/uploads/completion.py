"""Complete an upload: in the same transaction as its last segment a recording begins to exist.

Upload, recording, job and both ledger events stand or fall together (promise P5); the worker is
woken only after the commit, because before it there is nothing to see.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.deadlines.storing import hand_to_recording
from app.jobs.leases import add_job, queue_for
from app.ledger import book
from app.ledger.kinds import LedgerKind
from app.live import Topic, announce
from app.models import Recording, Upload
from app.policy.actor import Actor
from app.policy.vocabulary import JobKind, RecordingState, UploadState
from app.queue import Nudger, nudge_after_commit
from app.searching.indexing import index_recordings
from app.uploads.errors import WriterReplacedError
from app.uploads.grace import is_revoked_by_now
from app.uploads.lease import Lease


async def complete(
    session: AsyncSession,
    actor: Actor,
    lease: Lease,
    *,
    nudger: Nudger,
    long_from_bytes: int,
    now: datetime,
) -> UUID:
    """Close the upload whose last byte is durable and return the id of its recording.

    Raises:
        WriterReplacedError: a later request raised the epoch.
    """
    upload = await session.scalar(
        update(Upload)
        .where(
            Upload.id == lease.upload_id,
            Upload.epoch == lease.epoch,
            Upload.state == UploadState.OPEN.value,
            Upload.committed_offset == Upload.length,
        )
        .values(state=UploadState.COMPLETE.value, completed_at=now, holder=None, lease_until=None)
        .returning(Upload)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    if upload is None:
        raise WriterReplacedError
    upload.is_set_aside = upload.is_set_aside or await is_revoked_by_now(session, actor)
    recording = _recording(upload, now)
    session.add(recording)
    await session.flush()
    queue = queue_for(recording.size_bytes, long_from_bytes=long_from_bytes)
    nudge = add_job(session, JobKind.SEAL_RECORDING, recording.id, queue=queue, now=now)
    await _record(session, actor, upload, recording.id, now)
    await hand_to_recording(session, recording, actor, now)
    await index_recordings(session, [recording.id], now=now)
    await announce(session, Topic.RECORDINGS_CHANGED, str(upload.unit_id))
    nudge_after_commit(session, nudger, nudge)
    return recording.id


def _recording(upload: Upload, now: datetime) -> Recording:
    return Recording(
        id=ids.new_id(),
        unit_id=upload.unit_id,
        upload_id=upload.id,
        submitted_by_person_id=upload.person_id,
        submitted_by_device_id=upload.device_id,
        state=RecordingState.RECEIVED.value,
        file_name=upload.file_name,
        declared_type=upload.declared_type,
        declared_sha256=upload.declared_sha256,
        size_bytes=upload.committed_offset,
        recorded_at=upload.recorded_at,
        recorded_at_source="terminal" if upload.recorded_at else None,
        received_at=now,
    )


async def _record(
    session: AsyncSession, actor: Actor, upload: Upload, recording_id: UUID, now: datetime
) -> None:
    """Two events: one closes the upload's own story, one opens the recording's."""
    size = {"size_bytes": upload.committed_offset}
    await book.append(
        session,
        LedgerKind.UPLOAD_COMPLETED,
        actor,
        unit_id=upload.unit_id,
        subject_id=upload.id,
        detail={**size, "recording": recording_id},
        now=now,
    )
    await book.append(
        session,
        LedgerKind.RECORDING_RECEIVED,
        actor,
        unit_id=upload.unit_id,
        subject_id=recording_id,
        detail={**size, "upload": upload.id, "declared_sha256": upload.declared_sha256},
        now=now,
    )
