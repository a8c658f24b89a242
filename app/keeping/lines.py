"""Read how long recordings are kept, as they were last ruled; the caller may know of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.holds.queries import held_among
from app.models import Device, KeepingBasis, Recording, RecordingKeeping, Unit
from app.policy.decision import Citation
from app.policy.keeping import Afterwards, Kept
from app.policy.keeping_states import KeepingState, state_of
from app.policy.law_words import Material
from app.policy.values import Keeping
from app.policy.vocabulary import RecordingState


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
    rows = (
        await session.execute(
            _lines().where(RecordingKeeping.recording_id == any_(literal(list(ids), ARRAY(Uuid))))
        )
    ).all()
    held = await held_among(session, ids, day) if rows else frozenset()
    return {
        row.RecordingKeeping.recording_id: _line(
            row, day, is_held=row.RecordingKeeping.recording_id in held
        )
        for row in rows
    }


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


def _line(found: Row[Any], day: date, *, is_held: bool) -> KeepingLine:
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
        state=state_of(kept, day, is_held=is_held),
        is_current=row.ruled_at is not None,
        is_quarantined=found.state == RecordingState.QUARANTINED.value,
    )
