"""How soon a job starts after its nudge, and what the death of a worker costs.

Real services, a real worker process, real rows. Run with the project's environment:
``.venv/bin/python bench/jobs.py [--jobs N] [--lease SECONDS]``.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import clock  # noqa: E402
from app.db import make_engine, make_sessions, transaction, type_of_sessions  # noqa: E402
from app.embedded.services import Services, start_services  # noqa: E402
from app.jobs.leases import add_job  # noqa: E402
from app.models import Job, LedgerEvent  # noqa: E402
from app.policy.vocabulary import JobKind, JobQueue, JobState  # noqa: E402
from app.queue import Nudge, Nudger  # noqa: E402
from app.storage.disk import DiskStore, make_store  # noqa: E402
from tests.arrivals import arrive  # noqa: E402
from tests.world import Town, settle_town  # noqa: E402

Process = asyncio.subprocess.Process


@asynccontextmanager
async def worker(services: Services, store: DiskStore, lease: float) -> AsyncIterator[Process]:
    """Run one worker process; its log is JSON lines on standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.workers.run",
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": services.app_url,
            "REDIS_URL": services.redis_url,
            "STORAGE_URL": store._root.as_uri(),
            "LIUHEN_JOB_LEASE_SECONDS": str(lease),
        },
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def queued(sessions: type_of_sessions, store: DiskStore, town: Town, content: bytes) -> Nudge:
    """Receive one recording and queue its sealing without telling anybody."""
    async with transaction(sessions) as session:
        recording_id = await arrive(
            session, town.terminal, town.brigade, content=content, store=store
        )
        return add_job(
            session,
            JobKind.SEAL_RECORDING,
            recording_id,
            queue=JobQueue.SHORT,
            now=clock.current_time(),
        )


async def started_at(process: Process, job_id: UUID) -> datetime:
    """Read the worker's log until it says that the job began."""
    assert process.stderr is not None
    while line := await process.stderr.readline():
        event = json.loads(line)
        if event["event"] == "job.started" and event["job"] == str(job_id):
            return datetime.fromisoformat(event["timestamp"])
    raise RuntimeError("the worker has ended")


async def count(sessions: type_of_sessions, state: JobState) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).where(Job.state == state.value)) or 0


async def measure_start(
    services: Services, sessions: type_of_sessions, store: DiskStore, town: Town, jobs: int
) -> None:
    nudger = Nudger(services.redis_url)
    delays = []
    async with worker(services, store, 30) as process:
        warm = await queued(sessions, store, town, b"warm up")
        await nudger.send(warm)
        await started_at(process, warm.job_id)
        for number in range(jobs):
            nudge = await queued(sessions, store, town, f"recording {number}".encode())
            told = clock.current_time()
            await nudger.send(nudge)
            begun = await started_at(process, nudge.job_id)
            delays.append((begun - told).total_seconds() * 1000)
            await asyncio.sleep(0.13)
    await nudger.close()
    delays.sort()
    print(
        f"nudge to start over {jobs} jobs: median {statistics.median(delays):.0f} ms, "
        f"p95 {delays[int(len(delays) * 0.95)]:.0f} ms, worst {delays[-1]:.0f} ms (aim 100)"
    )


async def measure_death(
    services: Services, sessions: type_of_sessions, store: DiskStore, town: Town, lease: float
) -> None:
    nudge = await queued(sessions, store, town, os.urandom(200_000_000))
    done = await count(sessions, JobState.DONE)
    async with worker(services, store, lease) as process:
        while not await count(sessions, JobState.RUNNING):
            await asyncio.sleep(0.005)
        process.kill()
        killed = clock.current_time()
        await process.wait()
    async with worker(services, store, lease):
        while await count(sessions, JobState.DONE) < done + 1:
            await asyncio.sleep(0.05)
        took = (clock.current_time() - killed).total_seconds()
    async with sessions() as session:
        job = await session.get_one(Job, nudge.job_id)
        results = await session.scalar(
            select(func.count()).where(
                LedgerEvent.kind == "recording:sealed", LedgerEvent.subject_id == job.recording_id
            )
        )
    print(
        f"worker killed while sealing 200 MB, lease {lease:g} s: done again after {took:.1f} s "
        f"(aim lease + 5), results {results}"
    )


async def run(services: Services, folder: Path, jobs: int, lease: float) -> None:
    engine = make_engine(services.app_url)
    sessions, store = make_sessions(engine), make_store((folder / "store").as_uri())
    async with transaction(sessions) as session:
        town = await settle_town(session)
    await measure_start(services, sessions, store, town, jobs)
    await measure_death(services, sessions, store, town, lease)
    await engine.dispose()


def migrate(services: Services) -> None:
    """Bring the fresh database to our structure."""
    environ = os.environ | {"MIGRATION_DATABASE_URL": services.owner_url}
    command = [sys.executable, "-m", "app.cli", "migrate"]
    subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True)


def main() -> None:
    """Print the machine and both figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--lease", type=float, default=5.0)
    options = parser.parse_args()
    print(f"python {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with (
        tempfile.TemporaryDirectory(prefix="liuhen-bench-") as folder,
        start_services(Path(folder) / "data") as services,
    ):
        migrate(services)
        asyncio.run(run(services, Path(folder), options.jobs, options.lease))


if __name__ == "__main__":
    main()
