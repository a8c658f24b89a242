"""Compute running deadlines again, whatever they are about, after a fact or a calendar changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.answering import reckon_answer
from app.deadlines.calendar import calendar_in_force
from app.deadlines.handovers import reckon_handover
from app.deadlines.running import Reckoning, recompute
from app.deadlines.storing import storing_of
from app.deadlines.storing_facts import of_upload, reckon_storing
from app.models import AccessRequest, Deadline, Recording, Section, Upload
from app.policy.actor import Actor
from app.policy.vocabulary import DeadlineSubject


async def refresh(session: AsyncSession, row: Deadline, actor: Actor, now: datetime) -> bool:
    """Compute a locked row again from what is known now; return whether its end has moved.

    Appends ``deadline:recomputed`` when it has.
    """
    return await recompute(session, row, await _reckon(session, row), actor, now)


async def refresh_shifts(
    session: AsyncSession,
    spans: list[tuple[UUID, datetime, datetime]],
    actor: Actor,
    now: datetime,
) -> None:
    """Compute again what these people recorded in these spans: their shift has changed."""
    for person_id, begins, ends in spans:
        rows = await session.scalars(
            select(Deadline)
            .where(
                Deadline.person_id == person_id,
                Deadline.subject_kind != DeadlineSubject.SECTION.value,
                Deadline.cancelled_at.is_(None),
                Deadline.starts_at >= begins,
                Deadline.starts_at <= ends,
            )
            .order_by(Deadline.id)
            .with_for_update()
        )
        for row in rows.all():
            await refresh(session, row, actor, now)


async def _reckon(session: AsyncSession, row: Deadline) -> Reckoning:
    match DeadlineSubject(row.subject_kind):
        case DeadlineSubject.RECORDING:
            return await storing_of(session, await session.get_one(Recording, row.subject_id))
        case DeadlineSubject.REQUEST:
            return await reckon_answer(
                session, await session.get_one(AccessRequest, row.subject_id)
            )
        case DeadlineSubject.UPLOAD:
            upload = await session.get_one(Upload, row.subject_id)
            return await reckon_storing(session, await of_upload(session, upload))
        case DeadlineSubject.SECTION:
            section = await session.get_one(Section, row.subject_id)
            calendar = await calendar_in_force(session)
            return await reckon_handover(session, section, row.period, calendar)
