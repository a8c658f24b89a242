"""The board finds what is somebody's among what is everybody's without reading all of that."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import transaction, type_of_sessions
from app.holds.actions import place_hold
from app.keeping.queries import COUNTED, figures_of, list_keeping
from app.keeping.states import Shelf
from app.models import RecordingKeeping
from app.policy.values import Keeping
from app.searching.shelves import Shelf as FoundShelf
from app.searching.shelves import sight_of
from tests.arrivals import arrive
from tests.keeping.acts import row_of, sealed
from tests.keeping.test_queries import LAWSUIT, TODAY
from tests.world import NOW, Town, settle_town

FILLING = 6_000
"""Of the brigade; half of them ended long before what lies with the stranger."""
FILLED = """
    INSERT INTO recording_keeping (recording_id, unit_id, submitted_by_person_id, keeping,
        keep_through)
    SELECT gen_random_uuid(), $1, $2, CASE WHEN number % 2 = 0 THEN 'fixed' END,
        CASE WHEN number % 2 = 0 THEN $3::date END
    FROM generate_series(1, $4) AS number"""
READ = text("""
    SELECT sum(pg_stat_get_xact_tuples_returned(part)) FROM (
        SELECT indexrelid AS part FROM pg_index WHERE indrelid = 'recording_keeping'::regclass
        UNION ALL SELECT 'recording_keeping'::regclass) AS parts""")
"""Rows and entries of indexes read so far, whether they were wanted or not.

A connection hands its counts on about once a second and counts on meanwhile over the transactions
that follow, so what one of them has read is the difference.
"""


@pytest.fixture
async def crowded(committed: type_of_sessions, sweeper: asyncpg.Connection) -> tuple[Town, UUID]:
    """Thousands of periods in the brigade, all Chen's; one with the stranger, and a hold."""
    async with transaction(committed) as session:
        town = await settle_town(session)
        key = await sealed(session, town, unit=town.stranger_agency)
        await session.execute(
            update(RecordingKeeping).values(keeping=Keeping.FIXED, keep_through=TODAY)
        )
        held = await sealed(session, town, unit=town.stranger_agency)
        await place_hold(session, town.qian, held, LAWSUIT, now=NOW)
    long_ago = TODAY - timedelta(days=500)
    await sweeper.execute(FILLED, town.brigade, town.chen.id, long_ago, FILLING)
    await sweeper.execute("ANALYZE recording_keeping")
    return town, key


@pytest.mark.parametrize("reader", ["chen", "qian", "liu", "sun"])
async def test_nobody_reads_what_is_not_shown_to_them(
    committed: type_of_sessions, crowded: tuple[Town, UUID], reader: str
) -> None:
    """Thousands of one's own, one unit, two units, nothing at all."""
    town, key = crowded
    tomorrow = TODAY + timedelta(days=1)
    async with committed() as session:
        seen = await sight_of(session, getattr(town, reader), FoundShelf.RECORDINGS)
        before = await session.scalar(READ) or 0

        page = await list_keeping(session, seen, Shelf.DUE, day=tomorrow)
        figures = await figures_of(session, seen, day=tomorrow)
        read = await session.scalar(READ) or 0

    most, nothing = COUNTED + 1, (0, 0, 0)
    expected = {"chen": (most, most, 1), "liu": (most, most, 0), "qian": (1, 0, 1)}
    shelves = (Shelf.DUE, Shelf.UNSET, Shelf.HELD)
    assert tuple(figures[shelf] for shelf in shelves) == expected.get(reader, nothing)
    # Of the brigade's there are no recordings, so they have no lines.
    assert [line.recording_id for line in page.lines] == ([key] if reader == "qian" else [])
    assert min(1, sum(figures.values())) <= read - before < FILLING / 10


async def test_who_submitted_a_recording_stands_beside_its_period(
    session: AsyncSession, town: Town
) -> None:
    """By the trigger that makes the row, so that no verb can forget to."""
    key = await sealed(session, town)

    assert (await row_of(session, key)).submitted_by_person_id == town.chen.id


async def test_what_a_terminal_sent_is_nobodys_own(session: AsyncSession, town: Town) -> None:
    key = await arrive(session, town.terminal, town.brigade)
    await session.execute(
        text("UPDATE recording SET state = 'quarantined' WHERE id = :id"), {"id": key}
    )

    assert (await row_of(session, key)).submitted_by_person_id is None
