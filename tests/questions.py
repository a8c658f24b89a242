"""What the database was asked by one session, whichever way the question took."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession


@asynccontextmanager
async def questions_of(session: AsyncSession) -> AsyncIterator[list[str]]:
    """Collect them: those of the session, and those that ``app.questions`` sends by the driver."""
    asked: list[str] = []

    def note(*context: Any) -> None:
        asked.append(context[2])

    def note_of_driver(record: Any) -> None:
        asked.append(record.query)

    connection = await session.connection()
    driver: Any = (await connection.get_raw_connection()).driver_connection
    event.listen(connection.sync_connection, "before_cursor_execute", note)
    driver.add_query_logger(note_of_driver)
    yield asked
    # The driver tells of a question in the next turn of the loop.
    await asyncio.sleep(0)
    driver.remove_query_logger(note_of_driver)
    event.remove(connection.sync_connection, "before_cursor_execute", note)
