"""Put recordings into a test's world without the upload door."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.models import Recording, Segment, Upload
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind, RecordingState, UploadState
from app.storage.disk import DiskStore
from tests.world import NOW


async def arrive(
    session: AsyncSession,
    sender: Actor,
    unit_id: UUID,
    *,
    content: bytes = b"",
    store: DiskStore | None = None,
    file_name: str = "RZ0001.mp4",
    declared_type: str = "video/mp4",
    declared_sha256: str | None = None,
    now: datetime = NOW,
    recording_id: UUID | None = None,
) -> UUID:
    """Add a completed upload and its received recording; with a store, its segment too."""
    is_terminal = sender.kind is ActorKind.TERMINAL
    upload = Upload(
        id=ids.new_id(),
        unit_id=unit_id,
        person_id=None if is_terminal else sender.id,
        device_id=sender.id if is_terminal else None,
        state=UploadState.COMPLETE.value,
        length=len(content),
        committed_offset=len(content),
        epoch=1,
        metadata_text="",
        metadata_values={},
        file_name=file_name,
        declared_type=declared_type,
        declared_sha256=declared_sha256,
        created_at=now,
        expires_at=now,
        completed_at=now,
    )
    session.add(upload)
    await session.flush()
    if store is not None and content:
        writer = store.begin_segment(upload.id, 0, 1)
        writer.write([content])
        stored = writer.finish()
        session.add(
            Segment(
                upload_id=upload.id,
                start=0,
                length=stored.length,
                epoch=1,
                storage_key=stored.key,
                sha256=stored.sha256,
                created_at=now,
            )
        )
    recording = Recording(
        id=recording_id or ids.new_id(),
        unit_id=unit_id,
        upload_id=upload.id,
        submitted_by_person_id=upload.person_id,
        submitted_by_device_id=upload.device_id,
        state=RecordingState.RECEIVED.value,
        file_name=file_name,
        declared_type=declared_type,
        declared_sha256=declared_sha256,
        size_bytes=len(content),
        received_at=now,
    )
    session.add(recording)
    await session.flush()
    return recording.id
