"""Wait for a fact, never for a time in which it usually comes about."""

import asyncio
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

_HELD_UP = text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND :ours = ANY(pg_blocking_pids(pid))"
)


async def until_held_up(
    trying: asyncio.Task[Any], session: AsyncSession, engine: AsyncEngine
) -> None:
    """Return once somebody waits for this session's transaction, or has not had to."""
    ours = await session.scalar(text("SELECT pg_backend_pid()"))
    async with engine.connect() as connection:
        while not trying.done() and not await connection.scalar(_HELD_UP, {"ours": ours}):
            await asyncio.sleep(0.01)
