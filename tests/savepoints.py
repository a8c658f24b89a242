"""Savepoints of the tests: one name for all, so that the server need not learn each one anew.

What a test commits is a savepoint inside a transaction that is undone. SQLAlchemy gives each a name
of its own, and every statement with a new name is parsed, prepared and described before it runs.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_CELL = "cell"


def name_alike(engine: AsyncEngine) -> None:
    """Let all savepoints of an engine go by one name; the innermost is meant each time."""
    dialect = engine.sync_engine.dialect
    dialect.do_savepoint = _set  # type: ignore[assignment, method-assign]
    dialect.do_release_savepoint = _release  # type: ignore[assignment, method-assign]
    dialect.do_rollback_to_savepoint = _roll_back  # type: ignore[assignment, method-assign]


@dataclass(slots=True)
class _Cell:
    """What happens between two returns to one savepoint.

    Whoever begins while nothing has happened yet needs no savepoint of their own: to undo what they
    do is to go back to that one. Most of what is undone is one transaction, often one that the
    product itself undoes, and each savepoint more costs two messages to the server.
    """

    is_untouched: bool = True
    borrowed: list[bool] = field(default_factory=list)
    """Whether each savepoint that is open now is that of the cell; the innermost comes last."""


async def begin_cells(connection: AsyncConnection) -> None:
    """Set the savepoint to which everything in ``undone`` goes back, again and again."""
    await _driver_of(await connection.get_raw_connection()).execute("SAVEPOINT cell")


@asynccontextmanager
async def changed_for_cells(connection: AsyncConnection) -> AsyncIterator[None]:
    """Let the cells inside return to what is changed before the first of them; undo it afterwards.

    The change itself is made inside, before ``begin_cells`` is called once more.
    """
    driver = _driver_of(await connection.get_raw_connection())
    await driver.execute("SAVEPOINT changed")
    yield
    await driver.execute("ROLLBACK TO changed; RELEASE changed")


@asynccontextmanager
async def undone(connection: AsyncConnection) -> AsyncIterator[None]:
    """Undo whatever happens inside on this connection, on which ``begin_cells`` was called."""
    cell = connection.info[_CELL] = _Cell()
    yield
    del connection.info[_CELL]
    if not cell.is_untouched:
        await _driver_of(await connection.get_raw_connection()).execute("ROLLBACK TO cell")


def _set(connection: Connection, _name: str) -> None:
    cell: _Cell | None = connection.info.get(_CELL)
    is_borrowed = cell is not None and cell.is_untouched
    if cell is not None:
        cell.borrowed.append(is_borrowed)
        cell.is_untouched = False
    if not is_borrowed:
        connection.exec_driver_sql("SAVEPOINT one")


def _release(connection: Connection, _name: str) -> None:
    cell: _Cell | None = connection.info.get(_CELL)
    if cell is None or not cell.borrowed.pop():
        connection.exec_driver_sql("RELEASE one")


def _roll_back(connection: Connection, _name: str) -> None:
    cell: _Cell | None = connection.info.get(_CELL)
    if cell is not None and cell.borrowed.pop():
        cell.is_untouched = True
        _send(connection, "ROLLBACK TO cell")
    else:
        # The server keeps a savepoint to which it has gone back; it would hide the one around it.
        _send(connection, "ROLLBACK TO one; RELEASE one")


def _send(connection: Connection, script: str) -> None:
    raw = connection.connection.dbapi_connection
    raw.run_async(lambda driver: driver.execute(script))  # type: ignore[union-attr]


def _driver_of(pooled: Any) -> asyncpg.Connection:
    driver: asyncpg.Connection = pooled.driver_connection
    return driver
