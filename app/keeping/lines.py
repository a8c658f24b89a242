"""Read how long recordings are kept, as they were last ruled; the caller may know of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, Text, Uuid, any_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.keeping.states import is_held
from app.models import Device, KeepingBasis, Recording, RecordingKeeping, Unit
from app.policy.decision import Citation
from app.policy.keeping import Afterwards, Kept
from app.policy.keeping_states import KeepingState, state_of
from app.policy.law_words import Material
from app.policy.values import Keeping
from app.policy.vocabulary import RecordingState
from app.questions import ask


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


async def keeping_of(session: AsyncSession, recording_id: UUID, day: date) -> KeepingLine | None:
    """Return how long a recording is kept."""
    return (await lines_of(session, [recording_id], day)).get(recording_id)


async def lines_of(
    session: AsyncSession, ids: Sequence[UUID], day: date
) -> dict[UUID, KeepingLine]:
    """Return the lines of these recordings by id, as they stand on ``day``."""
    found = await ask(session, _lines(), ids=ids, day=day) if ids else []
    return {row.recording_id: line_of(row, day) for row in found}


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    ids = any_(bindparam("ids", type_=ARRAY(Uuid)))
    return all_lines().where(RecordingKeeping.recording_id == ids)


def all_lines() -> Select[*tuple[Any, ...]]:
    """Return what ``line_of`` reads of every recording, as it stands on ``day``."""
    kept = RecordingKeeping
    return (
        select(
            kept.recording_id,
            kept.unit_id,
            kept.materials,
            kept.keeping,
            kept.afterwards,
            kept.keep_through,
            kept.unset_keys,
            kept.reason,
            kept.ruled_at,
            cast(KeepingBasis.basis, Text).label("basis"),
            Recording.file_name,
            Recording.recorded_at,
            Recording.state,
            Unit.name.label("unit_name"),
            Device.device_no,
            is_held(bindparam("day", type_=Date)).label("is_held"),
        )
        .join(Recording, Recording.id == kept.recording_id)
        .join(Unit, Unit.id == kept.unit_id)
        .outerjoin(KeepingBasis, KeepingBasis.sha256 == kept.basis_sha256)
        .outerjoin(
            Device,
            Device.id == func.coalesce(Recording.device_id, Recording.submitted_by_device_id),
        )
    )


def line_of(row: Any, day: date) -> KeepingLine:
    """Return a row of ``all_lines`` as a line."""
    keeping = Keeping(row.keeping) if row.keeping else None
    afterwards = Afterwards(row.afterwards)
    kept = Kept(keeping, afterwards, through_on=row.keep_through)
    return KeepingLine(
        recording_id=row.recording_id,
        file_name=row.file_name,
        device_no=row.device_no or "",
        recorded_at=row.recorded_at,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        materials=tuple(Material(item) for item in row.materials),
        keeping=keeping,
        afterwards=afterwards,
        keep_through=row.keep_through,
        unset_keys=tuple(row.unset_keys),
        reason=row.reason,
        citations=_citations_in(row.basis) if row.basis else (),
        state=state_of(kept, day, is_held=row.is_held),
        is_current=row.ruled_at is not None,
        is_quarantined=row.state == RecordingState.QUARANTINED.value,
    )


@lru_cache(maxsize=256)
def _citations_in(basis: str) -> tuple[Citation, ...]:
    """Return the articles of a basis; thousands of recordings share one."""
    return tuple(Citation(**each) for each in json.loads(basis).get("citations", ()))
