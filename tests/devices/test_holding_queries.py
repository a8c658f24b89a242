"""Who held what when, what lies in stock, and what a scanner typed."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.holding import hand_over_device, return_device
from app.devices.holding_queries import (
    find_holding,
    holder_at,
    holders_between,
    holdings_of_device,
    holdings_of_person,
)
from app.devices.holding_rows import HandOver
from app.devices.queries import find_device
from app.devices.receivers import receivers_for
from app.policy.vocabulary import Role
from tests.devices.holders import (
    REASON_AFTER,
    TODAY,
    camera_of,
    give,
    hire,
    hire_keeper,
    hire_officer,
    qualify,
)
from tests.world import NOW, Town

HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)


async def two_holders(session: AsyncSession, town: Town) -> None:
    """Chen from three hours ago, Ma for an hour, nobody since an hour ago."""
    await qualify(session, town.chen)
    keeper, ma = await hire_keeper(session, town), await hire_officer(session, town)
    camera = camera_of(town)
    await give(session, keeper, camera, town.chen, at=NOW - 3 * HOUR)
    said = HandOver(at=NOW - 2 * HOUR, content="巡查")
    await hand_over_device(session, keeper, camera, ma.id, said, reason_after=REASON_AFTER, now=NOW)
    said = HandOver(at=NOW - HOUR, content="取证")
    await return_device(session, keeper, camera, said, reason_after=REASON_AFTER, now=NOW)


@pytest.mark.parametrize(
    ("ago", "holder"),
    [
        pytest.param(4 * HOUR, None, id="before the first"),
        pytest.param(3 * HOUR, "陈立", id="the first moment"),
        pytest.param(2 * HOUR, "马建国", id="the moment of the hand-over belongs to the next"),
        pytest.param(HOUR, None, id="the moment of the return belongs to nobody"),
        pytest.param(timedelta(0), None, id="now"),
    ],
)
async def test_each_moment_has_at_most_one_holder(
    session: AsyncSession, town: Town, ago: timedelta, holder: str | None
) -> None:
    await two_holders(session, town)
    names = {
        line.person_id: line.person_name
        for line in await holdings_of_device(session, camera_of(town))
    }

    found = await holder_at(session, camera_of(town), NOW - ago)

    assert (names[found.person_id] if found else None) == holder


async def test_a_span_names_everybody_who_held_the_device_in_it(
    session: AsyncSession, town: Town
) -> None:
    await two_holders(session, town)

    found = await holders_between(
        session, camera_of(town), NOW - 2 * HOUR - HOUR / 2, NOW - 2 * HOUR + HOUR / 2
    )

    assert [(facts.from_at, facts.until_at) for facts in found] == [
        (NOW - 3 * HOUR, NOW - 2 * HOUR),
        (NOW - 2 * HOUR, NOW - HOUR),
    ]


async def test_holdings_of_a_person_are_theirs_and_the_keepers_to_read(
    session: AsyncSession, town: Town
) -> None:
    await qualify(session, town.chen)
    keeper, ma = await hire_keeper(session, town), await hire_officer(session, town)
    holding = await give(session, keeper, camera_of(town), town.chen)
    assert town.chen.id is not None

    for reader in (town.chen, keeper, town.zhao):
        lines = await holdings_of_person(session, reader, town.chen.id)
        assert [line.id for line in lines] == [holding]
    for reader in (ma, town.qian, town.sun):
        assert await holdings_of_person(session, reader, town.chen.id) == ()
    assert await find_holding(session, town.qian, holding) is None


async def test_who_held_the_device_lately_stands_first_and_the_unfit_say_why(
    session: AsyncSession, town: Town
) -> None:
    await qualify(session, town.chen, until=TODAY + timedelta(days=1))
    keeper, ma = await hire_keeper(session, town), await hire_officer(session, town)
    await hire(session, "an", "安宁", town.brigade, Role.OFFICER)
    camera = camera_of(town)
    await give(session, keeper, camera, town.chen, at=NOW - HOUR)
    said = HandOver(content="巡查")
    await return_device(session, keeper, camera, said, reason_after=REASON_AFTER, now=NOW)
    device = await find_device(session, keeper, camera)

    found = await receivers_for(session, keeper, device, name="", notice=MONTH, today=TODAY)

    first = found[0]
    assert (first.id, first.held_it_before, first.decision.allowed) == (town.chen.id, True, True)
    assert "到期" in first.notice
    fit = {person.full_name: person.decision.allowed for person in found}
    assert fit == {"陈立": True, "安宁": False, "徐海涛": False, "马建国": True}
    assert ma.id in {person.id for person in found}


@pytest.mark.parametrize(("name", "count"), [("马建", 1), ("%", 0), ("_", 0), ("没有这个人", 0)])
async def test_people_are_narrowed_by_their_name(
    session: AsyncSession, town: Town, name: str, count: int
) -> None:
    keeper = await hire_keeper(session, town)
    await hire_officer(session, town)
    device = await find_device(session, keeper, camera_of(town))

    found = await receivers_for(session, keeper, device, name=name, notice=MONTH, today=TODAY)

    assert len(found) == count
