"""Read the ledger as its auditor does: newest first, by number, narrowed; and count it.

Pages are found by key, never by counting (decision D16). Days are found by the primary key,
because an event's id carries its moment.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.ledger.book import LedgerLine, line_of
from app.ledger.kinds import REFUSALS, LedgerKind
from app.models import Device, LedgerEvent, Person
from app.policy.vocabulary import ActorKind

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What the reader narrowed the ledger to; every field may be open.

    ``actor_text`` is a part of a name or device number, ``actor_kind`` an actor without either.
    """

    kinds: frozenset[LedgerKind] = frozenset()
    actor_text: str = ""
    actor_kind: ActorKind | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A page of events, newest first, and the numbers at which its neighbours begin."""

    lines: tuple[LedgerLine, ...]
    newer: int | None
    older: int | None


@dataclass(frozen=True, slots=True)
class LedgerFigures:
    """How much was written down, and how much of it was refused."""

    events: int
    refusals: int


async def list_events(
    session: AsyncSession,
    units: Collection[UUID],
    wanted: LedgerFilter,
    *,
    older_than: int | None = None,
    newer_than: int | None = None,
    limit: int = PAGE_SIZE,
) -> LedgerPage:
    """Return a page of the events of these units and of those that belong to no unit.

    ``newer_than`` counts before ``older_than`` when both are given.
    """
    upwards = newer_than is not None
    statement = select(LedgerEvent).where(_in_reach(units), *_narrow(wanted)).limit(limit + 1)
    statement = statement.order_by(LedgerEvent.seq.asc() if upwards else LedgerEvent.seq.desc())
    if newer_than is not None:
        statement = statement.where(LedgerEvent.seq > newer_than)
    elif older_than is not None:
        statement = statement.where(LedgerEvent.seq < older_than)
    found = [line_of(row) for row in await session.scalars(statement)]
    has_more, lines = len(found) > limit, found[:limit]
    if upwards:
        lines.reverse()
    has_newer = has_more if upwards else older_than is not None
    has_older = upwards or has_more
    return LedgerPage(
        lines=tuple(lines),
        newer=lines[0].seq if lines and has_newer else None,
        older=lines[-1].seq if lines and has_older else None,
    )


async def ledger_figures(
    session: AsyncSession, units: Collection[UUID], *, since: datetime
) -> LedgerFigures:
    """Return how many events of these units, and of no unit, there were since a moment."""
    refused = LedgerEvent.kind.in_([kind.value for kind in REFUSALS])
    row = (
        await session.execute(
            select(func.count(), func.count().filter(refused)).where(
                _in_reach(units), LedgerEvent.id >= ids.first_id_of(since)
            )
        )
    ).one()
    return LedgerFigures(events=row[0], refusals=row[1])


async def count_kind(
    session: AsyncSession, units: Collection[UUID], kind: LedgerKind, *, since: datetime
) -> int:
    """Return how often this happened in these units, or outside any, since a moment.

    An event of a flood counts as often as its ``times`` say.
    """
    detail = cast(func.convert_from(LedgerEvent.body, "UTF8"), JSONB)["detail"]
    times = func.coalesce(cast(detail["times"].astext, BigInteger), 1)
    count = await session.scalar(
        select(func.sum(times)).where(
            _in_reach(units),
            LedgerEvent.kind == kind.value,
            LedgerEvent.id >= ids.first_id_of(since),
        )
    )
    return int(count or 0)


def _in_reach(units: Collection[UUID]) -> ColumnElement[bool]:
    return or_(LedgerEvent.unit_id.is_(None), LedgerEvent.unit_id.in_(units))


def _narrow(wanted: LedgerFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.kinds:
        conditions.append(LedgerEvent.kind.in_([kind.value for kind in wanted.kinds]))
    if wanted.actor_kind is not None:
        conditions.append(_by_nameless(wanted.actor_kind))
    elif wanted.actor_text:
        conditions.append(_by_name(wanted.actor_text))
    if wanted.since is not None:
        conditions.append(LedgerEvent.id >= ids.first_id_of(wanted.since))
    if wanted.before is not None:
        conditions.append(LedgerEvent.id < ids.first_id_of(wanted.before))
    return conditions


def _by_name(text: str) -> ColumnElement[bool]:
    named = Person.full_name.icontains(text, autoescape=True)
    numbered = Device.device_no.icontains(text, autoescape=True)
    return or_(
        LedgerEvent.actor_id.in_(select(Person.id).where(named)),
        LedgerEvent.actor_id.in_(select(Device.id).where(numbered)),
    )


def _by_nameless(kind: ActorKind) -> ColumnElement[bool]:
    """The canonical bytes begin with the actor; no column repeats the kind of a nameless one."""
    head = f'{{"actor":{{"credential":null,"id":null,"kind":"{kind.value}"'.encode()
    return and_(LedgerEvent.actor_id.is_(None), func.substr(LedgerEvent.body, 1, len(head)) == head)
