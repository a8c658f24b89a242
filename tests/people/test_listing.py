"""The roster: whom each reader finds, what is shown of them, and pages that miss nobody."""

from collections.abc import Sequence

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.ledger.kinds import LedgerKind
from app.models import Person
from app.people.authority import extent_of
from app.people.exports import note_people_exported
from app.people.listing import (
    Direction,
    PeopleFilter,
    PersonRow,
    Standing,
    every_person,
    list_people,
    open_roster,
)
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.vocabulary import Employment, Role
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town

TODAY = day_of(NOW)
EVERYBODY = {"刘敏", "陈立", "赵国强", "孙浩", "周洁", "吴静"}


async def found(
    session: AsyncSession, actor: Actor, wanted: PeopleFilter | None = None
) -> Sequence[PersonRow]:
    roster = await open_roster(session, actor, await extent_of(session, actor, Act.PERSON_KNOW))
    return [row async for row in every_person(session, roster, wanted or PeopleFilter(), TODAY)]


def names(rows: Sequence[PersonRow]) -> set[str]:
    return {row.full_name for row in rows}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("zhou", EVERYBODY, id="security administrator"),
        pytest.param("zhao", EVERYBODY, id="leader of the superior unit"),
        pytest.param("liu", EVERYBODY - {"陈立"}, id="colleague"),
        pytest.param("chen", {"陈立"}, id="alone in the sub-unit"),
        pytest.param("qian", {"钱进"}, id="outsider"),
        pytest.param("terminal", set(), id="terminal"),
    ],
)
async def test_each_reader_finds_whom_they_may_know(
    session: AsyncSession, town: Town, who: str, expected: set[str]
) -> None:
    assert names(await found(session, getattr(town, who))) == expected


async def test_colleagues_see_no_username_and_no_number(session: AsyncSession, town: Town) -> None:
    person = await session.get_one(Person, town.zhao.id)
    person.officer_no = "HN-9"
    await session.flush()

    seen = {row.full_name: row for row in await found(session, town.liu)}
    kept = {row.full_name: row for row in await found(session, town.zhou)}

    assert (seen["赵国强"].username, seen["赵国强"].officer_no) == ("", "")
    assert (seen["刘敏"].username, kept["赵国强"].officer_no) == ("liu", "HN-9")


async def test_what_is_not_shown_cannot_be_searched_either(
    session: AsyncSession, town: Town
) -> None:
    wanted = PeopleFilter(text="zhao")

    assert names(await found(session, town.liu, wanted)) == set()
    assert names(await found(session, town.zhou, wanted)) == {"赵国强"}


async def test_filters_narrow_together(session: AsyncSession, town: Town) -> None:
    cases = {
        PeopleFilter(text="陈"): {"陈立"},
        PeopleFilter(text="%"): set(),
        PeopleFilter(unit_id=town.brigade): {"陈立"},
        PeopleFilter(role=Role.LEADER): {"赵国强"},
        PeopleFilter(role=Role.LEADER, unit_id=town.brigade): set(),
        PeopleFilter(employment=Employment.ENTRUSTED): set(),
        PeopleFilter(standing=Standing.SERVING): EVERYBODY,
        PeopleFilter(standing=Standing.STOPPED): set(),
        PeopleFilter(standing=Standing.LEFT): set(),
    }

    results = {wanted: names(await found(session, town.zhou, wanted)) for wanted in cases}

    assert results == cases


async def test_who_left_and_who_is_stopped_are_told_apart(
    session: AsyncSession, town: Town
) -> None:
    left = await session.get_one(Person, town.chen.id)
    left.left_on, left.is_active = TODAY, False
    stopped = await session.get_one(Person, town.liu.id)
    stopped.is_active = False
    await session.flush()

    rows = {row.full_name: row.standing for row in await found(session, town.zhou)}

    assert (rows["陈立"], rows["刘敏"]) == (Standing.LEFT, Standing.STOPPED)
    assert names(await found(session, town.zhou, PeopleFilter(standing=Standing.LEFT))) == {"陈立"}


async def test_pages_turn_both_ways_and_miss_nobody(session: AsyncSession, town: Town) -> None:
    known = await extent_of(session, town.zhou, Act.PERSON_KNOW)
    roster = await open_roster(session, town.zhou, known)
    all_rows = await found(session, town.zhou)

    first = await list_people(session, roster, PeopleFilter(), TODAY, limit=4)
    second = await list_people(session, roster, PeopleFilter(), TODAY, cursor=first.after, limit=4)
    back = await list_people(
        session,
        roster,
        PeopleFilter(),
        TODAY,
        cursor=second.before,
        direction=Direction.BACK,
        limit=4,
    )

    assert [*first.rows, *second.rows] == all_rows
    assert (first.before, second.after) == (None, None)
    assert back.rows == first.rows


async def test_an_export_notes_the_filter_and_the_number_but_no_typed_name(
    session: AsyncSession, town: Town
) -> None:
    wanted = PeopleFilter(text="陈立", role=Role.OFFICER)

    await note_people_exported(session, town.zhou, wanted, 1, NOW)

    event = (await whole_ledger(session))[0]
    assert event.kind is LedgerKind.PEOPLE_EXPORTED
    assert event.detail == {"role": "officer", "by_text": True, "people": 1}
