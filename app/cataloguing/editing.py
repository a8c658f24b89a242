"""Catalogue one recording: what stands in the form replaces what stood in the entry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.changes import Change, ChangedMeanwhileError, check
from app.cataloguing.changing import changed
from app.cataloguing.entries import Entry, entry_of
from app.cataloguing.linking import may_catalogue
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import CatalogueEntry, Recording
from app.people.authority import note_refusal
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.linking import decide_linking
from app.policy.vocabulary import RecordingState


@dataclass(frozen=True, slots=True)
class Catalogued:
    """The entry as it now stands, and what still keeps the recording in the inbox."""

    entry: Entry
    is_out_of_inbox: bool


async def catalogue_recording(
    session: AsyncSession,
    actor: Actor,
    recording_id: UUID,
    change: Change,
    *,
    seen_revision: int,
    now: datetime,
) -> Catalogued | Decision:
    """Replace the entry of a recording and return it, or the refusal.

    Locks the recording. Appends ``catalogue:changed``. With ``finish`` it leaves the inbox if all
    fields of the law are given; if not, it stays, and the entry says what is missing. The case of
    ``change`` is not looked at: that is for ``link_recording``.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
        ChangedMeanwhileError: ``seen_revision`` is not that of the entry any more.
        NotAcceptableError: what was typed cannot be taken, with the field.
    """
    allowed = await may_catalogue(session, actor, recording_id, now=now)
    if not allowed.allowed:
        return allowed
    recording = await session.get_one(
        Recording, recording_id, with_for_update=True, populate_existing=True
    )
    fit = decide_linking(
        RecordingState(recording.state), is_duplicate=recording.duplicate_of_id is not None
    )
    if not fit.allowed:
        await note_refusal(
            session,
            actor,
            Act.RECORDING_CATALOGUE,
            unit_id=recording.unit_id,
            subject_id=recording_id,
            decision=fit,
            now=now,
        )
        return fit
    await check(session, actor, change)
    await _replace(session, recording_id, seen_revision, _values(actor, change, now))
    entry = await entry_of(session, recording_id)
    if change.finish and entry.classed.allowed and recording.catalogued_at is None:
        recording.catalogued_at = now
        await session.flush()
    await append(
        session,
        LedgerKind.CATALOGUE_CHANGED,
        actor,
        unit_id=recording.unit_id,
        subject_id=recording_id,
        detail={"count": 1, "set": sorted(change.columns()), "revision": entry.revision},
        now=now,
    )
    await changed(session, [recording_id], now=now)
    return Catalogued(entry, recording.catalogued_at is not None)


async def _replace(
    session: AsyncSession, recording_id: UUID, seen_revision: int, values: dict[str, Any]
) -> None:
    row = await session.get(
        CatalogueEntry, recording_id, with_for_update=True, populate_existing=True
    )
    if seen_revision != (row.revision if row else 0):
        raise ChangedMeanwhileError
    if row is None:
        session.add(CatalogueEntry(recording_id=recording_id, revision=1, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.revision += 1
    await session.flush()


def _values(actor: Actor, change: Change, now: datetime) -> dict[str, Any]:
    return {
        "section_id": change.section_id,
        "parties": list(change.parties),
        "cause": change.cause,
        "situation": change.situation.value if change.situation else "",
        "place": change.place,
        "note": change.note,
        "changed_at": now,
        "changed_by_id": actor.id,
        "batch_id": None,
    }
