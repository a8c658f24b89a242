"""Read recordings: one with everything known of it, and who may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import NotFoundError
from app.models import Derivative, Device, Finding, Original, Person, Recording, Unit
from app.people.authority import authorise, thing_in
from app.people.closures import lies_in_state_secret
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.closing import OPEN, Closure, Closures
from app.policy.decision import Decision
from app.policy.grounds import Thing
from app.policy.vocabulary import DerivativeKind, MediaKind, RecordingState, Severity


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One thing that was noticed; the doors have the words for its code."""

    code: str
    severity: Severity
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ThumbnailLine:
    """One keyframe; ``time_ms`` is its place in the original."""

    ordinal: int
    time_ms: int
    width: int
    height: int
    storage_key: str


@dataclass(frozen=True, slots=True)
class StoryboardLine:
    """The sprite and how to cut it."""

    storage_key: str
    tile_width: int
    tile_height: int
    columns: int
    rows: int
    interval_ms: int
    tiles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingContent:
    """What is decided on, and sent, of one recording: all that a range of it needs."""

    id: UUID
    unit_id: UUID
    submitted_by_person_id: UUID | None
    submitted_by_device_id: UUID | None
    state: RecordingState
    kind: MediaKind
    size_bytes: int
    sha256: str | None
    original_id: UUID | None
    original_key: str | None
    media: Mapping[str, Any] | None
    closures: Closures = OPEN
    """What closes it: the case in which it lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingDetail(RecordingContent):
    """Everything the page, the receipt and the interface show of one recording."""

    unit_name: str
    upload_id: UUID
    device_no: str | None
    submitter_name: str | None
    file_name: str
    declared_type: str
    declared_sha256: str | None
    sm3: str | None
    duplicate_of_id: UUID | None
    recorded_at: datetime | None
    recorded_at_source: str | None
    received_at: datetime
    sealed_at: datetime | None
    settled_at: datetime | None
    duration_ms: int | None
    findings: tuple[FindingLine, ...]
    thumbnails: tuple[ThumbnailLine, ...]
    storyboard: StoryboardLine | None


async def decide_on(
    session: AsyncSession, actor: Actor, act: Act, content: RecordingContent
) -> Decision:
    """Return whether the actor may do ``act`` to a recording that was just read."""
    return await _decide(session, actor, act, content, content.closures)


async def _decide(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    known: RecordingContent | Recording,
    closures: Closures,
) -> Decision:
    thing = await thing_in(
        session,
        known.unit_id,
        person_id=known.submitted_by_person_id,
        device_id=known.submitted_by_device_id,
        closures=closures,
    )
    return await authorise(session, actor, act, thing)


async def find_recording(
    session: AsyncSession, actor: Actor, recording_id: UUID
) -> RecordingDetail:
    """Return a recording the actor may know of.

    Nothing more is read for whoever may not: they wait no longer than for one that never was.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
    """
    return await _detail_of(session, await _known_row(session, actor, recording_id))


async def find_content(session: AsyncSession, actor: Actor, recording_id: UUID) -> RecordingContent:
    """Return of a recording the actor may know of what is sent of it, and read no more.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
    """
    return RecordingContent(**_content_in(await _known_row(session, actor, recording_id)))


async def _known_row(session: AsyncSession, actor: Actor, recording_id: UUID) -> "_Row":
    row = await _row_of(session, recording_id)
    if row is None:
        raise NotFoundError
    decision = await _decide(session, actor, Act.RECORDING_KNOW_FACTS, row.recording, row.closures)
    if not decision.allowed:
        raise NotFoundError
    return row


async def thing_of_recording(session: AsyncSession, recording_id: UUID) -> Thing | None:
    """Return what the rules need of a recording, read afresh."""
    row: Any = (
        await session.execute(
            select(
                Recording.unit_id,
                Recording.submitted_by_person_id,
                Recording.submitted_by_device_id,
                lies_in_state_secret(),
            ).where(Recording.id == recording_id)
        )
    ).one_or_none()
    if row is None:
        return None
    unit_id, person_id, device_id, is_secret = tuple(row)
    return await thing_in(
        session, unit_id, person_id=person_id, device_id=device_id, closures=_closures(is_secret)
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A recording with what it names."""

    recording: Recording
    unit: Unit
    original: Original | None
    device: Device | None
    person: Person | None
    closures: Closures


async def _row_of(session: AsyncSession, recording_id: UUID) -> _Row | None:
    found: Any = (
        await session.execute(
            select(Recording, Unit, Original, Device, Person, lies_in_state_secret())
            .join(Unit, Unit.id == Recording.unit_id)
            .outerjoin(Original, Original.id == Recording.original_id)
            .outerjoin(Device, Device.id == Recording.submitted_by_device_id)
            .outerjoin(Person, Person.id == Recording.submitted_by_person_id)
            .where(Recording.id == recording_id)
        )
    ).one_or_none()
    if found is None:
        return None
    recording, unit, original, device, person, is_secret = tuple(found)
    return _Row(recording, unit, original, device, person, _closures(is_secret))


async def detail_of(session: AsyncSession, recording_id: UUID) -> RecordingDetail | None:
    """Return a recording whoever asks; the caller has judged the right to it."""
    row = await _row_of(session, recording_id)
    return None if row is None else await _detail_of(session, row)


async def content_of(session: AsyncSession, recording_id: UUID) -> RecordingContent | None:
    """Return what is sent of a recording whoever asks; the caller has judged the right to it."""
    row = await _row_of(session, recording_id)
    return None if row is None else RecordingContent(**_content_in(row))


def _content_in(row: _Row) -> dict[str, Any]:
    """Return the fields of ``RecordingContent``, which the detail has as well."""
    recording, original = row.recording, row.original
    return {
        "id": recording.id,
        "unit_id": recording.unit_id,
        "submitted_by_person_id": recording.submitted_by_person_id,
        "submitted_by_device_id": recording.submitted_by_device_id,
        "state": RecordingState(recording.state),
        "kind": MediaKind(recording.kind),
        "size_bytes": recording.size_bytes,
        "sha256": original.sha256 if original else None,
        "original_id": recording.original_id,
        "original_key": original.storage_key if original else None,
        "media": recording.media,
        "closures": row.closures,
    }


async def _detail_of(session: AsyncSession, row: _Row) -> RecordingDetail:
    recording, original = row.recording, row.original
    derivatives = await _derivatives(session, recording.original_id)
    return RecordingDetail(
        **_content_in(row),
        unit_name=row.unit.name,
        upload_id=recording.upload_id,
        device_no=row.device.device_no if row.device else None,
        submitter_name=row.person.full_name if row.person else None,
        file_name=recording.file_name,
        declared_type=recording.declared_type,
        declared_sha256=recording.declared_sha256,
        sm3=original.sm3 if original else None,
        duplicate_of_id=recording.duplicate_of_id,
        recorded_at=recording.recorded_at,
        recorded_at_source=recording.recorded_at_source,
        received_at=recording.received_at,
        sealed_at=recording.sealed_at,
        settled_at=recording.settled_at,
        duration_ms=recording.duration_ms,
        findings=await findings_of(session, recording.id),
        thumbnails=tuple(_thumbnail(row) for row in derivatives if _is_thumbnail(row)),
        storyboard=next((_storyboard(row) for row in derivatives if not _is_thumbnail(row)), None),
    )


async def findings_of(session: AsyncSession, recording_id: UUID) -> tuple[FindingLine, ...]:
    """Return what was noticed about a recording, in the order it was noticed."""
    rows = await session.scalars(
        select(Finding).where(Finding.recording_id == recording_id).order_by(Finding.id)
    )
    return tuple(FindingLine(row.code, Severity(row.severity), row.detail) for row in rows)


async def _derivatives(session: AsyncSession, original_id: UUID | None) -> list[Derivative]:
    if original_id is None:
        return []
    rows = await session.scalars(
        select(Derivative)
        .where(Derivative.original_id == original_id)
        .order_by(Derivative.kind, Derivative.ordinal)
    )
    return list(rows)


def _closures(is_secret: bool) -> Closures:  # noqa: FBT001 - a column as it comes.
    return frozenset({Closure.STATE_SECRET}) if is_secret else OPEN


def _is_thumbnail(row: Derivative) -> bool:
    return row.kind == DerivativeKind.THUMBNAIL.value


def _thumbnail(row: Derivative) -> ThumbnailLine:
    return ThumbnailLine(
        ordinal=row.ordinal,
        time_ms=row.time_ms or 0,
        width=row.width or 0,
        height=row.height or 0,
        storage_key=row.storage_key,
    )


def _storyboard(row: Derivative) -> StoryboardLine:
    return StoryboardLine(storage_key=row.storage_key, **row.parameters)
