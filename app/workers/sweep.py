"""The sweep: nudge again what the queue forgot, and end what has run out.

It runs in every worker every few seconds. Losing all of Redis therefore only delays (P10).
"""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.access.ending import end_spent
from app.access.leftovers import copies_without_need
from app.access.viewing import sweep_viewings
from app.clock import count_seconds
from app.db import transaction
from app.deadlines.escalating import escalate_overdue
from app.deadlines.handovers import open_handovers
from app.errors import LiuhenError
from app.jobs.leases import due_for_nudge
from app.keeping.sweeping import rule_due
from app.people.known_browsers import drop_expired_browsers
from app.people.refusals import write_old_tallies
from app.people.scans import nameless_documents
from app.people.throttle import forget_old
from app.searching.comparing import compare_next
from app.searching.sweeping import index_missing
from app.storage.threads import in_threads
from app.uploads.actions import expire_uploads
from app.uploads.queries import without_need_of_segments
from app.workers.perform import Workshop
from app.workers.steadiness import Steadiness

log = structlog.get_logger()
_ROUNDS_PER_CLEANING = 30
_BATCHES_PER_CLEANING = 20
_ABANDONED_AFTER = timedelta(days=1)


async def sweep_forever(shop: Workshop) -> None:
    """Sweep until cancelled; a database that is away is waited for, never given up."""
    rounds = 0
    steadiness = Steadiness(shop.clock(), count_seconds)
    while True:
        try:
            await nudge_forgotten(shop)
            if rounds % _ROUNDS_PER_CLEANING == 0:
                await clean(shop, steadiness)
            rounds += 1
        except (SQLAlchemyError, OSError, LiuhenError) as error:
            log.warning("sweep.missed", error=type(error).__name__)
        await asyncio.sleep(shop.settings.sweep_seconds)


async def nudge_forgotten(shop: Workshop) -> int:
    """Send a nudge for every unfinished job nobody holds; return how many."""
    async with transaction(shop.sessions) as session:
        nudges = await due_for_nudge(session, shop.clock())
    for nudge in nudges:
        await shop.nudger.send(nudge)
    return len(nudges)


async def clean(shop: Workshop, steadiness: Steadiness) -> None:
    """Let expire what has run out, report what is overdue, and tidy up what a kill left behind.

    Nothing expires and nothing is overdue on the word of a clock that has not proven itself.
    """
    now = shop.clock()
    is_proven = steadiness.is_proven(now)
    async with transaction(shop.sessions) as session:
        if is_proven:
            await expire_uploads(session, shop.store, now)
            await drop_expired_browsers(session, now)
            await open_handovers(session, now)
            await escalate_overdue(session, now)
            await end_spent(session, now)
            await sweep_viewings(session, now)
        await forget_old(session, now)
        await write_old_tallies(session, now)
    await _complete_index(shop)
    await _rule_keeping(shop)
    await _tidy_store(shop)
    if is_proven:
        await _drop_nameless_documents(shop)


async def _complete_index(shop: Workshop) -> None:
    """Index what the search box has missed, in own transactions; then compare a few rows."""
    indexed = 0
    for _ in range(_BATCHES_PER_CLEANING):
        async with transaction(shop.sessions) as session:
            batch = await index_missing(session, shop.clock())
        indexed += batch
        if not batch:
            break
    async with transaction(shop.sessions) as session:
        indexed += await compare_next(session, shop.clock(), shop.walk)
    if indexed:
        log.info("search.indexed", rows=indexed)


async def _rule_keeping(shop: Workshop) -> None:
    """Rule what is due, in transactions of their own: another law overtakes every ruling at once.

    No clock is asked: how long something is kept does not depend on today.
    """
    ruled = 0
    for _ in range(_BATCHES_PER_CLEANING):
        async with transaction(shop.sessions) as session:
            batch = await rule_due(session, shop.clock())
        ruled += batch
        if not batch:
            break
    if ruled:
        log.info("keeping.ruled", rows=ruled)


async def _tidy_store(shop: Workshop) -> None:
    """Remove half-written files a day old, and segments that are needed no more."""
    store = shop.store
    removed = await in_threads(store, store.discard_abandoned, shop.clock() - _ABANDONED_AFTER)
    kept = await in_threads(store, store.uploads_with_segments)
    async with transaction(shop.sessions) as session:
        needless = await without_need_of_segments(session, kept)
        needless += await copies_without_need(session, kept)
    for upload_id in needless:
        await in_threads(store, store.discard_segments, upload_id)
    if removed or needless:
        log.info("store.tidied", files=removed, uploads=len(needless))


async def _drop_nameless_documents(shop: Workshop) -> None:
    """Remove scans that a crash left between the disk and the commit of their row."""
    store = shop.store
    kept = await in_threads(store, store.documents_before, shop.clock() - _ABANDONED_AFTER)
    async with transaction(shop.sessions) as session:
        nameless = await nameless_documents(session, kept)
    for key in nameless:
        await in_threads(store, store.discard_document, key)
        log.info("document.abandoned_removed", key=key)
