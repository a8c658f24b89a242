"""What the making of a copy has left among the segments, once it is over."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CopyOrder
from app.policy.access_words import CopyOrderState

_OVER = (CopyOrderState.SEALED, CopyOrderState.REFUSED, CopyOrderState.FAILED)


async def copies_without_need(session: AsyncSession, order_ids: Sequence[UUID]) -> list[UUID]:
    """Return those orders whose segments nothing will read again.

    A worker killed after the commit that ended the order leaves them behind. What is waiting or
    not sealed yet keeps its own; an id that no row knows is looked at by a person.
    """
    rows = await session.scalars(
        select(CopyOrder.id).where(
            CopyOrder.id.in_(order_ids), CopyOrder.state.in_([state.value for state in _OVER])
        )
    )
    return list(rows)
