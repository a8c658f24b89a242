"""The sweep rules what is due: killed half-way, twice, two at once, and after another law."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.db import transaction, type_of_sessions
from app.keeping.sweeping import BATCH, rule_due
from app.ledger.book import history_of
from app.models import Recording, RecordingKeeping
from app.policy.law_words import Situation
from app.queue import Nudger
from app.storage.disk import DiskStore
from app.workers.perform import Workshop
from app.workers.steadiness import Steadiness
from app.workers.sweep import clean
from tests.deadlines.acts import live_by
from tests.keeping.acts import YEAR_AGO, adopted, events_of, row_of, ruled, sealed
from tests.settings import SETTINGS
from tests.waiting import until_held_up
from tests.world import NOW, Settled, Town

MANY = 7


async def waiting(session: AsyncSession) -> int:
    """Return how many have not been ruled."""
    found = await session.scalar(
        select(func.count())
        .select_from(RecordingKeeping)
        .where(RecordingKeeping.ruled_at.is_(None))
    )
    return found or 0


async def many(sessions: type_of_sessions, settled: Settled) -> list[Recording]:
    """Commit some recordings that nobody has ruled yet."""
    async with transaction(sessions) as session:
        town = await settled.again(session)
        keys = [await sealed(session, town) for _ in range(MANY)]
        return [await session.get_one(Recording, key) for key in keys]


async def test_batch_after_batch_everything_is_ruled_and_then_nothing_is_left(
    session: AsyncSession, town: Town
) -> None:
    for _ in range(MANY):
        await sealed(session, town)

    found = [await rule_due(session, NOW, limit=3) for _ in range(4)]

    assert found == [3, 3, 1, 0]
    assert await waiting(session) == 0


async def test_a_sweep_that_is_killed_half_way_leaves_the_rest_for_the_next(
    committed: type_of_sessions,
    settled: Settled,
) -> None:
    """What a batch has committed stays; what it has not is as if it had never begun."""
    await many(committed, settled)
    async with transaction(committed) as session:
        await rule_due(session, NOW, limit=3)
    async with committed() as killed:
        await rule_due(killed, NOW, limit=3)
        await killed.rollback()

    async with transaction(committed) as session:
        assert await waiting(session) == MANY - 3
        await rule_due(session, NOW)
        assert await waiting(session) == 0


async def test_two_sweeps_at_once_share_the_work_and_rule_nothing_twice(
    committed: type_of_sessions,
    settled: Settled,
) -> None:
    recordings = await many(committed, settled)
    async with transaction(committed) as session:
        await rule_due(session, NOW, limit=1)
    async with committed() as first, committed() as second, first.begin(), second.begin():
        found = await rule_due(first, NOW, limit=4), await rule_due(second, NOW)

    async with committed() as session:
        events = [len(await events_of(session, each.id)) for each in recordings]
    assert found == (4, MANY - 5)
    assert events == [1] * MANY


async def test_a_change_while_a_sweep_rules_is_ruled_again(
    committed: type_of_sessions, settled: Settled, engine: AsyncEngine
) -> None:
    """The mark waits for the sweep's lock and comes after it, so it is not lost."""
    recording = (await many(committed, settled))[0]

    async def correct() -> None:
        async with transaction(committed) as session:
            row = await session.get_one(Recording, recording.id)
            row.recorded_at = YEAR_AGO - timedelta(days=30)

    async with committed() as sweep, sweep.begin():
        await rule_due(sweep, NOW)
        correcting = asyncio.create_task(correct())
        await until_held_up(correcting, sweep, engine)
    await correcting

    async with transaction(committed) as session:
        assert await rule_due(session, NOW) == 1
        assert (await row_of(session, recording.id)).keep_through == date(2026, 9, 17)


async def test_a_law_adopted_later_overtakes_every_ruling_of_the_agency_and_no_other(
    session: AsyncSession, town: Town
) -> None:
    """汝州音像 15 gives a patrol twelve months; this agency sets two years of its own."""
    own = await sealed(session, town, situation=Situation.PATROL)
    next_door = await sealed(session, town, unit=town.stranger_agency, situation=Situation.PATROL)
    before = (await ruled(session, own)).keep_through
    other = (await ruled(session, next_door)).keep_through

    await adopted(session, town)

    assert (before, other) == (date(2026, 10, 17), date(2026, 10, 17))
    assert await rule_due(session, NOW) == 1
    assert (await row_of(session, own)).keep_through == date(2027, 10, 17)
    assert (await row_of(session, next_door)).keep_through == other
    assert len(await events_of(session, own)) == 2
    assert await rule_due(session, NOW) == 0


async def test_a_unit_under_another_regulation_is_ruled_by_that_one(
    session: AsyncSession, town: Town
) -> None:
    recording = await sealed(session, town)
    assert (await ruled(session, recording)).keep_through == date(2026, 10, 17)

    await live_by(session, town, "shanxi")

    assert (await ruled(session, recording)).keeping is None
    await live_by(session, town, "ruzhou")
    assert (await ruled(session, recording)).keep_through == date(2026, 10, 17)


async def test_the_worker_rules_what_is_due_whatever_its_clock_says(
    committed: type_of_sessions, settled: Settled, tmp_path: Path
) -> None:
    """A clock that is wrong by ten years changes no period: none depends on today (P11)."""
    recordings = await many(committed, settled)
    store = DiskStore(tmp_path)
    far = NOW + timedelta(days=3650)
    shop = Workshop(SETTINGS, committed, store, Nudger("redis://nowhere"), lambda: far)

    await clean(shop, Steadiness(NOW, lambda: 0.0))

    async with committed() as session:
        rows = [await row_of(session, each.id) for each in recordings]
        kept = [line.kind.value for line in await history_of(session, recordings[0].id)]
    assert {row.keep_through for row in rows} == {date(2026, 10, 17)}
    assert kept == ["keeping:ruled"]
    assert len(rows) < BATCH
