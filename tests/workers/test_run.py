"""A real worker process: killed, restarted, and with its queue emptied, it loses nothing (P10)."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
from arq.connections import create_pool
from redis.asyncio import Redis
from redis.exceptions import ConnectionError
from sqlalchemy import func, select

from app.db import transaction, type_of_sessions
from app.embedded.programs import valkey_program
from app.embedded.services import Services
from app.jobs.leases import add_job
from app.models import Job, LedgerEvent, Recording
from app.policy.vocabulary import JobKind, JobQueue, JobState, RecordingState
from app.queue import Nudger
from app.settings import PROJECT_ROOT
from app.storage.disk import DiskStore
from app.workers import run
from app.workers.perform import Workshop
from tests.arrivals import arrive
from tests.world import NOW, Settled, Town

MANY = 12
Count = Callable[[], Coroutine[object, object, int]]


@pytest.fixture
async def town_at_work(committed: type_of_sessions, settled: Settled) -> Town:
    """The town, really committed."""
    async with transaction(committed) as session:
        return await settled.again(session)


@asynccontextmanager
async def worker(
    services: Services, store: DiskStore, redis_url: str | None = None
) -> AsyncIterator[Process]:
    """Run the worker as an installation does, with a short lease."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.workers.run",
        cwd=PROJECT_ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": services.app_url,
            "REDIS_URL": redis_url or services.redis_url,
            "STORAGE_URL": Path(store._root).as_uri(),
            "LIUHEN_JOB_LEASE_SECONDS": "2",
            "LIUHEN_SWEEP_SECONDS": "0.2",
        },
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def receive(
    sessions: type_of_sessions, store: DiskStore, town: Town, number: int
) -> tuple[list[UUID], list[object]]:
    """Add ``number`` different arrivals with their jobs; return recordings and nudges."""
    recordings, nudges = [], []
    async with transaction(sessions) as session:
        for index in range(number):
            recording_id = await arrive(
                session, town.terminal, town.brigade, content=b"x" * (index + 1), store=store
            )
            recordings.append(recording_id)
            nudges.append(
                add_job(
                    session, JobKind.SEAL_RECORDING, recording_id, queue=JobQueue.SHORT, now=NOW
                )
            )
    return recordings, list(nudges)


def counting(sessions: type_of_sessions, state: JobState) -> Count:
    async def count() -> int:
        async with sessions() as session:
            statement = select(func.count()).where(Job.state == state.value)
            return await session.scalar(statement) or 0

    return count


async def until(count: Count, least: int) -> None:
    """Wait for a count; the limit only ends a test that would hang."""
    for _ in range(3000):
        if await count() >= least:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"never reached {least}")


async def seals_of(sessions: type_of_sessions) -> dict[UUID | None, int]:
    async with sessions() as session:
        rows = await session.execute(
            select(LedgerEvent.subject_id, func.count())
            .where(LedgerEvent.kind == "recording:sealed")
            .group_by(LedgerEvent.subject_id)
        )
        return {row[0]: row[1] for row in rows}


async def test_jobs_whose_nudges_redis_lost_are_done_all_the_same(
    committed: type_of_sessions, store: DiskStore, services: Services, town_at_work: Town
) -> None:
    recordings, nudges = await receive(committed, store, town_at_work, 3)
    nudger = Nudger(services.redis_url)
    for nudge in nudges:
        await nudger.send(nudge)  # type: ignore[arg-type]
    await nudger.close()
    async with Redis.from_url(services.redis_url) as redis:
        await redis.flushall()

    async with worker(services, store):
        await until(counting(committed, JobState.DONE), 6)

    assert await seals_of(committed) == dict.fromkeys(recordings, 1)


async def test_a_killed_workers_jobs_are_done_again_with_one_result_each(
    committed: type_of_sessions, store: DiskStore, services: Services, town_at_work: Town
) -> None:
    recordings, _ = await receive(committed, store, town_at_work, MANY)

    async with worker(services, store) as first:
        await until(counting(committed, JobState.RUNNING), 1)
        first.kill()
        await first.wait()
    async with worker(services, store):
        await until(counting(committed, JobState.DONE), 2 * MANY)

    assert await seals_of(committed) == dict.fromkeys(recordings, 1)
    async with committed() as session:
        states = set(await session.scalars(select(Recording.state)))
    assert states == {RecordingState.QUARANTINED.value}, "a few letters x are no recording"


async def test_a_worker_told_to_stop_hands_its_jobs_back(
    committed: type_of_sessions, store: DiskStore, services: Services, town_at_work: Town
) -> None:
    await receive(committed, store, town_at_work, MANY)

    async with worker(services, store) as process:
        await until(counting(committed, JobState.DONE), 1)
        process.send_signal(signal.SIGTERM)
        code = await process.wait()

    assert code == 0
    assert await counting(committed, JobState.RUNNING)() == 0


@pytest.mark.filterwarnings("ignore:Call to deprecated close:DeprecationWarning")
async def test_closing_a_queue_waits_for_every_job_that_hands_itself_back(
    services: Services,
) -> None:
    """arq leaves with the first job that ends as cancelled; the others were cut off with us."""
    ended: list[str] = []

    async def gone() -> None:
        await asyncio.Event().wait()

    async def handing_back() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(100):
                await asyncio.sleep(0)
            ended.append("handed back")

    queue = run._make_worker(cast(Workshop, None), services.redis_url, JobQueue.SHORT)
    queue._pool = await create_pool(queue.redis_settings)
    queue.tasks = {job.__name__: asyncio.create_task(job()) for job in (gone, handing_back)}
    await asyncio.sleep(0)

    await run._close(queue)

    assert ended == ["handed back"]


async def test_a_second_word_to_stop_does_not_cut_off_a_job_that_hands_itself_back() -> None:
    may_end = asyncio.Event()
    job: asyncio.Task[None] = asyncio.create_task(may_end.wait())  # type: ignore[arg-type]
    closing = asyncio.create_task(run._until_ended({job}))
    for _ in range(2):
        await asyncio.sleep(0)
        closing.cancel()
    await asyncio.sleep(0)
    may_end.set()

    await asyncio.wait([closing])

    assert closing.cancelled()
    assert job.done()
    assert not job.cancelled()


@asynccontextmanager
async def queue_server(port: int) -> AsyncIterator[None]:
    """Run a queue of our own until the block ends; nobody is told before."""
    process = await asyncio.create_subprocess_exec(
        valkey_program(), "--port", str(port), "--save", "", stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def asking(port: int) -> int:
    """How many connections ask for work."""
    try:
        async with Redis(port=port) as client:
            return sum(line["cmd"].startswith("zrange") for line in await client.client_list())
    except ConnectionError:
        return 0


async def test_a_queue_that_was_away_is_served_again(
    committed: type_of_sessions, store: DiskStore, services: Services, town_at_work: Town
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    waiting = partial(asking, port)

    async with worker(services, store, f"redis://127.0.0.1:{port}"):
        async with queue_server(port):
            await until(waiting, len(JobQueue))
        await asyncio.sleep(1)
        async with queue_server(port):
            recordings, _ = await receive(committed, store, town_at_work, 2)
            await until(counting(committed, JobState.DONE), 4)

    assert await seals_of(committed) == dict.fromkeys(recordings, 1)
