"""Read the board of keeping periods, its figures, and the period of one recording.

Whoever may know of a recording may know how long it is kept. The board is read in one way after
another, as the search box does: the units within reach by their index, then what is a person's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Uuid,
    all_,
    and_,
    any_,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.keeping.states import BY_LAST_DAY, Shelf, is_held, on_shelf
from app.models import Device, KeepingBasis, Recording, RecordingKeeping, Unit
from app.policy.decision import Citation
from app.policy.keeping import Afterwards, Kept
from app.policy.keeping_states import KeepingState, state_of
from app.policy.law_words import Material
from app.policy.values import Keeping
from app.policy.vocabulary import RecordingState
from app.searching.shelves import Sight

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000
COUNTED = 200
"""Figures stop here; beyond it stands that there are more."""


@dataclass(frozen=True, slots=True)
class KeepingLine:
    """How long one recording is kept, and what may be known of it by whoever knows of it.

    ``is_current`` is false while the period is due to be ruled again.
    """

    recording_id: UUID
    file_name: str
    device_no: str
    recorded_at: datetime | None
    unit_id: UUID
    unit_name: str
    materials: tuple[Material, ...]
    keeping: Keeping | None
    afterwards: Afterwards
    keep_through: date | None
    unset_keys: tuple[str, ...]
    reason: str
    citations: tuple[Citation, ...]
    state: KeepingState
    is_current: bool
    is_quarantined: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the board ends: the last day of its last line, if it has one, and its id."""

    through: date | None
    id: UUID


@dataclass(frozen=True, slots=True)
class KeepingPage:
    """Some lines, and the place after which others follow."""

    lines: tuple[KeepingLine, ...]
    after: Place | None


async def list_keeping(
    session: AsyncSession,
    sight: Sight,
    shelf: Shelf,
    *,
    day: date,
    unit_id: UUID | None = None,
    after: Place | None = None,
    limit: int = PAGE_SIZE,
) -> KeepingPage:
    """Return a page of a shelf: the earliest last day first, without one the newest recording."""
    row = RecordingKeeping
    by_day = shelf in BY_LAST_DAY
    conditions = [on_shelf(shelf, day), *_beyond(after, by_day=by_day)]
    order = (row.keep_through, row.recording_id) if by_day else (row.recording_id.desc(),)
    found = [
        select(row.recording_id, row.keep_through)
        .where(way, *conditions)
        .order_by(*order)
        .limit(literal_column(str(limit + 1)))
        .subquery()
        for way in ways(sight, unit_id)
    ]
    if not found:
        return KeepingPage((), None)
    met = union_all(*(select(way) for way in found)).subquery("met")
    in_turn = (met.c.keep_through, met.c.recording_id) if by_day else (met.c.recording_id.desc(),)
    keys = (await session.execute(select(met).order_by(*in_turn).limit(limit + 1))).all()
    shown = [key.recording_id for key in keys[:limit]]
    lines = await lines_of(session, shown, day)
    place = Place(keys[limit - 1].keep_through, shown[-1]) if len(keys) > limit else None
    return KeepingPage(tuple(lines[key] for key in shown if key in lines), place)


async def figures_of(
    session: AsyncSession,
    sight: Sight,
    *,
    day: date,
    unit_id: UUID | None = None,
    shelves: Sequence[Shelf] = tuple(Shelf),
) -> dict[Shelf, int]:
    """Return how many stand on each shelf, counted no further than one beyond ``COUNTED``."""
    seen = ways(sight, unit_id)
    if not seen:
        return dict.fromkeys(shelves, 0)
    counts = [
        select(func.count())
        .select_from(
            union_all(
                *(
                    select(
                        select(RecordingKeeping.recording_id)
                        .where(way, on_shelf(shelf, day))
                        .limit(literal_column(str(COUNTED + 1)))
                        .subquery()
                    )
                    for way in seen
                )
            ).subquery()
        )
        .scalar_subquery()
        .label(shelf.value)
        for shelf in shelves
    ]
    row = (await session.execute(select(*counts))).one()
    return {shelf: min(row[at], COUNTED + 1) for at, shelf in enumerate(shelves)}


async def keeping_of(session: AsyncSession, recording_id: UUID, day: date) -> KeepingLine | None:
    """Return how long a recording is kept; the caller may know of it."""
    return (await lines_of(session, [recording_id], day)).get(recording_id)


async def lines_of(
    session: AsyncSession, ids: Sequence[UUID], day: date
) -> dict[UUID, KeepingLine]:
    """Return the lines of these recordings by id, as they stand on ``day``."""
    rows = await session.execute(
        _lines()
        .add_columns(is_held(day).label("is_held"))
        .where(RecordingKeeping.recording_id == any_(literal(list(ids), ARRAY(Uuid))))
    )
    return {row.RecordingKeeping.recording_id: _line(row, day) for row in rows}


def ways(sight: Sight, unit_id: UUID | None = None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which the person may know of a row, one for each way to it."""
    row, known = RecordingKeeping, sight.known
    if sight.is_everywhere and unit_id is None:
        return (true(),)
    found: list[ColumnElement[bool]] = []
    units = known.units if unit_id is None else known.units & {unit_id}
    if units:
        found.append(_among(units))
    if known.reaches_own:
        own = select(Recording.id).where(Recording.submitted_by_person_id == sight.actor.id)
        outside = row.unit_id != all_(literal(sorted(known.units), ARRAY(Uuid)))
        here = true() if unit_id is None else row.unit_id == unit_id
        found.append(and_(row.recording_id.in_(own), outside, here))
    return tuple(found)


def _among(units: frozenset[UUID]) -> ColumnElement[bool]:
    unit = RecordingKeeping.unit_id
    if len(units) == 1:
        return unit == next(iter(units))
    return unit == any_(literal(sorted(units), ARRAY(Uuid)))


def _beyond(place: Place | None, *, by_day: bool) -> list[ColumnElement[bool]]:
    """Return the condition that a line comes after ``place``."""
    row = RecordingKeeping
    if place is None:
        return []
    if not by_day:
        return [row.recording_id < place.id]
    if place.through is None:
        return []
    same = and_(row.keep_through == place.through, row.recording_id > place.id)
    # The first condition lets an index begin at the place, which an OR alone would not.
    return [row.keep_through >= place.through, or_(row.keep_through > place.through, same)]


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    kept = RecordingKeeping
    columns: tuple[Any, ...] = (
        kept,
        KeepingBasis.basis,
        Recording.file_name,
        Recording.recorded_at,
        Recording.state,
        Unit.name.label("unit_name"),
        Device.device_no,
    )
    return (
        select(*columns)
        .join(Recording, Recording.id == kept.recording_id)
        .join(Unit, Unit.id == kept.unit_id)
        .outerjoin(KeepingBasis, KeepingBasis.sha256 == kept.basis_sha256)
        .outerjoin(
            Device,
            Device.id == func.coalesce(Recording.device_id, Recording.submitted_by_device_id),
        )
    )


def _line(found: Row[Any], day: date) -> KeepingLine:
    row: RecordingKeeping = found.RecordingKeeping
    keeping = Keeping(row.keeping) if row.keeping else None
    afterwards = Afterwards(row.afterwards)
    kept = Kept(keeping, afterwards, through_on=row.keep_through)
    return KeepingLine(
        recording_id=row.recording_id,
        file_name=found.file_name,
        device_no=found.device_no or "",
        recorded_at=found.recorded_at,
        unit_id=row.unit_id,
        unit_name=found.unit_name,
        materials=tuple(Material(item) for item in row.materials),
        keeping=keeping,
        afterwards=afterwards,
        keep_through=row.keep_through,
        unset_keys=tuple(row.unset_keys),
        reason=row.reason,
        citations=tuple(Citation(**each) for each in (found.basis or {}).get("citations", ())),
        state=state_of(kept, day, is_held=found.is_held),
        is_current=row.ruled_at is not None,
        is_quarantined=found.state == RecordingState.QUARANTINED.value,
    )
