"""What a job works with that makes a copy, and how it tells how far it has come."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from app.access.bundling import Progress
from app.clock import Clock
from app.db import transaction, type_of_sessions
from app.jobs.leases import ClaimedJob
from app.models import CopyOrder
from app.settings import Settings
from app.storage.store import Store

log = structlog.get_logger()
_TELL_EVERY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Bench:
    """A claimed job about one order, and the tools for it."""

    sessions: type_of_sessions
    store: Store
    job: ClaimedJob
    settings: Settings
    clock: Clock

    @property
    def order_id(self) -> UUID:
        """Return the order that is worked on."""
        return self.job.subject_id

    @property
    def lease(self) -> timedelta:
        """Return how long a silent worker keeps its job."""
        return timedelta(seconds=self.settings.job_lease_seconds)


@asynccontextmanager
async def progress_told(bench: Bench) -> AsyncIterator[Progress]:
    """Write down every two seconds how many bytes were read; what cannot be told is not missed."""
    progress = Progress()

    async def tell() -> None:
        while True:
            await asyncio.sleep(_TELL_EVERY_SECONDS)
            try:
                async with transaction(bench.sessions) as session:
                    await session.execute(
                        update(CopyOrder)
                        .where(CopyOrder.id == bench.order_id)
                        .values(done_bytes=progress.done_bytes)
                    )
            except (SQLAlchemyError, OSError) as error:
                log.warning("copy.progress_missed", error=type(error).__name__)

    telling = asyncio.create_task(tell())
    try:
        yield progress
    finally:
        telling.cancel()
