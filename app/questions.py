"""Ask what nearly every request asks by the shortest way: compiled once, sent by the driver itself.

A session takes longer to hand a statement over than PostgreSQL to answer it. What is asked here
sees what was changed in the session's transaction all the same, and is part of it as soon as
anything else is. Until then it is a question by itself: each statement sees what is committed when
it begins, within a transaction or without one, and to begin and end one takes two messages more.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, ColumnElement, CompoundSelect, Select, TextualSelect
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

_DRIVER = "driver"
_FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError)
_dialect = PGDialect_asyncpg()  # type: ignore[no-untyped-call]

Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]] | TextualSelect


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as the server reads it, the names of its values in their order, and its rows."""

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, object]
    row: Callable[[Sequence[Any]], Any]


async def ask(
    session: AsyncSession, statement: Statement, within: float | None = None, /, **values: Any
) -> list[Any]:
    """Return the rows of a statement; their columns are attributes.

    The statement is the same object each time, selects columns and no entities, locks nothing, and
    names its values by ``bindparam``. What waits in the session is written before.

    Raises:
        DBAPIError: as the session itself would.
        TimeoutError: it took longer than ``within`` seconds; a transaction that has begun is lost.
    """
    compiled = _compile(statement)
    changed = session.sync_session
    # Its lists of what was changed would be made anew for every question.
    if changed.autoflush and not changed._is_clean():
        await session.flush()
    values.update(compiled.constants)
    given = [values[name] for name in compiled.names]
    driver = await _driver_of(session)
    try:
        rows: Sequence[Any] = await driver.fetch(compiled.text, *given, timeout=within)
    except _FAILURES as error:
        raise DBAPIError(compiled.text, None, error, hide_parameters=True) from error
    return list(map(compiled.row, rows))


async def has_begun(session: AsyncSession) -> bool:
    """Return whether the session's transaction has begun: more was done in it than to ask."""
    driver = await _driver_of(session)
    return bool(driver.is_in_transaction())


async def send_script(session: AsyncSession, script: str) -> None:
    """Run several statements without parameters in one message, within the transaction."""
    await (await _begun(session)).execute(script)


@lru_cache(maxsize=1024)
def _compile(statement: Statement) -> _Compiled:
    compiled = statement.compile(dialect=_dialect)
    columns = statement.selected_columns
    # No transaction may have begun that would keep a lock.
    assert getattr(statement, "_for_update_arg", None) is None, compiled
    # The driver's own values are handed out, so no type may want to make something else of them.
    assert not any(map(_is_made_over, columns)), compiled
    row = namedtuple("Row", columns.keys(), rename=True)  # type: ignore[misc]
    names = tuple(compiled.positiontup or ())
    constants = {name: bound.value for name, bound in compiled.binds.items() if not bound.required}
    return _Compiled(str(compiled), names, constants, row._make)


def _is_made_over(column: ColumnElement[Any]) -> bool:
    kind = column.type.item_type if isinstance(column.type, ARRAY) else column.type
    return kind.dialect_impl(_dialect).result_processor(_dialect, None) is not None


async def _driver_of(session: AsyncSession) -> asyncpg.Connection:
    """Return the driver's connection, on which the session's transaction may have begun."""
    transaction = session.sync_session.get_transaction()
    known = session.info.get(_DRIVER)
    if known is not None and known[0] is transaction:
        driver: asyncpg.Connection = known[1]
        return driver
    driver = (await _adapted_of(session)).driver_connection
    session.info[_DRIVER] = session.sync_session.get_transaction(), driver
    return driver


async def _begun(session: AsyncSession) -> asyncpg.Connection:
    """Return the driver's connection, on which the session's transaction has begun."""
    driver = await _driver_of(session)
    if not driver.is_in_transaction():
        # The session would begin with its first statement, not before.
        try:
            await (await _adapted_of(session))._start_transaction()
        except BaseException:
            # Nobody knows whether it has begun, so nobody else may be given this connection.
            await session.invalidate()
            raise
    return driver


async def _adapted_of(session: AsyncSession) -> Any:
    """Return the driver's connection as SQLAlchemy has wrapped it."""
    connection = (await session.connection()).sync_connection
    assert connection is not None
    return connection.connection.dbapi_connection
