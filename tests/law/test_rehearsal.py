"""Trying a change out on rows that are there, without a way to write any."""

from dataclasses import replace

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.calendars.load import read_calendar
from app.law import rehearsal
from app.law.rehearsal import rehearse
from app.models import Recording, Unit
from app.packs.load import read_pack
from app.people.laws import units_alike
from app.policy.law_words import Material
from tests.arrivals import arrive
from tests.world import NOW, Town

RUZHOU, SHANXI = read_pack("ruzhou"), read_pack("shanxi")


async def recorded(session: AsyncSession, town: Town, count: int) -> None:
    for _ in range(count):
        recording_id = await arrive(session, town.terminal, town.brigade)
        recording = await session.get_one(Recording, recording_id)
        recording.recorded_at, recording.duration_ms = NOW, 60_000
    await session.flush()


async def test_recordings_of_the_unit_are_counted_and_no_others(
    session: AsyncSession, town: Town
) -> None:
    await recorded(session, town, 3)

    found = await rehearse(session, [town.brigade], RUZHOU, SHANXI, read_calendar())
    elsewhere = await rehearse(session, [town.stranger_agency], RUZHOU, SHANXI, read_calendar())

    assert (found.looked_at, found.storing.later) == (3, 3)
    assert found.keeping[Material.PATROL].no_longer == 3
    assert elsewhere.looked_at == 0


async def test_what_has_no_time_is_left_out(session: AsyncSession, town: Town) -> None:
    await recorded(session, town, 1)
    await arrive(session, town.terminal, town.brigade, file_name="RZ0002.mp4")

    found = await rehearse(session, [town.brigade], RUZHOU, replace(RUZHOU), read_calendar())

    assert (found.looked_at, found.storing.total) == (1, 0)


async def test_large_units_are_read_in_parts_up_to_a_limit(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded(session, town, 5)
    monkeypatch.setattr(rehearsal, "_BATCH", 2)
    monkeypatch.setattr(rehearsal, "MOST_RECORDINGS", 4)

    found = await rehearse(session, [town.brigade], RUZHOU, SHANXI, read_calendar())

    assert found.looked_at == 4


async def test_nothing_can_be_written_afterwards(session: AsyncSession, town: Town) -> None:
    await rehearse(session, [town.brigade], RUZHOU, SHANXI, read_calendar())

    with pytest.raises(DBAPIError, match="read-only transaction"):
        await session.execute(text("INSERT INTO law_text (id) VALUES (gen_random_uuid())"))


async def test_an_agency_counts_what_its_own_units_hold(session: AsyncSession, town: Town) -> None:
    await recorded(session, town, 2)

    units = await units_alike(session, town.agency)
    found = await rehearse(session, units, RUZHOU, SHANXI, read_calendar())

    assert units == {town.agency, town.brigade}
    assert found.looked_at == 2


async def test_an_agency_below_that_lives_by_another_law_is_left_out(
    session: AsyncSession, town: Town
) -> None:
    await session.execute(
        update(Unit)
        .where(Unit.id == town.stranger_agency)
        .values(parent_id=town.agency, pack_id="shanxi")
    )

    assert town.stranger_agency not in await units_alike(session, town.agency)
