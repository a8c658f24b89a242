"""Whose turn it is: each id once a day, in the minute of the day in which its place lies."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

_MINUTES = 24 * 60


async def ids_of_the_minute(
    session: AsyncSession, key: InstrumentedAttribute[UUID], now: datetime
) -> tuple[UUID, UUID]:
    """Return the first and the last id whose turn it is, with those of the minutes beside it."""
    ends = [
        await session.scalar(select(key).order_by(order).limit(1)) or UUID(int=0)
        for order in (key.asc(), key.desc())
    ]
    first, last = (end.int for end in ends)
    minute = now.hour * 60 + now.minute
    low, high = (
        UUID(int=first + (last - first) * place // _MINUTES)
        for place in (max(0, minute - 1), min(_MINUTES, minute + 2))
    )
    return low, high
