"""Compare the index with what it describes, a few rows at a time, and write what differs.

Names of people, sections and units may change, and no verb knows which recordings bear them. So
every worker walks through all rows, in the order of their ids, and begins again after the end. To
write a row costs an entry for each of its words, so nothing is written where nothing has changed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from app.models import CaseSearch, RecordingSearch
from app.searching.indexing import BATCH, index_cases, index_recordings
from app.searching.texts import (
    Subject,
    Texts,
    cases_as_found,
    documents_as_found,
    recordings_as_found,
    texts_of,
)
from app.searching.turns import ids_of_the_minute
from app.searching.words import join

NOTHING = UUID(int=0)
"""Before every id."""


@dataclass(slots=True)
class Walk:
    """How far one worker has come; ``None`` as long as it has not begun.

    It is kept in memory: whoever starts anew begins where the day has come to, so that workers
    which are started every morning do not compare the same first rows for ever.
    """

    recordings: UUID | None = None
    cases: UUID | None = None


async def compare_next(
    session: AsyncSession, now: datetime, walk: Walk, *, limit: int = BATCH
) -> int:
    """Compare at most so many recordings and so many cases; return how many were indexed."""
    ids, walk.recordings = await _next(
        session, RecordingSearch.recording_id, walk.recordings, now, limit
    )
    recordings = await _changed_recordings(session, ids)
    await index_recordings(session, recordings, now=now)
    ids, walk.cases = await _next(session, CaseSearch.case_id, walk.cases, now, limit)
    cases = await _changed_cases(session, ids)
    await index_cases(session, cases, now=now)
    return len(recordings) + len(cases)


async def _next(
    session: AsyncSession,
    key: InstrumentedAttribute[UUID],
    after: UUID | None,
    now: datetime,
    limit: int,
) -> tuple[list[UUID], UUID]:
    """Return the next ids and after which one to go on."""
    if after is None:
        after = await _start(session, key, now)
    rows = select(key).where(key > after).distinct().order_by(key).limit(limit)
    ids = list(await session.scalars(rows))
    return ids, ids[-1] if len(ids) == limit else NOTHING


async def _start(session: AsyncSession, key: InstrumentedAttribute[UUID], now: datetime) -> UUID:
    first, _ = await ids_of_the_minute(session, key, now)
    return UUID(int=max(0, first.int - 1))


async def _changed_recordings(session: AsyncSession, ids: Collection[UUID]) -> list[UUID]:
    found = await recordings_as_found(session, ids)
    row = RecordingSearch
    rows = await session.execute(
        select(row.recording_id, row.unit_id, row.moment, row.words).where(
            row.recording_id.in_(ids)
        )
    )
    return [
        key
        for key, *shown in rows
        if key in found and shown != _as_shown(found[key], found[key].texts)
    ]


async def _changed_cases(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Return the cases to be indexed anew; one that is to be found no more is among them."""
    found = await cases_as_found(session, ids)
    documents = await documents_as_found(session, ids)
    row = CaseSearch
    rows = await session.execute(
        select(row.case_id, row.with_documents, row.unit_id, row.moment, row.words).where(
            row.case_id.in_(ids)
        )
    )
    return {
        key
        for key, with_documents, *shown in rows
        if key not in found
        or shown
        != _as_shown(found[key], texts_of(found[key], documents, with_documents=with_documents))
    }


def _as_shown(subject: Subject, texts: Texts) -> list[object]:
    """Return what a row says; kind and state are kept by triggers, the pairs follow the words."""
    return [subject.unit_id, subject.moment, join(text for _, text in texts)]
