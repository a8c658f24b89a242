"""The sweep: nudge again what the queue forgot, and end what has run out.

It runs in every worker every few seconds. Losing all of Redis therefore only delays (P10).
"""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.db import transaction
from app.jobs.leases import due_for_nudge
from app.people.throttle import forget_old
from app.storage.threads import in_threads
from app.uploads.actions import expire_uploads
from app.workers.perform import Workshop

log = structlog.get_logger()
_ROUNDS_PER_CLEANING = 30
_ABANDONED_AFTER = timedelta(days=1)


async def sweep_forever(shop: Workshop) -> None:
    """Sweep until cancelled; a database that is away is waited for, never given up."""
    rounds = 0
    while True:
        try:
            await nudge_forgotten(shop)
            if rounds % _ROUNDS_PER_CLEANING == 0:
                await clean(shop)
            rounds += 1
        except (SQLAlchemyError, OSError) as error:
            log.warning("sweep.missed", error=type(error).__name__)
        await asyncio.sleep(shop.settings.sweep_seconds)


async def nudge_forgotten(shop: Workshop) -> int:
    """Send a nudge for every unfinished job nobody holds; return how many."""
    async with transaction(shop.sessions) as session:
        nudges = await due_for_nudge(session, shop.clock())
    for nudge in nudges:
        await shop.nudger.send(nudge)
    return len(nudges)


async def clean(shop: Workshop) -> None:
    """Expire uploads past their date, forget old sign-in failures, remove half-written files."""
    async with transaction(shop.sessions) as session:
        await expire_uploads(session, shop.store, shop.clock())
        await forget_old(session, shop.clock())
    store = shop.store
    removed = await in_threads(store, store.discard_abandoned, shop.clock() - _ABANDONED_AFTER)
    if removed:
        log.info("store.tidied", files=removed)
