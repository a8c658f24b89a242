"""Turning the pages of a list both ways, and saying how long it is where that costs little."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

MOST_COUNTED = 500
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Turned(Generic[Row]):
    """The rows of a page in the order of the list, and its ends if something follows there."""

    rows: tuple[Row, ...]
    newer: Row | None
    older: Row | None


def turned(found: Sequence[Row], limit: int, *, is_back: bool, is_begun: bool) -> Turned[Row]:
    """Return a page of what was asked for with one row too many.

    ``is_back``: it was asked for from the older end. ``is_begun``: it goes on from another page, so
    something lies on the side from which one came.

    >>> turned([3, 2, 1], 2, is_back=False, is_begun=False)
    Turned(rows=(3, 2), newer=None, older=2)
    >>> turned([3, 4, 5], 2, is_back=True, is_begun=True)
    Turned(rows=(4, 3), newer=4, older=3)
    """
    has_more, rows = len(found) > limit, tuple(found[:limit])
    rows = rows[::-1] if is_back else rows
    has_newer, has_older = (has_more, is_begun) if is_back else (is_begun, has_more)
    return Turned(
        rows,
        newer=rows[0] if rows and has_newer else None,
        older=rows[-1] if rows and has_older else None,
    )


async def count_some(session: AsyncSession, statement: Select[*tuple[Any, ...]]) -> int:
    """Return how many rows there are, at most one over ``MOST_COUNTED``."""
    some = statement.order_by(None).limit(MOST_COUNTED + 1).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0
