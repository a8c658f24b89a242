"""A Redis that is away is no error for whoever received evidence (P10)."""

import asyncio
from pathlib import Path

from redis.asyncio import Redis

from app import ids
from app.embedded.services import Services
from app.policy.vocabulary import JobQueue
from app.queue import Nudge, Nudger


async def test_a_nudge_to_nowhere_is_lost_quietly(tmp_path: Path) -> None:
    nudger = Nudger(f"unix://{tmp_path}/no-such-socket")

    assert not await nudger.send(Nudge(ids.new_id(), 1, JobQueue.SHORT))


async def test_nudges_sent_at_once_share_one_connection_pool(services: Services) -> None:
    """A pool opened twice would leak one, and each costs a connection of the queue."""
    nudger = Nudger(services.redis_url)
    async with Redis.from_url(services.redis_url) as redis:
        before = await connections(redis)

        sent = await asyncio.gather(
            *(nudger.send(Nudge(ids.new_id(), 1, JobQueue.LONG)) for _ in range(8))
        )
        opened = await connections(redis) - before
        await nudger.close()
        async with asyncio.timeout(60):
            while opened & await connections(redis):
                await asyncio.sleep(0.02)
        await redis.flushall()

    assert all(sent)
    assert opened


async def connections(redis: Redis) -> set[str]:
    """The queue notices in its own time that a connection was closed."""
    return {client["id"] for client in await redis.client_list()}
