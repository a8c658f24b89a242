"""The worker process: both arq queues and the sweep on one event loop.

Started as ``python -m app.workers.run``. arq only wakes us; the job row decides what is done.
"""

import asyncio
import signal
from typing import Any
from uuid import UUID

import structlog
from arq.connections import RedisSettings
from arq.worker import Function, Worker
from redis.exceptions import RedisError

from app import clock
from app.db import make_engine, make_sessions
from app.logs import configure_logs
from app.media.selftest import require_sandbox
from app.policy.vocabulary import JobQueue
from app.queue import PERFORM, Nudger, queue_name
from app.settings import Settings
from app.storage.digest import require_sm3
from app.storage.disk import make_store
from app.workers.perform import Workshop, perform
from app.workers.sweep import sweep_forever

log = structlog.get_logger()
_AT_ONCE = {JobQueue.SHORT: 2, JobQueue.LONG: 1}
_DAY_SECONDS = 24 * 3600
_RECONNECT_SECONDS = 1.0


async def perform_job(ctx: dict[Any, Any], *args: Any, **_: Any) -> None:
    """Do what arq was told about, a job id and an attempt; see ``app.workers.perform``."""
    job_id, attempt = args
    await perform(ctx["shop"], UUID(job_id), attempt)


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; a Redis that goes away is waited for."""
    require_sm3()
    report = await require_sandbox(settings.sandbox)
    log.info("sandbox.tried", holds=report.holds, landlock_abi=report.landlock_abi)
    engine = make_engine(settings.database_url.get_secret_value())
    redis_url = settings.redis_url.get_secret_value()
    shop = Workshop(
        settings=settings,
        sessions=make_sessions(engine),
        store=make_store(settings.storage_url),
        nudger=Nudger(redis_url),
        clock=clock.current_time,
    )
    tasks = [asyncio.create_task(sweep_forever(shop), name="sweep")]
    tasks += [
        asyncio.create_task(_serve_queue(shop, redis_url, queue), name=queue) for queue in JobQueue
    ]
    told = asyncio.create_task(_until_told_to_stop(), name="stop")
    await asyncio.wait([told, *tasks], return_when=asyncio.FIRST_COMPLETED)
    broken = [task for task in tasks if task.done()]
    log.info("worker.stopping", broken=[task.get_name() for task in broken])
    told.cancel()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await shop.nudger.close()
    await engine.dispose()
    for task in broken:
        # A bug: better to end loudly and be started again than to leave a part of the work undone.
        task.result()


async def _serve_queue(shop: Workshop, redis_url: str, queue: JobQueue) -> None:
    while True:
        worker = _make_worker(shop, redis_url, queue)
        try:
            await worker.async_run()
        except (RedisError, OSError) as error:
            log.warning("queue.lost", queue=queue.value, error=type(error).__name__)
        finally:
            await _close(worker)
        await asyncio.sleep(_RECONNECT_SECONDS)


async def _close(worker: Worker) -> None:
    """Stop the worker's jobs, then let arq say goodbye to a Redis that may be away.

    arq itself waits for its jobs together and leaves with the first that ends as cancelled; the
    others would still be handing their job rows back when the process ends.
    """
    jobs = set(worker.tasks.values())
    worker.tasks.clear()
    for job in jobs:
        job.cancel()
    try:
        await _until_ended(jobs)
    finally:
        try:
            await worker.close()
        except (RedisError, OSError) as error:
            log.warning("queue.not_closed", error=type(error).__name__)


async def _until_ended(jobs: set[asyncio.Task[None]]) -> None:
    """Wait for all jobs, however they end; a stop that comes meanwhile is obeyed after them."""
    told: asyncio.CancelledError | None = None
    while any(not job.done() for job in jobs):
        try:
            await asyncio.wait(jobs)
        except asyncio.CancelledError as stop:
            told = stop
    for job in jobs:
        if not job.cancelled() and (error := job.exception()) is not None:
            log.warning("queue.job_not_closed", error=type(error).__name__)
    if told is not None:
        raise told


def _make_worker(shop: Workshop, redis_url: str, queue: JobQueue) -> Worker:
    return Worker(
        functions=[
            Function(
                name=PERFORM,
                coroutine=perform_job,
                timeout_s=_DAY_SECONDS,
                keep_result_s=0,
                keep_result_forever=False,
                max_tries=1,
            )
        ],
        redis_settings=RedisSettings.from_dsn(redis_url),
        queue_name=queue_name(queue),
        max_jobs=_AT_ONCE[queue],
        poll_delay=0.05,
        keep_result=0,
        health_check_interval=15,
        handle_signals=False,
        ctx={"shop": shop},
    )


async def _until_told_to_stop() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    await told.wait()


def main() -> None:
    """Entry point of the process."""
    settings = Settings.from_environment()
    configure_logs(settings.log_format)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
