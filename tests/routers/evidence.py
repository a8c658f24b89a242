"""Recordings as the worker leaves them, made by the worker's own steps."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.jobs.leases import claim
from app.models import Job
from app.policy.actor import Actor
from app.policy.vocabulary import JobKind, JobState
from app.queue import Nudge
from app.recordings.inspecting import inspect_recording
from app.recordings.sealing import seal_recording
from app.storage.disk import DiskStore
from app.workers.perform import Workshop, perform
from tests.arrivals import arrive
from tests.routers.conftest import House
from tests.work import queue_job


async def received(
    house: House,
    content: bytes = b"",
    *,
    sender: Actor | None = None,
    file_name: str = "RZ0001.mp4",
    unit_id: UUID | None = None,
) -> UUID:
    """A file that has arrived whole and that no worker has touched."""
    store = house.resources.store
    assert isinstance(store, DiskStore)
    async with house.sessions() as session, session.begin():
        return await arrive(
            session,
            sender or house.town.terminal,
            unit_id or house.town.brigade,
            content=content,
            store=store,
            file_name=file_name,
            now=house.clock.now,
        )


async def sealed(
    house: House, content: bytes, *, sender: Actor | None = None, file_name: str = "RZ0001.mp4"
) -> UUID:
    """A sealed original whose media nobody has looked at."""
    recording_id, _ = await _seal(house, content, sender=sender, file_name=file_name)
    return recording_id


async def inspected(
    house: House, content: bytes, *, sender: Actor | None = None, file_name: str = "RZ0001.mp4"
) -> UUID:
    """A recording on which the worker has finished."""
    recording_id, nudge = await _seal(house, content, sender=sender, file_name=file_name)
    assert nudge is not None
    async with house.sessions() as session, session.begin():
        job = await claim(
            session, nudge.job_id, 1, lease=timedelta(seconds=30), now=house.clock.now
        )
    assert job is not None
    await inspect_recording(
        house.sessions,
        house.resources.store,
        job,
        settings=house.resources.settings,
        clock=house.clock,
    )
    return recording_id


async def _seal(
    house: House, content: bytes, *, sender: Actor | None, file_name: str
) -> tuple[UUID, Nudge | None]:
    recording_id = await received(house, content, sender=sender, file_name=file_name)
    async with house.sessions() as session, session.begin():
        job = await queue_job(session, JobKind.SEAL_RECORDING, recording_id)
    nudge = await seal_recording(house.sessions, house.resources.store, job, clock=house.clock)
    return recording_id, nudge


async def settle_everything(house: House) -> None:
    """Do every queued job, and what follows from it, as a worker would."""
    inner = house.resources
    shop = Workshop(inner.settings, house.sessions, inner.store, inner.nudger, house.clock)
    queued = select(Job).where(Job.state == JobState.QUEUED.value).order_by(Job.id).limit(1)
    while True:
        async with house.sessions() as session:
            job = await session.scalar(queued)
        if job is None:
            return
        await perform(shop, job.id, job.nudges)
