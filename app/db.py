"""The database: engine, sessions, and the one way to open a transaction.

One request or job is one transaction. Subjects flush and never commit; the door commits before
its answer leaves. What must happen only after a commit (waking a worker) is noted on the session
with ``after_commit`` and done by the door.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

type_of_sessions = async_sessionmaker[AsyncSession]
Afterwards = Callable[[], Awaitable[None]]
_AFTERWARDS = "afterwards"
_KEPT = "kept"


def make_engine(url: str) -> AsyncEngine:
    """Return an engine with a small pool; statements and idle transactions have time limits.

    The limits keep one stuck request from holding back the ledger's sealing order for everybody.
    """
    return create_async_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_pre_ping=True,
        # An error's text goes to the log, and what was typed or declared must not go with it.
        hide_parameters=True,
        connect_args={
            "server_settings": {
                "application_name": "liuhen",
                "jit": "off",
                "statement_timeout": "30s",
                "idle_in_transaction_session_timeout": "60s",
                "timezone": "UTC",
            }
        },
    )


def make_sessions(engine: AsyncEngine) -> type_of_sessions:
    """Return the factory of sessions; loaded values stay readable after the commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def transaction(sessions: type_of_sessions) -> AsyncIterator[AsyncSession]:
    """Open one transaction; commit at the end, roll back on any exception, then run afterwards."""
    async with sessions() as session:
        async with session.begin():
            yield session
        await run_afterwards(session)


def after_commit(session: AsyncSession, act: Afterwards) -> None:
    """Note something to be done once this session's transaction has committed."""
    session.info.setdefault(_AFTERWARDS, []).append(act)


async def run_afterwards(session: AsyncSession) -> None:
    """Do what was noted. Each act must handle its own failures: the commit already stands."""
    for act in session.info.pop(_AFTERWARDS, []):
        await act()


def keep(session: AsyncSession, *rows: object) -> None:
    """Hold rows until the session ends, so that getting one of them by its key asks nobody.

    A session holds what it has read by a weak reference only and forgets it as soon as its reader
    does. For rows that every request reads more than once, never for those of a list.
    """
    session.info.setdefault(_KEPT, []).extend(rows)


async def send_script(session: AsyncSession, script: str) -> None:
    """Run several statements without parameters in one message to the server."""
    connection = await (await session.connection()).get_raw_connection()
    driver: asyncpg.Connection = connection.driver_connection
    await driver.execute(script)


async def is_reachable(engine: AsyncEngine) -> bool:
    """Return whether the database answers; raises what the driver raises when it does not."""
    async with engine.connect() as connection:
        return bool(await connection.scalar(text("SELECT true")))
