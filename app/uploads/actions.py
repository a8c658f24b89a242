"""The verbs of an upload: open, commit a segment, terminate, expire.

Each runs in the caller's short transaction; none is open while a body arrives. Completing stands
in ``app.uploads.completion``, room and length in ``app.uploads.reservation``, refusals in
``app.uploads.refusals``. Ledger: created, terminated, expired; never one event per request.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.deadlines.storing import begin_storing, give_up_storing
from app.ledger import book
from app.ledger.kinds import LedgerKind
from app.models import Segment, Upload
from app.policy.actor import WORKER, Actor
from app.policy.decision import Decision
from app.policy.vocabulary import ActorKind, UploadState
from app.storage.store import Store, StoredSegment
from app.uploads.errors import (
    UploadLockedError,
    WriterReplacedError,
)
from app.uploads.lease import Lease
from app.uploads.metadata import Metadata
from app.uploads.queries import UploadView, decide_handing_in, view_of
from app.uploads.refusals import note_refusal
from app.uploads.reservation import Room, reserve
from app.uploads.tidying import discard_afterwards

_EXPIRY_BATCH = 100


async def open_upload(
    session: AsyncSession,
    actor: Actor,
    length: int | None,
    *,
    metadata: Metadata,
    room: Room,
    expires_at: datetime,
    now: datetime,
) -> UploadView | Decision:
    """Open an upload, or return the refusal, whose ledger event is in the transaction.

    Raises:
        TooLargeError: longer than this installation takes.
        StorageFullError: the disk could not hold it beside what was promised to others.
    """
    decision = await decide_handing_in(session, actor)
    if not decision.allowed or actor.unit_id is None:
        await note_refusal(session, actor, "not_allowed", upload_id=None, now=now)
        return decision
    await reserve(session, length or 0, room)
    row = Upload(
        id=ids.new_id(),
        unit_id=actor.unit_id,
        person_id=actor.id if actor.kind is ActorKind.PERSON else None,
        device_id=actor.id if actor.kind is ActorKind.TERMINAL else None,
        state=UploadState.OPEN.value,
        length=length,
        committed_offset=0,
        epoch=0,
        metadata_text=metadata.text,
        metadata_values=dict(metadata.values),
        file_name=metadata.file_name,
        declared_type=metadata.declared_type,
        declared_sha256=metadata.declared_sha256,
        recorded_at=metadata.recorded_at,
        is_set_aside=actor.is_revoked,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    await session.flush()
    detail = {
        "length": length,
        "file_name": metadata.file_name,
        "declared_sha256": metadata.declared_sha256,
        "notes": list(metadata.notes),
    }
    await _append(
        session, LedgerKind.UPLOAD_CREATED, actor, row.unit_id, row.id, detail=detail, now=now
    )
    await begin_storing(session, row, actor, now)
    return view_of(row)


async def commit_segment(
    session: AsyncSession,
    lease: Lease,
    segment: StoredSegment,
    *,
    is_set_aside: bool = False,
    lease_until: datetime | None,
    expires_at: datetime,
    now: datetime,
) -> Lease:
    """Let durable bytes count: one compare-and-set over epoch and offset, and the segment's row.

    Without ``lease_until`` the lease is let go in the same statement. Once set aside, because a
    revoked token sent it, an upload stays so.

    Raises:
        WriterReplacedError: a later request raised the epoch; the segment belongs to nobody.
    """
    offset = lease.offset + segment.length
    moved = await session.scalar(
        update(Upload)
        .where(
            Upload.id == lease.upload_id,
            Upload.epoch == lease.epoch,
            Upload.committed_offset == lease.offset,
            Upload.state == UploadState.OPEN.value,
        )
        .values(
            committed_offset=offset,
            holder=lease.holder if lease_until else None,
            lease_until=lease_until,
            expires_at=expires_at,
            is_set_aside=or_(Upload.is_set_aside, literal(is_set_aside)),
        )
        .returning(Upload.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise WriterReplacedError
    session.add(
        Segment(
            upload_id=lease.upload_id,
            start=lease.offset,
            length=segment.length,
            epoch=lease.epoch,
            storage_key=segment.key,
            sha256=segment.sha256,
            created_at=now,
        )
    )
    await session.flush()
    return replace(lease, offset=offset)


async def terminate_upload(
    session: AsyncSession, actor: Actor, lease: Lease, *, store: Store, now: datetime
) -> None:
    """End an open upload at its owner's wish; its bytes go after the commit.

    Raises:
        UploadLockedError: somebody took it over at this very moment.
    """
    row = (
        await session.execute(
            update(Upload)
            .where(
                Upload.id == lease.upload_id,
                Upload.epoch == lease.epoch,
                Upload.state == UploadState.OPEN.value,
            )
            .values(
                state=UploadState.TERMINATED.value,
                epoch=Upload.epoch + 1,
                holder=None,
                lease_until=None,
            )
            .returning(Upload.unit_id, Upload.committed_offset)
            .execution_options(synchronize_session=False)
        )
    ).one_or_none()
    if row is None:
        raise UploadLockedError
    detail = {"offset": row.committed_offset, "length": lease.length}
    await _append(
        session,
        LedgerKind.UPLOAD_TERMINATED,
        actor,
        row.unit_id,
        lease.upload_id,
        detail=detail,
        now=now,
    )
    await give_up_storing(session, lease.upload_id, UploadState.TERMINATED, actor, now)
    discard_afterwards(session, store, lease.upload_id)


async def expire_uploads(session: AsyncSession, store: Store, now: datetime) -> list[UUID]:
    """End open uploads past their day that nobody writes; their bytes go after the commit.

    Rows are locked with SKIP LOCKED, so two sweeps share the work. Returns what was ended.
    """
    due = (
        select(Upload.id)
        .where(
            Upload.state == UploadState.OPEN.value,
            Upload.expires_at < now,
            or_(Upload.lease_until.is_(None), Upload.lease_until < now),
        )
        .order_by(Upload.expires_at)
        .limit(_EXPIRY_BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = (
        await session.execute(
            update(Upload)
            .where(Upload.id.in_(due))
            .values(
                state=UploadState.EXPIRED.value,
                epoch=Upload.epoch + 1,
                holder=None,
                lease_until=None,
            )
            .returning(Upload.id, Upload.unit_id, Upload.committed_offset, Upload.length)
            .execution_options(synchronize_session=False)
        )
    ).all()
    for row in rows:
        detail = {"offset": row.committed_offset, "length": row.length}
        await _append(
            session, LedgerKind.UPLOAD_EXPIRED, WORKER, row.unit_id, row.id, detail=detail, now=now
        )
        await give_up_storing(session, row.id, UploadState.EXPIRED, WORKER, now)
        discard_afterwards(session, store, row.id)
    return [row.id for row in rows]


async def _append(
    session: AsyncSession,
    kind: LedgerKind,
    actor: Actor,
    unit_id: UUID | None,
    upload_id: UUID | None,
    *,
    detail: Mapping[str, object],
    now: datetime,
) -> None:
    await book.append(
        session, kind, actor, unit_id=unit_id, subject_id=upload_id, detail=detail, now=now
    )
