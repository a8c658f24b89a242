"""Recordings on the clerk's desk: settled, by Chen with her camera, unless a test says else."""

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ids import first_id_of
from app.models import CatalogueEntry, EvidenceLink, Original, Recording
from app.policy.vocabulary import DeviceSource, MediaKind, OfficerSource, RecordingState
from tests.arrivals import arrive
from tests.world import NOW, Town

RECORDED = NOW - timedelta(hours=1)
_ARRIVALS = count(1)


async def shot(
    session: AsyncSession,
    town: Town,
    file_name: str = "RZ0001.mp4",
    *,
    state: RecordingState = RecordingState.PROCESSED,
    kind: MediaKind = MediaKind.VIDEO,
    recorded_at: datetime | None = RECORDED,
    by_chen: bool = True,
    unit_id: UUID | None = None,
    duplicate_of: UUID | None = None,
) -> UUID:
    """Add a recording as the worker leaves it, but for its bytes."""
    # The id carries the moment of arrival, by which a day is found; later ones sort behind.
    recording_id = await arrive(
        session,
        town.terminal,
        unit_id or town.brigade,
        file_name=file_name,
        recording_id=UUID(int=first_id_of(NOW).int + next(_ARRIVALS)),
    )
    row = await session.get_one(Recording, recording_id)
    row.kind = kind.value
    row.recorded_at = recorded_at
    row.settled_at = row.attributed_at = NOW
    row.duplicate_of_id = duplicate_of
    if by_chen:
        row.device_id, row.device_source = town.terminal.id, DeviceSource.SENDER.value
        row.officer_id, row.officer_source = town.chen.id, OfficerSource.HANDOVER.value
    await set_state(session, recording_id, state)
    return recording_id


async def set_state(session: AsyncSession, recording_id: UUID, state: RecordingState) -> None:
    """Give it a state; a sealed original is not needed to catalogue, only its row says so."""
    row = await session.get_one(Recording, recording_id)
    if state not in {RecordingState.RECEIVED, RecordingState.QUARANTINED}:
        row.original_id = row.original_id or await _original(session, recording_id)
    row.state = state.value
    await session.flush()


async def _original(session: AsyncSession, recording_id: UUID) -> UUID:
    session.add(
        Original(
            id=recording_id,
            storage_key=f"originals/{recording_id}",
            size_bytes=0,
            sha256=recording_id.hex,
            sm3=recording_id.hex,
            sealed_at=NOW,
        )
    )
    await session.flush()
    return recording_id


async def is_waiting(session: AsyncSession, recording_id: UUID) -> bool:
    """Whether it lies in the inbox."""
    at = await session.scalar(select(Recording.catalogued_at).where(Recording.id == recording_id))
    return at is None


async def link_of(session: AsyncSession, recording_id: UUID) -> EvidenceLink | None:
    """Return its open link."""
    statement = select(EvidenceLink).where(
        EvidenceLink.recording_id == recording_id, EvidenceLink.ended_at.is_(None)
    )
    return await session.scalar(statement.execution_options(populate_existing=True))


async def entry_row(session: AsyncSession, recording_id: UUID) -> CatalogueEntry | None:
    """Return its entry, read afresh."""
    return await session.get(CatalogueEntry, recording_id, populate_existing=True)
