"""The database: engine, sessions, and the one way to open a transaction.

One request or job is one transaction. Subjects flush and never commit; the door commits before
its answer leaves. What must happen only after a commit (waking a worker) is noted on the session
with ``after_commit`` and done by the door.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import asyncpg
from sqlalchemy import Pool, event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import ConnectionPoolEntry

type_of_sessions = async_sessionmaker[AsyncSession]
Afterwards = Callable[[], Awaitable[None]]
_AFTERWARDS = "afterwards"
_LAST_USED = "last used"
_TRUSTED_SECONDS = 10


def make_engine(url: str) -> AsyncEngine:
    """Return an engine with a small pool; statements and idle transactions have time limits.

    The limits keep one stuck request from holding back the ledger's sealing order for everybody.
    """
    engine = create_async_engine(
        url,
        pool_size=10,
        max_overflow=10,
        # An error's text goes to the log, and what was typed or declared must not go with it.
        hide_parameters=True,
        connect_args={
            # Else the driver has its longest statements planned anew each time, and all of them
            # every five minutes.
            "max_cacheable_statement_size": 0,
            "max_cached_statement_lifetime": 0,
            "server_settings": {
                "application_name": "liuhen",
                "jit": "off",
                # Of a disk that turns the planner would rather read a unit's rows whole and sort
                # them than go along their index to the fiftieth. Here no such disk is expected.
                "random_page_cost": "1.1",
                "statement_timeout": "30s",
                "idle_in_transaction_session_timeout": "60s",
                "timezone": "UTC",
            },
        },
    )
    _look_at_connections(engine.sync_engine.pool)
    return engine


def _look_at_connections(pool: Pool) -> None:
    """Take a connection that its server has closed out of use before a request gets it.

    The driver hears at once of a server that goes away, so nothing need be asked. Only a network
    loses connections in silence, and only such as rest: those are asked, in three messages.
    """

    @event.listens_for(pool, "checkin")
    def note_use(_: object, record: ConnectionPoolEntry) -> None:
        record.info[_LAST_USED] = monotonic()

    @event.listens_for(pool, "checkout")
    def look(adapted: Any, record: ConnectionPoolEntry, _: object) -> None:
        driver: asyncpg.Connection = adapted.driver_connection
        if driver.is_closed():
            raise DisconnectionError
        if monotonic() - record.info.get(_LAST_USED, monotonic()) > _TRUSTED_SECONDS:
            try:
                adapted.ping()
            except (adapted.dbapi.Error, OSError) as error:
                raise DisconnectionError from error


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


async def is_reachable(engine: AsyncEngine) -> bool:
    """Return whether the database answers; raises what the driver raises when it does not."""
    async with engine.connect() as connection:
        return bool(await connection.scalar(text("SELECT true")))
