"""Inspect a sealed recording: facts, findings, keyframe thumbnails and a storyboard.

The bytes are opened only in the sandboxed child of ``app.media`` (decision D12, promise P9).
Everything made here is a derivative: labelled with the original's digest and the tool, and made
again by repeating the job.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import Clock
from app.db import type_of_sessions
from app.jobs.leases import ClaimedJob, finish
from app.keeping.ruling import rule_now
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.live import Topic, announce
from app.media.facts import Inspection, MediaFacts, Storyboard, Thumbnail
from app.media.findings import Verdict
from app.media.inspect import inspect_media
from app.media.limits import MediaLimits
from app.media.tool import TOOL
from app.models import Derivative, Original, Recording
from app.policy.actor import WORKER
from app.policy.vocabulary import DerivativeKind, RecordingState, Severity
from app.recordings.attributing import attribute_recording
from app.recordings.file_names import read_file_name
from app.recordings.sealing import add_finding
from app.settings import Settings
from app.storage.store import Store
from app.storage.threads import in_threads

_OUTCOMES = {
    Verdict.OK: (RecordingState.PROCESSED, LedgerKind.RECORDING_PROCESSED),
    Verdict.DAMAGED: (RecordingState.DAMAGED, LedgerKind.RECORDING_DAMAGED),
    Verdict.REFUSED: (RecordingState.QUARANTINED, LedgerKind.RECORDING_QUARANTINED),
}


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is inspected."""

    original_id: UUID
    storage_key: str
    size_bytes: int
    sha256: str
    declared_type: str
    file_name: str


@dataclass(frozen=True, slots=True)
class _Made:
    """One derivative already on disk, waiting for its row."""

    kind: DerivativeKind
    ordinal: int
    storage_key: str
    size_bytes: int
    width: int
    height: int
    time_ms: int | None
    parameters: dict[str, object]


async def inspect_recording(
    sessions: type_of_sessions,
    store: Store,
    job: ClaimedJob,
    *,
    settings: Settings,
    clock: Clock,
) -> None:
    """Bring one sealed recording to ``processed``, ``damaged`` or ``quarantined``.

    Appends the event of that state, after those of its attribution. Hostile or broken media is
    a verdict, never an exception.

    Raises:
        LeaseLostError: another worker finished first; nothing was written.
        StorageFailureError, StorageFullError: a derivative could not be stored.
    """
    async with sessions() as session:
        subject = await _gather(session, job.subject_id)
    if subject is None:
        async with sessions() as session, session.begin():
            await finish(session, job, clock())
        return
    inspection = await _inspect(store, subject, settings=settings, now=clock())
    made = await _store_derivatives(store, subject, inspection)
    async with sessions() as session, session.begin():
        await _apply(session, job, subject, inspection=inspection, made=made, now=clock())


async def _gather(session: AsyncSession, recording_id: UUID) -> _Subject | None:
    """Return what to inspect, or ``None`` when it was settled before."""
    recording = await session.get_one(Recording, recording_id)
    if recording.state != RecordingState.SEALED.value or recording.original_id is None:
        return None
    original = await session.get_one(Original, recording.original_id)
    return _Subject(
        original_id=original.id,
        storage_key=original.storage_key,
        size_bytes=original.size_bytes,
        sha256=original.sha256,
        declared_type=recording.declared_type,
        file_name=recording.file_name,
    )


async def _inspect(
    store: Store, subject: _Subject, *, settings: Settings, now: datetime
) -> Inspection:
    descriptor = await in_threads(store, store.open_original, subject.storage_key)
    try:
        return await inspect_media(
            descriptor,
            size_bytes=subject.size_bytes,
            now=now,
            limits=MediaLimits(
                wall_seconds=settings.media_timeout_seconds, max_pixels=settings.media_max_pixels
            ),
            sandbox=settings.sandbox,
            declared_type=subject.declared_type,
            filename=subject.file_name,
        )
    finally:
        os.close(descriptor)


async def _store_derivatives(
    store: Store, subject: _Subject, inspection: Inspection
) -> list[_Made]:
    made = [await _store_thumbnail(store, subject, item) for item in inspection.thumbnails]
    if inspection.storyboard is not None:
        made.append(await _store_storyboard(store, subject, inspection.storyboard))
    return made


async def _store_thumbnail(store: Store, subject: _Subject, item: Thumbnail) -> _Made:
    name = f"thumbnail-{item.ordinal}.jpg"
    return _Made(
        kind=DerivativeKind.THUMBNAIL,
        ordinal=item.ordinal,
        storage_key=await _put(store, subject, name, item.jpeg),
        size_bytes=len(item.jpeg),
        width=item.width,
        height=item.height,
        time_ms=item.time_ms,
        parameters={},
    )


async def _store_storyboard(store: Store, subject: _Subject, sheet: Storyboard) -> _Made:
    return _Made(
        kind=DerivativeKind.STORYBOARD,
        ordinal=0,
        storage_key=await _put(store, subject, "storyboard.jpg", sheet.jpeg),
        size_bytes=len(sheet.jpeg),
        width=sheet.tile_width * sheet.columns,
        height=sheet.tile_height * sheet.rows,
        time_ms=None,
        parameters={
            "tile_width": sheet.tile_width,
            "tile_height": sheet.tile_height,
            "columns": sheet.columns,
            "rows": sheet.rows,
            "interval_ms": sheet.interval_ms,
            "tiles": sheet.tiles,
        },
    )


async def _put(store: Store, subject: _Subject, name: str, data: bytes) -> str:
    return await in_threads(store, store.put_derivative, subject.original_id, name, data)


async def _apply(
    session: AsyncSession,
    job: ClaimedJob,
    subject: _Subject,
    *,
    inspection: Inspection,
    made: Sequence[_Made],
    now: datetime,
) -> None:
    recording = await session.get_one(Recording, job.subject_id, with_for_update=True)
    await finish(session, job, now)
    state, event = _OUTCOMES[inspection.verdict]
    recording.state = state.value
    recording.settled_at = now
    _take_facts(recording, inspection)
    for finding in inspection.findings:
        add_finding(
            session,
            recording.id,
            finding.code.value,
            Severity(finding.severity.value),
            detail=dict(finding.detail),
            now=now,
        )
    await _replace_derivatives(session, subject, made, now)
    await attribute_recording(session, recording.id, now)
    await rule_now(session, recording.id, now)
    await append(
        session,
        event,
        WORKER,
        unit_id=recording.unit_id,
        subject_id=recording.id,
        detail={
            "original": subject.original_id,
            "tool": TOOL,
            "findings": [finding.code.value for finding in inspection.findings],
            "derivatives": len(made),
        },
        now=now,
    )
    await announce(session, Topic.RECORDINGS_CHANGED, str(recording.unit_id))


def _take_facts(recording: Recording, inspection: Inspection) -> None:
    """Keep what was read: the terminal's word on the time first, then the file's, then its name."""
    facts = inspection.facts
    recording.kind = inspection.kind.value
    if facts is not None:
        _take_media(recording, facts)
    named = read_file_name(recording.file_name).recorded_at
    if recording.recorded_at is None and named is not None:
        recording.recorded_at = named
        recording.recorded_at_source = "file_name"


def _take_media(recording: Recording, facts: MediaFacts) -> None:
    recording.media = facts.to_json()
    recording.duration_ms = facts.duration_ms
    if recording.recorded_at is None and facts.start_time is not None:
        recording.recorded_at = facts.start_time
        recording.recorded_at_source = (
            facts.start_time_source.value if facts.start_time_source else "container"
        )


async def _replace_derivatives(
    session: AsyncSession, subject: _Subject, made: Sequence[_Made], now: datetime
) -> None:
    """Write the rows; an earlier inspection of the same original is replaced whole."""
    await session.execute(delete(Derivative).where(Derivative.original_id == subject.original_id))
    session.add_all(
        Derivative(
            id=ids.new_id(),
            original_id=subject.original_id,
            kind=item.kind.value,
            ordinal=item.ordinal,
            time_ms=item.time_ms,
            width=item.width,
            height=item.height,
            media_type="image/jpeg",
            storage_key=item.storage_key,
            size_bytes=item.size_bytes,
            parent_sha256=subject.sha256,
            tool=TOOL,
            parameters=item.parameters,
            made_at=now,
        )
        for item in made
    )
