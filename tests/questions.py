"""What the database was asked by one session, whichever way the question took."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

OF_TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@asynccontextmanager
async def questions_of(session: AsyncSession) -> AsyncIterator[list[str]]:
    """Collect them; transactions are begun and ended besides."""
    asked: list[str] = []

    def note(record: Any) -> None:
        if not record.query.startswith(OF_TRANSACTIONS):
            asked.append(record.query)

    driver: Any = (await (await session.connection()).get_raw_connection()).driver_connection
    driver.add_query_logger(note)
    yield asked
    # The driver tells of a question in the next turn of the loop.
    await asyncio.sleep(0)
    driver.remove_query_logger(note)
