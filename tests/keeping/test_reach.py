"""The board finds what is somebody's among what is everybody's without reading all of that."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import transaction, type_of_sessions
from app.keeping.queries import COUNTED, figures_of, list_keeping
from app.keeping.states import Shelf
from app.models import RecordingKeeping
from app.policy.values import Keeping
from app.searching.shelves import Shelf as FoundShelf
from app.searching.shelves import sight_of
from tests.arrivals import arrive
from tests.keeping.acts import row_of, sealed
from tests.keeping.test_queries import TODAY
from tests.world import Town, settle_town

OTHERS = 6_000
"""Of the brigade; half of them ended long before anything that the few may know of."""
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
"""Rows and entries of indexes that this transaction has read, whether they were wanted or not."""


@pytest.fixture
async def crowded(committed: type_of_sessions, sweeper: asyncpg.Connection) -> tuple[Town, UUID]:
    """A brigade with thousands of periods, and the one of Chen's that lies with the stranger."""
    async with transaction(committed) as session:
        town = await settle_town(session)
        key = await sealed(session, town, unit=town.stranger_agency)
        await session.execute(
            update(RecordingKeeping).values(keeping=Keeping.FIXED, keep_through=TODAY)
        )
    long_ago = TODAY - timedelta(days=500)
    await sweeper.execute(FILLED, town.brigade, town.liu.id, long_ago, OTHERS)
    await sweeper.execute("ANALYZE recording_keeping")
    return town, key


@pytest.mark.parametrize("reader", ["chen", "qian", "liu", "sun"])
async def test_nobody_reads_what_is_not_shown_to_them(
    committed: type_of_sessions, crowded: tuple[Town, UUID], reader: str
) -> None:
    """Their own, one unit, two units, nothing at all."""
    town, key = crowded
    tomorrow = TODAY + timedelta(days=1)
    async with committed() as session:
        seen = await sight_of(session, getattr(town, reader), FoundShelf.RECORDINGS)

        page = await list_keeping(session, seen, Shelf.DUE, day=tomorrow)
        figures = await figures_of(session, seen, day=tomorrow)
        read = await session.scalar(READ)

    few = {"chen": [key], "qian": [key], "liu": [], "sun": []}
    assert [line.recording_id for line in page.lines] == few[reader]
    most = COUNTED + 1
    expected = (most, most) if reader == "liu" else (len(few[reader]), 0)
    assert (figures[Shelf.DUE], figures[Shelf.UNSET]) == expected
    assert read is not None
    assert read < OTHERS / 10


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
