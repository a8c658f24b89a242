"""Find what the index misses or has missed: nothing stays unfound for long.

It indexes what is due, missing or older than its subject. What names of people, sections and units
have changed since, ``comparing`` finds.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, Subquery, and_, exists, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from app.models import (
    Case,
    CaseSearch,
    CatalogueEntry,
    EvidenceLink,
    Recording,
    RecordingSearch,
)
from app.people.closures import is_state_secret
from app.searching.indexing import BATCH, index_cases, index_recordings
from app.searching.turns import ids_of_the_minute

Ids = Select[UUID] | CompoundSelect[UUID]
NEWEST = 1_000
_LATELY = timedelta(hours=1)
"""What changed before was seen by an earlier sweep, or its turn comes to be compared."""


async def index_missing(session: AsyncSession, now: datetime, *, limit: int = BATCH) -> int:
    """Index at most so many cases and so many recordings that the index lacks; return how many."""
    cases = await _ids(session, _unindexed_cases(await _looked_at(session, Case.id, now)), limit)
    await index_cases(session, cases, now=now)
    looked_at = await _looked_at(session, Recording.id, now)
    asked = (_due(), _unindexed(looked_at), _outdated(now))
    recordings = await _first(session, asked, limit)
    await index_recordings(session, recordings, now=now)
    return len(cases) + len(recordings)


async def index_next_recordings(
    session: AsyncSession, now: datetime, after: UUID | None
) -> UUID | None:
    """Index the batch of recordings after an id; return its last id, ``None`` after the end."""
    found = await _ids(session, _following(Recording.id, after), BATCH)
    await index_recordings(session, found, now=now)
    return found[-1] if found else None


async def index_next_cases(session: AsyncSession, now: datetime, after: UUID | None) -> UUID | None:
    """Do the same for cases."""
    found = await _ids(session, _following(Case.id, after), BATCH)
    await index_cases(session, found, now=now)
    return found[-1] if found else None


def _following(key: InstrumentedAttribute[UUID], after: UUID | None) -> Select[UUID]:
    rows = select(key).order_by(key)
    return rows if after is None else rows.where(key > after)


def _due() -> Select[UUID]:
    return select(RecordingSearch.recording_id).where(RecordingSearch.indexed_at.is_(None))


async def _looked_at(
    session: AsyncSession, key: InstrumentedAttribute[UUID], now: datetime
) -> Subquery:
    """Return the newest ids, and those whose turn it is in this minute of the day.

    All ids have their turn once a day: a million compared with what is indexed every minute would
    keep the database busy for nothing.
    """
    low, high = await ids_of_the_minute(session, key, now)
    newest = select(key.label("id")).order_by(key.desc()).limit(NEWEST).subquery()
    due = select(key.label("id")).where(key.between(low, high))
    return union(select(newest.c.id), due).subquery("looked_at")


def _unindexed(looked_at: Subquery) -> Select[UUID]:
    row = RecordingSearch.recording_id
    return select(looked_at.c.id).where(~exists().where(row == looked_at.c.id))


def _outdated(now: datetime) -> CompoundSelect[UUID]:
    """Return what was lately catalogued, linked or taken out of a case without being indexed."""
    row, lately = RecordingSearch, now - _LATELY
    catalogued = select(row.recording_id).join(
        CatalogueEntry,
        and_(
            CatalogueEntry.recording_id == row.recording_id,
            CatalogueEntry.changed_at > lately,
            CatalogueEntry.changed_at > row.indexed_at,
        ),
    )
    linked, ended = (
        select(row.recording_id).join(
            EvidenceLink,
            and_(EvidenceLink.recording_id == row.recording_id, at > lately, at > row.indexed_at),
        )
        for at in (EvidenceLink.linked_at, EvidenceLink.ended_at)
    )
    return union(catalogued, linked, ended)


def _unindexed_cases(looked_at: Subquery) -> CompoundSelect[UUID]:
    due = select(CaseSearch.case_id).where(CaseSearch.indexed_at.is_(None))
    row = exists().where(CaseSearch.case_id == Case.id, CaseSearch.case_revision == Case.revision)
    lacking = select(Case.id).join(looked_at, looked_at.c.id == Case.id)
    # A state secret has no row; one that was indexed while it became secret is taken out again.
    left = select(CaseSearch.case_id).join(Case, Case.id == CaseSearch.case_id)
    return union(
        due,
        lacking.where(~row, ~is_state_secret()),
        left.join(looked_at, looked_at.c.id == Case.id).where(is_state_secret()),
    )


async def _first(session: AsyncSession, statements: Sequence[Ids], limit: int) -> list[UUID]:
    found: list[UUID] = []
    for statement in statements:
        if len(found) < limit:
            found += await _ids(session, statement, limit - len(found))
    return found


async def _ids(session: AsyncSession, statement: Ids, limit: int) -> list[UUID]:
    return list(await session.scalars(statement.limit(limit)))
