"""Read uploads: one by its owner, and what all open ones have been promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import NotFoundError
from app.models import Recording, Upload
from app.people.authority import authorise, thing_in
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.authorising import SIGN_IN_FIRST
from app.policy.decision import Decision, refuse
from app.policy.uploading import UploadOwner, owns
from app.policy.vocabulary import ActorKind, RecordingState, UploadState
from app.uploads.errors import ForeignUploadError, UploadGoneError


@dataclass(frozen=True, slots=True)
class UploadView:
    """An upload as its owner may see it. ``offset`` counts durable bytes only."""

    id: UUID
    unit_id: UUID
    state: UploadState
    length: int | None
    offset: int
    epoch: int
    holder: UUID | None
    lease_until: datetime | None
    metadata_text: str
    expires_at: datetime
    recording_id: UUID | None = None

    def is_held(self, now: datetime) -> bool:
        """Return whether some request claims to be writing at this moment."""
        return self.holder is not None and self.lease_until is not None and self.lease_until > now

    @property
    def is_complete(self) -> bool:
        """Return whether every byte is here and the recording exists."""
        return self.state is UploadState.COMPLETE


@dataclass(frozen=True, slots=True)
class Promised:
    """Room that open uploads will still need; the largest file is copied once when sealed."""

    remaining_bytes: int
    largest_bytes: int


async def decide_handing_in(session: AsyncSession, actor: Actor) -> Decision:
    """Return whether the actor may open an upload for the own unit."""
    if actor.unit_id is None:
        return refuse(SIGN_IN_FIRST)
    thing = await thing_in(
        session,
        actor.unit_id,
        device_id=actor.id if actor.kind is ActorKind.TERMINAL else None,
    )
    return await authorise(session, actor, Act.UPLOAD_CREATE, thing)


async def find_upload(session: AsyncSession, actor: Actor, upload_id: UUID) -> UploadView:
    """Return the actor's own upload.

    Raises:
        NotFoundError: there is none.
        ForeignUploadError: it is somebody else's; the two look alike on purpose.
        UploadGoneError: it was terminated or has expired.
    """
    row = await session.get(Upload, upload_id, populate_existing=True)
    if row is None:
        raise NotFoundError
    if not owns(actor, UploadOwner(row.person_id, row.device_id)):
        raise ForeignUploadError
    if row.state in {UploadState.TERMINATED.value, UploadState.EXPIRED.value}:
        raise UploadGoneError
    recording_id = None
    if row.state == UploadState.COMPLETE.value:
        recording_id = await session.scalar(
            select(Recording.id).where(Recording.upload_id == upload_id)
        )
    return view_of(row, recording_id)


def view_of(row: Upload, recording_id: UUID | None = None) -> UploadView:
    """Return the view of a row."""
    return UploadView(
        id=row.id,
        unit_id=row.unit_id,
        state=UploadState(row.state),
        length=row.length,
        offset=row.committed_offset,
        epoch=row.epoch,
        holder=row.holder,
        lease_until=row.lease_until,
        metadata_text=row.metadata_text,
        expires_at=row.expires_at,
        recording_id=recording_id,
    )


async def promised(session: AsyncSession) -> Promised:
    """Return what open uploads of known length, and files waiting to be sealed, still need."""
    remaining, largest = (
        await session.execute(
            select(
                func.coalesce(func.sum(Upload.length - Upload.committed_offset), 0),
                func.coalesce(func.max(Upload.length), 0),
            ).where(Upload.state == UploadState.OPEN.value)
        )
    ).one()
    waiting = await session.scalar(
        select(func.coalesce(func.max(Recording.size_bytes), 0)).where(
            Recording.state == RecordingState.RECEIVED.value
        )
    )
    return Promised(int(remaining or 0), max(largest or 0, waiting or 0))


async def without_need_of_segments(session: AsyncSession, upload_ids: Sequence[UUID]) -> list[UUID]:
    """Return those uploads whose bytes are kept elsewhere by now, or are to be forgotten.

    A worker killed between the commit of its sealing and the removal leaves such segments behind.
    An id that no row knows is not among them: an unknown file is looked at by a person.
    """
    sealed = exists().where(
        Recording.upload_id == Upload.id, Recording.state != RecordingState.RECEIVED.value
    )
    ended = Upload.state.in_([UploadState.EXPIRED.value, UploadState.TERMINATED.value])
    rows = await session.scalars(
        select(Upload.id).where(Upload.id.in_(upload_ids), or_(sealed, ended))
    )
    return list(rows)
