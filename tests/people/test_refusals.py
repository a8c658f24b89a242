"""Refused sign-ins in the ledger: each of the first, then one for many."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ledger.kinds import LedgerKind
from app.ledger.reading import count_kind
from app.models import Person, RefusalTally
from app.people.origin import Origin
from app.people.refusals import note_refused_sign_in, write_old_tallies
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town

ORIGIN = Origin("203.0.113.9", "curl/8.0")
MINUTE = timedelta(minutes=1)


async def refuse(session: AsyncSession, times: int, username: str = "", later: int = 0) -> None:
    person = await session.scalar(select(Person).where(Person.username == username))
    for _ in range(times):
        await note_refused_sign_in(session, person, ORIGIN, "wrong", NOW + later * MINUTE)


async def refused(session: AsyncSession) -> list[int]:
    """Return how many refusals each event stands for, oldest first."""
    lines = await whole_ledger(session)
    kind = LedgerKind.SESSION_REFUSED
    return [line.detail.get("times", 1) for line in reversed(lines) if line.kind is kind]


async def test_a_few_have_an_event_each(session: AsyncSession, town: Town) -> None:
    await refuse(session, 3, "chen")

    assert await refused(session) == [1, 1, 1]
    assert (await whole_ledger(session))[0].detail == {
        "code": "wrong",
        "address": "203.0.113.9",
        "browser": "curl/8.0",
    }


async def test_a_flood_writes_ten_a_minute_and_loses_no_count(
    session: AsyncSession, town: Town
) -> None:
    await refuse(session, 200, "chen")

    await write_old_tallies(session, NOW + MINUTE)

    assert await refused(session) == [1] * 10 + [190]
    units = {town.brigade}
    assert await count_kind(session, units, LedgerKind.SESSION_REFUSED, since=NOW) == 200
    assert (await session.scalars(select(RefusalTally))).all() == []


async def test_a_flood_that_goes_on_is_written_down_minute_by_minute(
    session: AsyncSession, town: Town
) -> None:
    await refuse(session, 15, "chen")
    await refuse(session, 2, "chen", later=1)

    assert await refused(session) == [1] * 10 + [5, 1, 1]


async def test_a_minute_that_is_not_over_is_left_alone(session: AsyncSession, town: Town) -> None:
    await refuse(session, 15, "chen")

    await write_old_tallies(session, NOW + MINUTE / 2)

    assert len(await refused(session)) == 10


async def test_invented_names_share_one_tally_and_known_ones_do_not(
    session: AsyncSession, town: Town
) -> None:
    await refuse(session, 30, "nobody")
    await refuse(session, 1, "chen")

    assert len(await refused(session)) == 11


async def test_a_clock_set_back_begins_a_new_minute(session: AsyncSession, town: Town) -> None:
    await refuse(session, 15, "chen")
    await refuse(session, 1, "chen", later=-60)

    assert await refused(session) == [1] * 10 + [5, 1]
