"""Recordings that are sealed, classed and put into cases, as their keeping periods see them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.agencies.adopting import finish_set_up
from app.demo.law import DRAFT
from app.keeping.sweeping import rule_due
from app.ledger.book import LedgerLine, history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, CatalogueEntry, EvidenceLink, Original, Recording, RecordingKeeping
from app.policy.law_words import Situation
from app.policy.vocabulary import RecordingState
from tests.arrivals import arrive
from tests.world import NOW, Town

DAY = timedelta(days=1)
YEAR_AGO = NOW - 400 * DAY
"""Longer ago than Ruzhou keeps anything."""


async def sealed(
    session: AsyncSession,
    town: Town,
    *,
    recorded_at: datetime | None = YEAR_AGO,
    received_at: datetime | None = None,
    situation: Situation | None = None,
    catalogued: bool = True,
    unit: UUID | None = None,
) -> UUID:
    """Return a sealed recording; no sweep has seen it yet."""
    now = received_at or recorded_at or NOW
    key = await arrive(session, town.chen, unit or town.brigade, now=now)
    original = Original(
        id=ids.new_id(), storage_key=str(key), size_bytes=1, sha256=str(key), sm3="", sealed_at=now
    )
    session.add(original)
    await session.flush()
    row = await session.get_one(Recording, key)
    row.original_id, row.state, row.sealed_at = original.id, RecordingState.PROCESSED.value, now
    row.recorded_at = recorded_at
    row.catalogued_at = now if catalogued else None
    await session.flush()
    if situation is not None:
        await classed(session, key, situation)
    return key


async def classed(session: AsyncSession, recording_id: UUID, situation: Situation) -> None:
    """Say what was going on, without the form."""
    session.add(
        CatalogueEntry(recording_id=recording_id, situation=situation.value, changed_at=NOW)
    )
    await session.flush()


async def a_case(session: AsyncSession, town: Town, procedure: str = "ordinary") -> Case:
    """Return an open case of the brigade, without its form."""
    key = ids.new_id()
    case = Case(
        id=key,
        unit_id=town.brigade,
        case_no=f"汝水罚〔2026〕{key}号",
        title="李大山采砂案",
        cause="采砂",
        procedure=procedure,
        state="opened",
        opened_on=NOW.date(),
        opened_by_id=town.liu.id,
        opened_at=NOW,
    )
    session.add(case)
    await session.flush()
    return case


async def put(
    session: AsyncSession, town: Town, recording_id: UUID, case: Case, role: str = "evidence"
) -> EvidenceLink:
    """Put a recording into a case, without the form."""
    is_evidence = role == "evidence"
    link = EvidenceLink(
        id=ids.new_id(),
        recording_id=recording_id,
        case_id=case.id,
        file_version=1,
        role=role,
        evidence_kind="audio_visual" if is_evidence else "",
        object_of_proof="采砂经过" if is_evidence else "",
        linked_by_id=town.liu.id,
        linked_at=NOW,
    )
    session.add(link)
    await session.flush()
    return link


async def adopted(session: AsyncSession, town: Town) -> None:
    """Let the agency set thirty years for its case files and two for its patrols."""
    found = await finish_set_up(session, town.sun, town.agency, DRAFT, follows=None, now=NOW)
    assert isinstance(found, UUID)


async def ruled(session: AsyncSession, recording_id: UUID) -> RecordingKeeping:
    """Return the ruling after the worker has come by."""
    while await rule_due(session, NOW):
        pass
    return await row_of(session, recording_id)


async def row_of(session: AsyncSession, recording_id: UUID) -> RecordingKeeping:
    """Return the ruling as it stands."""
    rows = await session.scalars(
        select(RecordingKeeping)
        .where(RecordingKeeping.recording_id == recording_id)
        .execution_options(populate_existing=True)
    )
    return rows.one()


async def events_of(session: AsyncSession, recording_id: UUID) -> list[LedgerLine]:
    """Return what the ledger says of a recording's period."""
    lines = await history_of(session, recording_id)
    return [line for line in lines if line.kind is LedgerKind.KEEPING_RULED]
