"""Wake a worker for a job row. Losing a nudge, or all of Redis, only delays (promise P10).

The arq job id is ``<job id>:<attempt>``: arq drops an enqueue whose id is still known, so each
nudge has an attempt number of its own. The sweep in ``app.workers.sweep`` nudges again what has no
live lease.
"""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import structlog
from arq.connections import ArqRedis, RedisSettings, create_pool
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import after_commit
from app.policy.vocabulary import JobQueue

log = structlog.get_logger()

PERFORM = "perform_job"
"""The one function the workers register; the row says what to do."""


def queue_name(queue: JobQueue) -> str:
    """Return the arq queue (a Redis key) of one of our queues."""
    return f"liuhen:{queue.value}"


@dataclass(frozen=True, slots=True)
class Nudge:
    """Which job to look at, and for which attempt of it."""

    job_id: UUID
    attempt: int
    queue: JobQueue


class Nudger:
    """Holds the connection to Redis, opened at the first nudge and again after a loss."""

    def __init__(self, redis_url: str) -> None:
        self._settings = RedisSettings.from_dsn(redis_url)
        self._settings.conn_retries = 0
        self._pool: ArqRedis | None = None
        self._opening = asyncio.Lock()

    async def send(self, nudge: Nudge) -> bool:
        """Tell the queue; return whether it heard. Never raises for a Redis that is away."""
        try:
            pool = await self._connected()
            await pool.enqueue_job(
                PERFORM,
                str(nudge.job_id),
                nudge.attempt,
                _job_id=f"{nudge.job_id}:{nudge.attempt}",
                _queue_name=queue_name(nudge.queue),
            )
        except (RedisError, OSError) as error:
            log.warning("nudge.lost", job=str(nudge.job_id), error=type(error).__name__)
            await self.close()
            return False
        return True

    async def _connected(self) -> ArqRedis:
        """Return the one pool; of two first nudges at once only one may open it."""
        async with self._opening:
            if self._pool is None:
                self._pool = await create_pool(self._settings)
            return self._pool

    async def close(self) -> None:
        """Let go of the connection; the next nudge opens a new one."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.aclose()


def nudge_after_commit(session: AsyncSession, nudger: Nudger, nudge: Nudge) -> None:
    """Send ``nudge`` once the transaction stands; before that no worker could see the row."""

    async def send() -> None:
        await nudger.send(nudge)

    after_commit(session, send)
