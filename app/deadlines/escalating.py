"""Report what is overdue, once: the leader's start page lists it from then on."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Deadline
from app.policy.actor import WORKER

_BATCH = 500


async def escalate_overdue(session: AsyncSession, now: datetime) -> int:
    """Mark overdue deadlines as reported; return how many. Appends ``deadline:escalated`` to each.

    Rows are locked with SKIP LOCKED, so two sweeps share the work and none reports twice. A kill
    before the commit leaves them for the next sweep.
    """
    overdue = (
        select(Deadline.id)
        .where(
            Deadline.met_at.is_(None),
            Deadline.cancelled_at.is_(None),
            Deadline.escalated_at.is_(None),
            Deadline.due_at < now,
        )
        .order_by(Deadline.due_at)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = (
        await session.scalars(
            update(Deadline)
            .where(Deadline.id.in_(overdue))
            .values(escalated_at=now)
            .returning(Deadline)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
    ).all()
    for row in rows:
        await append(
            session,
            LedgerKind.DEADLINE_ESCALATED,
            WORKER,
            unit_id=row.unit_id,
            subject_id=row.id,
            detail={
                row.subject_kind: row.subject_id,
                "key": row.key,
                "due_at": row.due_at,
                "person": row.person_id,
            },
            now=now,
        )
    return len(rows)
