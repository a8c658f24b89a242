"""The figures of the start page: what waits, and what has arrived today."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Recording
from app.policy.vocabulary import RecordingState
from app.recordings.overview import Figures, figures_of
from tests.cataloguing.desk import shot
from tests.world import NOW, Town

DAY_BEGAN = NOW - timedelta(hours=10)
YESTERDAY = DAY_BEGAN - timedelta(minutes=1)


async def write(session: AsyncSession, recording_id: UUID, **values: object) -> None:
    await session.execute(update(Recording).where(Recording.id == recording_id).values(**values))


async def figures(session: AsyncSession, town: Town) -> Figures:
    return await figures_of(session, [town.brigade], day_began=DAY_BEGAN)


async def test_what_was_filed_today_has_still_arrived_today(
    session: AsyncSession, town: Town
) -> None:
    filed = await shot(session, town)
    await shot(session, town)
    await write(session, filed, catalogued_at=NOW)

    found = await figures(session, town)

    assert (found.arrived_today, found.to_catalogue) == (2, 1)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"catalogued_at": NOW}, 1),
        ({"received_at": YESTERDAY}, 1),
        ({"received_at": YESTERDAY, "catalogued_at": NOW}, 0),
    ],
    ids=["filed today", "waits since yesterday", "of yesterday and filed"],
)
async def test_a_damaged_one_counts_until_its_day_is_over_and_it_is_filed(
    session: AsyncSession, town: Town, values: dict[str, object], expected: int
) -> None:
    damaged = await shot(session, town, state=RecordingState.DAMAGED)
    await write(session, damaged, **values)

    assert (await figures(session, town)).damaged == expected


async def test_what_is_in_quarantine_is_no_work_of_cataloguing(
    session: AsyncSession, town: Town
) -> None:
    await shot(session, town, state=RecordingState.QUARANTINED)

    found = await figures(session, town)

    assert (found.to_catalogue, found.quarantined, found.arrived_today) == (0, 1, 1)


async def test_a_second_copy_and_the_unit_next_door_count_nowhere(
    session: AsyncSession, town: Town
) -> None:
    first = await shot(session, town)
    await shot(session, town, duplicate_of=first)
    await shot(session, town, unit_id=town.agency)

    found = await figures(session, town)

    assert (found.to_catalogue, found.arrived_today) == (1, 1)
