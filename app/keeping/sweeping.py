"""Rule what is due, a batch to a transaction: what a trigger marked, what the law has overtaken.

An agency that adopts another regulation marks nothing. Each row bears the digest of the law under
which it was ruled, and what bears another one than its unit lives by today is found by an index.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, Uuid, func, literal, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.keeping.ruling import rule_recordings
from app.models import RecordingKeeping, Unit
from app.people.laws import packs_of

BATCH = 1_000
"""How many are ruled at once. No law changes often, and a kill repeats no more than these."""


async def rule_due(session: AsyncSession, now: datetime, *, limit: int = BATCH) -> int:
    """Rule at most so many recordings that are due; return how many.

    Rows are locked with SKIP LOCKED, so two sweeps share the work and none rules twice. A kill
    before the commit leaves them for the next sweep. Appends as ``rule_recordings`` does.
    """
    row = RecordingKeeping
    found = list(
        await session.scalars(
            select(row.recording_id)
            .where(row.ruled_at.is_(None))
            .order_by(row.recording_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
    if len(found) < limit:
        found += await _overtaken(session, limit - len(found))
    if found:
        await rule_recordings(session, found, now)
    return len(found)


async def _overtaken(session: AsyncSession, limit: int) -> Sequence[UUID]:
    """Return and lock rulings of another law than their unit lives by."""
    packs = await packs_of(session, (await session.scalars(select(Unit.id))).all())
    row = RecordingKeeping
    law = (
        func.unnest(
            literal(list(packs), ARRAY(Uuid())),
            literal([pack.sha256 for pack in packs.values()], ARRAY(Text())),
        )
        .table_valued("unit_id", "sha256")
        .render_derived(name="law")
    )
    # An index answers what lies below and what lies above, but not what is different.
    sides = [
        select(row.recording_id)
        .where(row.unit_id == law.c.unit_id, beyond, row.ruled_at.is_not(None))
        .limit(limit)
        .correlate(law)
        for beyond in (row.law_sha256 < law.c.sha256, row.law_sha256 > law.c.sha256)
    ]
    other = union_all(*(select(side.subquery()) for side in sides)).lateral("other")
    overtaken = select(other.c.recording_id).select_from(law).join(other, true()).limit(limit)
    found = await session.scalars(
        select(row.recording_id)
        .where(row.recording_id.in_(overtaken))
        .order_by(row.recording_id)
        .with_for_update(skip_locked=True)
    )
    return found.all()
