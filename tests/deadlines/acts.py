"""Recordings of a given time, with the steps by which their deadlines run."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.storing import hand_to_recording, keep_storing
from app.ledger.book import history_of
from app.models import Deadline, Recording, Unit, Upload
from app.people.units import forget_units
from app.policy.actor import WORKER, Actor
from tests.arrivals import arrive
from tests.world import NOW, Town


async def live_by(session: AsyncSession, town: Town, pack_id: str) -> None:
    """Put the agency under another regulation, and with it the sub-unit."""
    organ = Unit.id.in_([town.agency, town.brigade])
    await session.execute(update(Unit).where(organ).values(pack_id=pack_id))
    forget_units(session)


async def arrived(
    session: AsyncSession,
    town: Town,
    recorded_at: datetime | None,
    *,
    now: datetime = NOW,
    sender: Actor | None = None,
    minutes: int = 0,
) -> Recording:
    """Return a recording that has just arrived, as the upload door lets it arrive."""
    recording_id = await arrive(session, sender or town.chen, town.brigade, now=now)
    recording = await session.get_one(Recording, recording_id)
    recording.recorded_at = recorded_at
    recording.recorded_at_source = "terminal" if recorded_at else None
    recording.duration_ms = minutes * 60_000
    upload = await session.get_one(Upload, recording.upload_id)
    upload.recorded_at = recorded_at
    await session.flush()
    await hand_to_recording(session, recording, WORKER, now)
    return recording


async def seal(session: AsyncSession, recording: Recording, at: datetime) -> None:
    """Store it, as far as its deadline sees that."""
    recording.sealed_at = at
    await keep_storing(session, recording, at)


async def deadline_of(session: AsyncSession, subject_id: UUID) -> Deadline:
    """Return the one deadline of a subject, the cancelled ones left out."""
    rows = await session.scalars(
        select(Deadline)
        .where(Deadline.subject_id == subject_id, Deadline.cancelled_at.is_(None))
        .execution_options(populate_existing=True)
    )
    return rows.one()


async def events_of(session: AsyncSession, row: Deadline) -> list[str]:
    """Return what the ledger says of a deadline."""
    return [line.kind.value for line in await history_of(session, row.id)]


HOUR = timedelta(hours=1)
