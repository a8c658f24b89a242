"""Gather what the keeping period of recordings is computed from; what is missing is said.

Nobody declares any of the events that make recordings worth keeping for long (长子 12, 昌黎 11,
音像 16) in this product yet, so none is among the facts.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, any_, bindparam, exists, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.media.starttime import EARLIEST, TOLERANCE
from app.models import Case, CatalogueEntry, EvidenceLink, Recording
from app.policy.case_words import CaseProcedure, MaterialRole
from app.policy.clocks import day_of
from app.policy.keeping_states import Place, RecordingFacts
from app.policy.law_words import Situation
from app.policy.values import Keeping, Period
from app.policy.vocabulary import RecordingState


@dataclass(frozen=True, slots=True)
class Known:
    """The facts of one recording, and under whose law it is kept."""

    unit_id: UUID
    facts: RecordingFacts


async def facts_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Known]:
    """Return the facts of these recordings as they stand in this transaction."""
    rows = (await session.execute(_recordings(), {"ids": list(ids)})).all()
    places: defaultdict[UUID, set[Place]] = defaultdict(set)
    if linked := [row.id for row in rows if row.is_linked]:
        for row in await session.execute(_places(), {"ids": linked}):
            places[row.recording_id].add(_place(row))
    return {
        row.id: Known(
            row.unit_id,
            RecordingFacts(
                ended_on=_ended_on(row.recorded_at, row.duration_ms, row.received_at),
                situation=Situation(row.situation) if row.situation else None,
                places=frozenset(places[row.id]),
                is_catalogued=row.catalogued_at is not None,
                is_quarantined=row.state == RecordingState.QUARANTINED.value,
            ),
        )
        for row in rows
    }


def _ended_on(began_at: datetime | None, length_ms: int | None, known_at: datetime) -> date | None:
    """Return the day on which it ended; a time that no clock can have shown is not believed."""
    if began_at is None or not EARLIEST <= began_at <= known_at + TOLERANCE:
        return None
    return day_of(began_at + timedelta(milliseconds=length_ms or 0))


def _place(row: Any) -> Place:
    archived_on = day_of(row.archived_at) if row.archived_at else None
    period = Period(Keeping(row.file_keeping), row.file_keep_months) if row.file_keeping else None
    return Place(MaterialRole(row.role), CaseProcedure(row.procedure), archived_on, period)


_ids = any_(bindparam("ids", type_=ARRAY(Uuid)))


@cache
def _recordings() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Recording.id,
            Recording.unit_id,
            Recording.state,
            Recording.recorded_at,
            Recording.duration_ms,
            Recording.received_at,
            Recording.catalogued_at,
            CatalogueEntry.situation,
            exists()
            .where(EvidenceLink.recording_id == Recording.id, EvidenceLink.ended_at.is_(None))
            .label("is_linked"),
        )
        .outerjoin(CatalogueEntry, CatalogueEntry.recording_id == Recording.id)
        .where(Recording.id == _ids)
    )


@cache
def _places() -> Select[*tuple[Any, ...]]:
    return (
        select(
            EvidenceLink.recording_id,
            EvidenceLink.role,
            Case.procedure,
            Case.archived_at,
            Case.file_keeping,
            Case.file_keep_months,
        )
        .join(Case, Case.id == EvidenceLink.case_id)
        .where(EvidenceLink.recording_id == _ids, EvidenceLink.ended_at.is_(None))
    )
