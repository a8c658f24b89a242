"""Seal a recording: assemble the original, read it back, and only then vouch for it.

Promise P2: a recording is sealed only if the stored bytes have the declared size and digest.
Every step may be repeated after a kill: the file's name comes from the recording's id, and the
result is written in one transaction together with the end of the job.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import Clock
from app.db import type_of_sessions
from app.deadlines.storing import keep_storing
from app.errors import StorageFailureError
from app.jobs.leases import ClaimedJob, add_job, finish
from app.keeping.ruling import rule_now
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.live import Topic, announce
from app.models import Finding, Original, Recording, Segment, Upload
from app.policy.actor import WORKER
from app.policy.vocabulary import JobKind, RecordingState, Severity
from app.queue import Nudge
from app.storage.store import Digests, Store, StoredPart
from app.storage.threads import in_threads

DIGEST_MISMATCH = "digest_mismatch"
DUPLICATE = "duplicate"
EMPTY_FILE = "empty_file"
SIZE_MISMATCH = "size_mismatch"
STORAGE_SPOILED = "storage_spoiled"
TERMINAL_RELEASED = "terminal_released"
TERMINAL_REVOKED = "terminal_revoked"


@dataclass(frozen=True, slots=True)
class _Parts:
    """What has to be assembled, and what it was declared to be."""

    upload_id: UUID
    size_bytes: int
    declared_sha256: str | None
    segments: tuple[StoredPart, ...]
    is_set_aside: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where the bytes are kept, and what reading them back has found."""

    original_id: UUID
    storage_key: str
    digests: Digests
    is_new: bool


async def seal_recording(
    sessions: type_of_sessions, store: Store, job: ClaimedJob, *, clock: Clock
) -> Nudge | None:
    """Bring one received recording to ``sealed`` or ``quarantined``; return the next job's nudge.

    Appends ``recording:sealed`` or ``recording:quarantined``, and ``recording:duplicated`` when
    the same bytes are already kept. The original is kept in every case.

    Raises:
        LeaseLostError: another worker finished first; nothing was written.
        StorageFailureError, StorageFullError: the bytes could not be stored or read back.
    """
    async with sessions() as session:
        parts = await _gather(session, job.subject_id)
    if parts is None:
        async with sessions() as session, session.begin():
            await finish(session, job, clock())
        return None
    kept = await _keep(sessions, store, parts, job.subject_id)
    async with sessions() as session, session.begin():
        nudge = await _apply(session, job, parts, kept=kept, now=clock())
    await in_threads(store, store.discard_segments, parts.upload_id)
    return nudge


async def _gather(session: AsyncSession, recording_id: UUID) -> _Parts | None:
    """Return what to assemble, or ``None`` when the recording was sealed before."""
    recording = await session.get_one(Recording, recording_id)
    if recording.state != RecordingState.RECEIVED.value:
        return None
    upload = await session.get_one(Upload, recording.upload_id)
    rows = await session.scalars(
        select(Segment).where(Segment.upload_id == upload.id).order_by(Segment.start)
    )
    return _Parts(
        upload_id=upload.id,
        size_bytes=recording.size_bytes,
        declared_sha256=recording.declared_sha256,
        segments=tuple(StoredPart(row.storage_key, row.length, row.sha256) for row in rows),
        is_set_aside=upload.is_set_aside,
    )


async def _keep(
    sessions: type_of_sessions, store: Store, parts: _Parts, recording_id: UUID
) -> _Kept:
    """Put the bytes where they stay, unless they are kept already, and read them back.

    Only files of the same size can be the same, so the extra reading of the segments that finds
    a second arrival before it is stored again is rare.
    """
    async with sessions() as session:
        twins = await _originals_of_size(session, parts.size_bytes, other_than=recording_id)
    if twins:
        sha256 = await in_threads(store, store.digest_parts, parts.segments)
        twin = next((original for original in twins if original.sha256 == sha256), None)
        if twin is not None:
            await _read_back(store, twin)
            return _Kept(twin.id, twin.storage_key, _digests_of(twin), is_new=False)
    key = await in_threads(store, store.assemble_original, recording_id, parts.segments)
    digests = await in_threads(store, store.digest_original, key, parts.segments)
    return _Kept(recording_id, key, digests, is_new=True)


async def _originals_of_size(
    session: AsyncSession, size_bytes: int, *, other_than: UUID
) -> list[Original]:
    rows = await session.scalars(
        select(Original).where(Original.size_bytes == size_bytes, Original.id != other_than)
    )
    return list(rows)


async def _read_back(store: Store, twin: Original) -> None:
    """Make sure that the earlier copy is still whole before this one is let go.

    Raises:
        StorageFailureError: the disk has changed or lost it; the segments stay, and the job waits.
    """
    if await in_threads(store, store.digest_original, twin.storage_key) != _digests_of(twin):
        raise StorageFailureError(
            "同一内容先前保存的原件读回后与封存时的摘要不一致，本次收到的内容已完整保留、暂不封存。"
            "请通知系统管理员检查存储设备。"
        )


def _digests_of(original: Original) -> Digests:
    return Digests(original.size_bytes, original.sha256, original.sm3)


async def _apply(
    session: AsyncSession, job: ClaimedJob, parts: _Parts, *, kept: _Kept, now: datetime
) -> Nudge | None:
    recording = await session.get_one(Recording, job.subject_id, with_for_update=True)
    await finish(session, job, now)
    digests = kept.digests
    if kept.is_new:
        await _register_original(session, kept, now)
    recording.original_id = kept.original_id
    recording.sealed_at = now
    problems = _problems_of(parts, digests)
    problem = problems[0] if problems else None
    recording.state = RecordingState.SEALED.value
    if problems:
        recording.state = RecordingState.QUARANTINED.value
        recording.settled_at = now
    for found in problems:
        add_finding(session, recording.id, found, Severity.SERIOUS, now=now)
    await append(
        session,
        LedgerKind.RECORDING_QUARANTINED if problem else LedgerKind.RECORDING_SEALED,
        WORKER,
        unit_id=recording.unit_id,
        subject_id=recording.id,
        detail={
            "original": kept.original_id,
            "size_bytes": digests.size_bytes,
            "sha256": digests.sha256,
            "sm3": digests.sm3,
            "declared_sha256": parts.declared_sha256,
            "problem": problem,
        },
        now=now,
    )
    if not kept.is_new:
        await _note_duplicate(session, recording, kept, now)
    await keep_storing(session, recording, now)
    await rule_now(session, recording.id, now)
    await announce(session, Topic.RECORDINGS_CHANGED, str(recording.unit_id))
    if problem is not None:
        return None
    return add_job(session, JobKind.INSPECT_RECORDING, recording.id, queue=job.queue, now=now)


def _problems_of(parts: _Parts, digests: Digests) -> list[str]:
    """Return the findings that keep these bytes in quarantine, the gravest first."""
    problem = _problem_of(parts, digests)
    found = [problem] if problem else []
    return [*found, TERMINAL_REVOKED] if parts.is_set_aside else found


def _problem_of(parts: _Parts, digests: Digests) -> str | None:
    """Return the finding that keeps these bytes from being vouched for, if any."""
    if digests.size_bytes != parts.size_bytes:
        return SIZE_MISMATCH
    if digests.spoiled_parts:
        return STORAGE_SPOILED
    if parts.declared_sha256 not in {None, digests.sha256}:
        return DIGEST_MISMATCH
    if digests.size_bytes == 0:
        return EMPTY_FILE
    return None


async def _register_original(session: AsyncSession, kept: _Kept, now: datetime) -> None:
    """Add the original's row.

    Two workers that seal the same bytes at the same moment meet at the unique digest: the second
    one fails, is queued again, and then finds the first one's original.
    """
    session.add(
        Original(
            id=kept.original_id,
            storage_key=kept.storage_key,
            size_bytes=kept.digests.size_bytes,
            sha256=kept.digests.sha256,
            sm3=kept.digests.sm3,
            sealed_at=now,
        )
    )
    await session.flush()


async def _note_duplicate(
    session: AsyncSession, recording: Recording, kept: _Kept, now: datetime
) -> None:
    """Point to the earlier arrival of the same unit; another unit's is never named.

    An arrival whose declared digest was another one, or that a revoked terminal sent and nobody
    released, is no earlier copy: it stays quarantined, and pointing to it would hide the good one
    from the custodian.
    """
    declared = Recording.declared_sha256
    earlier = await session.scalar(
        select(Recording.id)
        .where(
            Recording.original_id == kept.original_id,
            Recording.unit_id == recording.unit_id,
            Recording.id < recording.id,
            or_(declared.is_(None), declared == kept.digests.sha256),
            ~_is_held_back(),
        )
        .order_by(Recording.id)
        .limit(1)
    )
    if earlier is not None:
        recording.duplicate_of_id = earlier
        add_finding(
            session,
            recording.id,
            DUPLICATE,
            Severity.INFO,
            detail={"recording": str(earlier)},
            now=now,
        )
    await append(
        session,
        LedgerKind.RECORDING_DUPLICATED,
        WORKER,
        unit_id=recording.unit_id,
        subject_id=recording.id,
        detail={"original": kept.original_id, "earlier_in_unit": earlier},
        now=now,
    )


def _is_held_back() -> ColumnElement[bool]:
    return exists().where(Finding.recording_id == Recording.id, Finding.code == TERMINAL_REVOKED)


def add_finding(
    session: AsyncSession,
    recording_id: UUID,
    code: str,
    severity: Severity,
    *,
    detail: dict[str, object] | None = None,
    now: datetime,
) -> None:
    """Add one finding to the transaction."""
    session.add(
        Finding(
            id=ids.new_id(),
            recording_id=recording_id,
            code=code,
            severity=severity.value,
            detail=detail or {},
            found_at=now,
        )
    )
