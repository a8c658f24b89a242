"""Write down what the search box finds: the only place that fills its tables.

A verb that changes what is searched calls this in its own transaction, so that what it has done
is found as soon as it is done. ``sweeping`` finds whatever no verb has said.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Case, CaseSearch, EvidenceLink, RecordingSearch
from app.searching.texts import (
    Subject,
    Texts,
    cases_as_found,
    documents_as_found,
    recordings_as_found,
    texts_of,
)
from app.searching.words import join, keys_of

BATCH = 500
"""How many are read and written at once; their words are held in memory."""


async def index_recordings(session: AsyncSession, ids: Collection[UUID], *, now: datetime) -> None:
    """Index these recordings anew, as they are in this transaction.

    Locks their rows of the index in the order of their ids before reading, so that of two who
    index at once the later one sees what the earlier one has changed.
    """
    for batch in _batches(ids):
        await session.flush()
        await session.execute(
            select(RecordingSearch.recording_id)
            .where(RecordingSearch.recording_id.in_(batch))
            .order_by(RecordingSearch.recording_id)
            .with_for_update()
        )
        found = await recordings_as_found(session, batch)
        rows = [
            {"recording_id": key, **_columns(found[key], found[key].texts, now)}
            for key in batch
            if key in found
        ]
        if rows:
            await session.execute(_upsert(RecordingSearch, ("recording_id",)), rows)


async def index_cases(session: AsyncSession, ids: Collection[UUID], *, now: datetime) -> None:
    """Index these cases anew, and have the recordings that belong to them indexed soon.

    A case may hold ten thousand recordings, for which nobody is made to wait: they are marked, and
    the sweep indexes them within a minute. Locks as ``index_recordings`` does. A state secret
    leaves the index and with it every copy of its words; so do its recordings, at once.
    """
    for batch in _batches(ids):
        await session.flush()
        await session.execute(
            select(CaseSearch.case_id)
            .where(CaseSearch.case_id.in_(batch))
            .order_by(CaseSearch.case_id, CaseSearch.with_documents)
            .with_for_update()
        )
        rows = await session.execute(select(Case.id, Case.revision).where(Case.id.in_(batch)))
        revisions = {row.id: row.revision for row in rows}
        found = await cases_as_found(session, batch)
        documents = await documents_as_found(session, batch)
        indexed = [
            {
                "case_id": key,
                "with_documents": with_documents,
                "case_revision": revisions[key],
                **_columns(
                    found[key],
                    texts_of(found[key], documents, with_documents=with_documents),
                    now,
                ),
            }
            for key in batch
            if key in found
            for with_documents in (False, True)
        ]
        if indexed:
            await session.execute(_upsert(CaseSearch, ("case_id", "with_documents")), indexed)
        secret = [key for key in revisions if key not in found]
        await _forget(session, secret)
        await _mark_linked(session, found.keys())


async def index_soon(session: AsyncSession, ids: Collection[UUID]) -> None:
    """Mark recordings that have changed, many at once; the sweep indexes them within a minute."""
    await _mark(session, RecordingSearch.recording_id.in_(ids))


async def _forget(session: AsyncSession, case_ids: Collection[UUID]) -> None:
    """Take cases out of the index; what lies in them is found by nothing until it is indexed."""
    if not case_ids:
        return
    await session.execute(delete(CaseSearch).where(CaseSearch.case_id.in_(case_ids)))
    linked = select(EvidenceLink.recording_id).where(
        EvidenceLink.case_id.in_(case_ids), EvidenceLink.ended_at.is_(None)
    )
    await session.execute(
        update(RecordingSearch)
        .where(RecordingSearch.recording_id.in_(linked))
        .values(words="", pairs=[], indexed_at=None)
        .execution_options(synchronize_session=False)
    )


async def _mark_linked(session: AsyncSession, case_ids: Collection[UUID]) -> None:
    linked = select(EvidenceLink.recording_id).where(
        EvidenceLink.case_id.in_(case_ids), EvidenceLink.ended_at.is_(None)
    )
    await _mark(session, RecordingSearch.recording_id.in_(linked))


async def _mark(session: AsyncSession, which: ColumnElement[bool]) -> None:
    """Mark rows, in the order in which whoever indexes locks them.

    A mark that stands may be just being taken off, for what was read before this change. So the
    rows that bear one are waited for too, and then seen as they are.
    """
    rows = select(RecordingSearch.recording_id).where(which)
    locked = rows.order_by(RecordingSearch.recording_id).with_for_update()
    await session.execute(select(func.count()).select_from(locked.subquery()))
    await session.execute(
        update(RecordingSearch)
        .where(which, RecordingSearch.indexed_at.is_not(None))
        .values(indexed_at=None)
        .execution_options(synchronize_session=False)
    )


def _columns(subject: Subject, texts: Texts, now: datetime) -> dict[str, Any]:
    words = join(text for _, text in texts)
    return {
        "unit_id": subject.unit_id,
        "moment": subject.moment,
        "kind": subject.kind,
        "state": subject.state,
        "words": words,
        "pairs": keys_of(words, subject.moment),
        "indexed_at": now,
    }


def _upsert(table: type[CaseSearch] | type[RecordingSearch], key: tuple[str, ...]) -> Insert:
    statement = insert(table.__table__)  # type: ignore[arg-type]
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.__table__.columns
        if column.name not in key
    }
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


def _batches(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    """Yield the ids in order, each once: whoever locks many locks them in the same order."""
    rest = iter(sorted(set(ids)))
    while batch := list(islice(rest, BATCH)):
        yield batch
