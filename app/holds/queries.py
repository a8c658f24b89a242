"""Read holds: of one recording, and the register of a unit's holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.errors import NotFoundError
from app.models import Device, Hold, Person, Recording, Unit
from app.people.authority import Extent, authorise, thing_in, within
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.disposing import HoldFacts
from app.policy.vocabulary import HoldGround

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class HeldRecording:
    """What may be known of a recording by whoever may know of its holds: no name, no content."""

    id: UUID
    unit_id: UUID
    unit_name: str
    device_no: str
    received_at: datetime
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class HoldLine:
    """One hold with the names of who placed and who lifted it."""

    id: UUID
    recording_id: UUID
    unit_name: str
    ground: HoldGround
    article: str
    reason: str
    placed_by: str
    placed_at: datetime
    until_on: date | None
    lifted_by: str
    lifted_at: datetime | None
    lift_reason: str

    @property
    def facts(self) -> HoldFacts:
        """Return the hold as the rule of disposal sees it."""
        return HoldFacts(self.reason, self.until_on, is_lifted=self.lifted_at is not None)


@dataclass(frozen=True, slots=True)
class HoldFilter:
    """What the register is narrowed to; ``standing`` is judged on ``day``."""

    standing: bool | None = None
    ground: HoldGround | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class HoldPage:
    """Some lines, newest first, and the id after which older ones follow."""

    lines: tuple[HoldLine, ...]
    older: UUID | None


async def find_held_recording(
    session: AsyncSession, actor: Actor, recording_id: UUID
) -> HeldRecording:
    """Return a recording of whose holds the actor may know.

    Raises:
        NotFoundError: there is none, or the actor may not know.
    """
    row = (
        await session.execute(
            select(Recording, Unit.name, Device.device_no)
            .join(Unit, Unit.id == Recording.unit_id)
            .outerjoin(Device, Device.id == Recording.submitted_by_device_id)
            .where(Recording.id == recording_id)
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError
    recording, unit_name, device_no = row
    thing = await thing_in(session, recording.unit_id)
    if not (await authorise(session, actor, Act.HOLD_KNOW, thing)).allowed:
        raise NotFoundError
    return HeldRecording(
        id=recording.id,
        unit_id=recording.unit_id,
        unit_name=unit_name,
        device_no=device_no or "",
        received_at=recording.received_at,
        recorded_at=recording.recorded_at,
    )


async def find_recording_of_hold(session: AsyncSession, actor: Actor, hold_id: UUID) -> UUID:
    """Return the recording that a hold is on.

    Raises:
        NotFoundError: there is no such hold, or the actor may not know of it.
    """
    recording_id = await session.scalar(select(Hold.recording_id).where(Hold.id == hold_id))
    if recording_id is None:
        raise NotFoundError
    return (await find_held_recording(session, actor, recording_id)).id


async def holds_on(session: AsyncSession, recording_id: UUID) -> tuple[HoldLine, ...]:
    """Return every hold of a recording, lifted ones too, newest first."""
    rows = await session.execute(
        _lines().where(Hold.recording_id == recording_id).order_by(Hold.id.desc())
    )
    return tuple(_line(*row) for row in rows)


async def held_among(
    session: AsyncSession, recording_ids: Iterable[UUID], day: date
) -> frozenset[UUID]:
    """Return those of the recordings that a hold protects on ``day``."""
    rows = await session.scalars(
        select(Hold.recording_id).where(Hold.recording_id.in_(list(recording_ids)), stands_on(day))
    )
    return frozenset(row for row in rows if row is not None)


async def list_holds(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    wanted: HoldFilter,
    *,
    day: date,
    older_than: UUID | None = None,
    limit: int = PAGE_SIZE,
) -> HoldPage:
    """Return a page of the register (冻结登记簿) within ``extent``."""
    conditions = [within(extent, actor, Hold.unit_id), *_narrow(wanted, day)]
    if older_than is not None:
        conditions.append(Hold.id < older_than)
    rows = await session.execute(
        _lines().where(*conditions).order_by(Hold.id.desc()).limit(limit + 1)
    )
    lines = tuple(_line(*row) for row in rows)
    return HoldPage(lines[:limit], lines[limit - 1].id if len(lines) > limit else None)


_Placer, _Lifter = aliased(Person), aliased(Person)


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(Hold, Unit.name, _Placer.full_name, _Lifter.full_name)
        .join(Unit, Unit.id == Hold.unit_id)
        .join(_Placer, _Placer.id == Hold.placed_by_id)
        .outerjoin(_Lifter, _Lifter.id == Hold.lifted_by_id)
        .where(Hold.recording_id.is_not(None))
    )


def stands_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Return the SQL twin of ``HoldFacts.stands_on``."""
    return and_(Hold.lifted_at.is_(None), or_(Hold.until_on.is_(None), Hold.until_on >= day))


def _narrow(wanted: HoldFilter, day: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.standing is not None:
        stands = stands_on(day)
        conditions.append(stands if wanted.standing else ~stands)
    if wanted.ground is not None:
        conditions.append(Hold.ground == wanted.ground.value)
    if wanted.text:
        conditions.append(
            or_(
                Hold.reason.icontains(wanted.text, autoescape=True),
                Hold.article.icontains(wanted.text, autoescape=True),
                _Placer.full_name.icontains(wanted.text, autoescape=True),
            )
        )
    return conditions


def _line(hold: Hold, unit_name: str, placer: str, lifter: str | None) -> HoldLine:
    assert hold.recording_id is not None
    return HoldLine(
        id=hold.id,
        recording_id=hold.recording_id,
        unit_name=unit_name,
        ground=HoldGround(hold.ground),
        article=hold.article,
        reason=hold.reason,
        placed_by=placer,
        placed_at=hold.placed_at,
        until_on=hold.until_on,
        lifted_by=lifter or "",
        lifted_at=hold.lifted_at,
        lift_reason=hold.lift_reason or "",
    )
