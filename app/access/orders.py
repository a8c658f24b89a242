"""Read how far the making of a copy has come, and what was ordered under a request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.requests import find_request, number_of
from app.models import CopyOrder, Person
from app.policy.access_words import CopyForm, CopyMedium, CopyOrderState
from app.policy.actor import Actor

_MOST_SHOWN = 5
_OVER = frozenset({CopyOrderState.SEALED, CopyOrderState.REFUSED, CopyOrderState.FAILED})


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order that is not sealed; ``problem`` says why nothing came of it."""

    id: UUID
    form: CopyForm
    medium: CopyMedium
    copies: int
    state: CopyOrderState
    problem: str
    done_bytes: int
    total_bytes: int
    ordered_by: str
    ordered_at: datetime

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it by itself."""
        return self.state in _OVER

    @property
    def percent(self) -> int:
        """Return how much was read, never all of it: writing and sealing come after."""
        return min(99, 100 * self.done_bytes // max(1, self.total_bytes))


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """One order with the request it belongs to."""

    line: OrderLine
    request_id: UUID
    request_no: str


async def orders_of(session: AsyncSession, request_id: UUID) -> tuple[OrderLine, ...]:
    """Return the newest orders of a request that are not sealed. The caller has found it."""
    rows = await session.execute(
        _lines()
        .where(CopyOrder.request_id == request_id, CopyOrder.state != CopyOrderState.SEALED.value)
        .order_by(CopyOrder.id.desc())
        .limit(_MOST_SHOWN)
    )
    return tuple(_line(row) for row in rows)


async def unsealed_order(session: AsyncSession, actor: Actor, copy_id: UUID) -> OrderDetail | None:
    """Return the order of a copy that is not sealed; ``None`` where there is none such.

    Raises:
        NotFoundError: there is one, and it is not for this actor to know.
    """
    row = (
        await session.execute(
            _lines().where(CopyOrder.id == copy_id, CopyOrder.state != CopyOrderState.SEALED.value)
        )
    ).one_or_none()
    if row is None:
        return None
    request = await find_request(session, actor, row.request_id)
    return OrderDetail(_line(row), request.id, number_of(request.year, request.serial))


def _lines() -> Select[*tuple[Any, ...]]:
    return select(
        CopyOrder.id,
        CopyOrder.request_id,
        CopyOrder.form,
        CopyOrder.medium,
        CopyOrder.copies,
        CopyOrder.state,
        CopyOrder.problem,
        CopyOrder.done_bytes,
        CopyOrder.total_bytes,
        Person.full_name.label("ordered_by"),
        CopyOrder.ordered_at,
    ).join(Person, Person.id == CopyOrder.ordered_by_id)


def _line(row: Row[Any]) -> OrderLine:
    return OrderLine(
        id=row.id,
        form=CopyForm(row.form),
        medium=CopyMedium(row.medium),
        copies=row.copies,
        state=CopyOrderState(row.state),
        problem=row.problem,
        done_bytes=row.done_bytes,
        total_bytes=row.total_bytes,
        ordered_by=row.ordered_by,
        ordered_at=row.ordered_at,
    )
