"""Savepoints of the tests: one name for all, so that the server need not learn each one anew.

What a test commits is a savepoint inside a transaction that is undone. SQLAlchemy gives each a name
of its own, and every statement with a new name is parsed, prepared and described before it runs.
"""

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine


def name_alike(engine: AsyncEngine) -> None:
    """Let all savepoints of an engine go by one name; the innermost is meant each time."""
    dialect = engine.sync_engine.dialect
    dialect.do_savepoint = _set  # type: ignore[assignment, method-assign]
    dialect.do_release_savepoint = _release  # type: ignore[assignment, method-assign]
    dialect.do_rollback_to_savepoint = _roll_back  # type: ignore[assignment, method-assign]


def _set(connection: Connection, _name: str) -> None:
    connection.exec_driver_sql("SAVEPOINT one")


def _release(connection: Connection, _name: str) -> None:
    connection.exec_driver_sql("RELEASE one")


def _roll_back(connection: Connection, _name: str) -> None:
    # The server keeps a savepoint to which it has gone back; it would hide the one around it.
    raw = connection.connection.dbapi_connection
    raw.run_async(lambda driver: driver.execute("ROLLBACK TO one; RELEASE one"))  # type: ignore[union-attr]
