"""What is overdue is reported once, whoever sweeps and however often."""

import asyncio
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import transaction, type_of_sessions
from app.deadlines.escalating import escalate_overdue
from app.deadlines.queries import reported_of
from app.ledger.book import history_of
from app.models import Deadline
from tests.deadlines.acts import arrived, deadline_of, events_of, seal
from tests.deadlines.law import moment
from tests.world import NOW, Settled, Town

LATE = moment("2026-11-20T09:00")


async def test_an_overdue_deadline_is_reported_once(session: AsyncSession, town: Town) -> None:
    recording = await arrived(session, town, LATE)

    reported = [await escalate_overdue(session, NOW) for _ in range(2)]

    row = await deadline_of(session, recording.id)
    assert reported == [1, 0]
    assert row.escalated_at == NOW
    assert await events_of(session, row) == ["deadline:opened", "deadline:escalated"]
    lines = await reported_of(session, [town.brigade], NOW, limit=3)
    assert [line.id for line in lines] == [row.id]


async def test_what_is_not_due_or_is_done_is_not_reported(
    session: AsyncSession, town: Town
) -> None:
    await arrived(session, town, NOW)
    await seal(session, await arrived(session, town, LATE), NOW)

    assert await escalate_overdue(session, NOW) == 0


async def test_a_sweep_that_is_killed_half_way_reports_again_and_only_once(
    committed: type_of_sessions,
    settled: Settled,
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        await arrived(session, town, LATE)
    async with committed() as session, session.begin() as killed:
        assert await escalate_overdue(session, NOW) == 1
        await killed.rollback()

    async with transaction(committed) as session:
        assert await escalate_overdue(session, NOW) == 1

    async with committed() as session:
        row = (await session.scalars(select(Deadline))).one()
        assert await events_of(session, row) == ["deadline:opened", "deadline:escalated"]


async def test_two_sweeps_at_once_report_each_deadline_once(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)
        for hours in range(4):
            await arrived(session, town, LATE + timedelta(hours=hours))

    async def sweep() -> int:
        async with transaction(committed) as session:
            return await escalate_overdue(session, NOW)

    counts = await asyncio.gather(sweep(), sweep())

    async with committed() as session:
        rows = (await session.scalars(select(Deadline))).all()
        events = [line.kind.value for row in rows for line in await history_of(session, row.id)]
    assert sum(counts) == len(rows) == 4
    assert events.count("deadline:escalated") == 4
