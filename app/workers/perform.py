"""Perform one job row: claim it, keep its lease alive, call the verb, put it back on failure.

A worker that dies costs its lease, nothing else: the sweep nudges the row again and the next
attempt ends the same, because every verb may be repeated.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.access.bench import Bench
from app.access.issuing import issue_copy
from app.clock import Clock
from app.db import transaction, type_of_sessions
from app.jobs.leases import ClaimedJob, LeaseLostError, claim, put_back, renew
from app.papers.reading import read_document
from app.policy.vocabulary import JobKind
from app.queue import Nudge, Nudger
from app.recordings.inspecting import inspect_recording
from app.recordings.sealing import seal_recording
from app.searching.comparing import Walk
from app.settings import Settings
from app.storage.store import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a worker process owns."""

    settings: Settings
    sessions: type_of_sessions
    store: Store
    nudger: Nudger
    clock: Clock
    walk: Walk = field(default_factory=Walk)
    """How far it has come in comparing the index of the search box with what stands in it."""

    @property
    def lease(self) -> timedelta:
        """How long a silent worker keeps its job."""
        return timedelta(seconds=self.settings.job_lease_seconds)


async def perform(shop: Workshop, job_id: UUID, attempt: int) -> None:
    """Do the job if this attempt may have it; a failure is logged and queued again."""
    job = await _claim(shop, job_id, attempt)
    if job is None:
        log.debug("job.passed_over", job=str(job_id), attempt=attempt)
        return
    log.info("job.started", job=str(job.id), kind=job.kind.value, attempt=job.attempt)
    try:
        async with _heartbeat(shop, job):
            nudge = await _call_verb(shop, job)
    except asyncio.CancelledError:
        # The process is told to stop: hand the job back at once instead of letting its lease run.
        await _to_the_end(_release(shop, job))
        raise
    except LeaseLostError:
        log.warning("job.lease_lost", job=str(job.id), attempt=job.attempt)
    except Exception as error:
        await _to_the_end(_put_back(shop, job, error))
    else:
        log.info("job.done", job=str(job.id), kind=job.kind.value, attempt=job.attempt)
        if nudge is not None:
            await shop.nudger.send(nudge)


async def _claim(shop: Workshop, job_id: UUID, attempt: int) -> ClaimedJob | None:
    """Claim the job; a stop that comes in the middle first learns the answer, then gives it back.

    Otherwise a claim could commit unseen, and the job would wait for its lease to run out.
    """

    async def ask() -> ClaimedJob | None:
        async with transaction(shop.sessions) as session:
            return await claim(session, job_id, attempt, lease=shop.lease, now=shop.clock())

    asking = asyncio.ensure_future(ask())
    try:
        return await asyncio.shield(asking)
    except asyncio.CancelledError:
        job = await asking
        if job is not None:
            await _release(shop, job)
        raise


async def _call_verb(shop: Workshop, job: ClaimedJob) -> Nudge | None:
    match job.kind:
        case JobKind.SEAL_RECORDING:
            return await seal_recording(shop.sessions, shop.store, job, clock=shop.clock)
        case JobKind.READ_DOCUMENT:
            await read_document(
                shop.sessions, shop.store, job, settings=shop.settings, clock=shop.clock
            )
            return None
        case JobKind.ISSUE_COPY:
            await issue_copy(Bench(shop.sessions, shop.store, job, shop.settings, shop.clock))
            return None
        case JobKind.INSPECT_RECORDING:
            await inspect_recording(
                shop.sessions, shop.store, job, settings=shop.settings, clock=shop.clock
            )
            return None


@asynccontextmanager
async def _heartbeat(shop: Workshop, job: ClaimedJob) -> AsyncIterator[None]:
    """Renew the lease every third of its length; give up the work when the lease is lost."""
    worker = asyncio.current_task()
    lost = False

    async def beat() -> None:
        nonlocal lost
        while True:
            await asyncio.sleep(shop.lease.total_seconds() / 3)
            try:
                async with transaction(shop.sessions) as session:
                    held = await renew(session, job, until=shop.clock() + shop.lease)
            except (SQLAlchemyError, OSError) as error:
                # The lease has two more beats to live; a database away for longer ends it.
                log.warning("job.beat_missed", job=str(job.id), error=type(error).__name__)
                continue
            if not held and worker is not None:
                lost = True
                worker.cancel()
                return

    beating = asyncio.create_task(beat())
    try:
        yield
    except asyncio.CancelledError:
        if lost:
            raise LeaseLostError from None
        raise
    finally:
        beating.cancel()


async def _to_the_end(write: Coroutine[object, object, None]) -> None:
    """Wait for a write also when told to stop in the middle of it, and obey after it.

    A row left as running would wait for its lease to run out.
    """
    writing = asyncio.ensure_future(write)
    try:
        await asyncio.shield(writing)
    except asyncio.CancelledError:
        await writing
        raise


async def _release(shop: Workshop, job: ClaimedJob) -> None:
    async with transaction(shop.sessions) as session:
        await put_back(session, job, None, shop.clock())


async def _put_back(shop: Workshop, job: ClaimedJob, error: Exception) -> None:
    log.error(
        "job.failed", job=str(job.id), kind=job.kind.value, attempt=job.attempt, exc_info=error
    )
    async with transaction(shop.sessions) as session:
        await put_back(session, job, f"{type(error).__name__}: {error}", shop.clock())
