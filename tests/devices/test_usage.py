"""执法记录仪使用情况台账 (Ruzhou 004)."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.holding import return_device
from app.devices.holding_rows import HandOver
from app.devices.prechecks import Findings, check_device
from app.devices.usage import (
    UsageFilter,
    export_usage,
    usage_lines,
)
from app.ledger.kinds import LedgerKind
from app.models import Posting, Section
from app.people.authority import extent_of
from app.policy.actor import ANONYMOUS, Actor
from app.policy.acts import Act
from app.policy.vocabulary import PrecheckItem
from tests.devices.holders import (
    REASON_AFTER,
    add_device,
    camera_of,
    give,
    hire_keeper,
    hire_officer,
    qualify,
)
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town

HOUR = timedelta(hours=1)
EVERYTHING = UsageFilter()


async def lines_for(
    session: AsyncSession, reader: Actor, wanted: UsageFilter = EVERYTHING
) -> list[str]:
    extent = await extent_of(session, reader, Act.DEVICE_READ_LEDGER)
    lines = await usage_lines(session, reader, extent, wanted, most=50)
    return [line.device_no for line in lines]


async def used(session: AsyncSession, town: Town) -> Actor:
    """Chen used RZ-0001 from five to three hours ago, Ma holds RZ-0002 since an hour."""
    await qualify(session, town.chen)
    keeper, ma = await hire_keeper(session, town), await hire_officer(session, town)
    await give(session, keeper, camera_of(town), town.chen, at=NOW - 5 * HOUR)
    fine = Findings(dict.fromkeys(PrecheckItem, True))
    await check_device(session, town.chen, camera_of(town), fine, NOW)
    said = HandOver(at=NOW - 3 * HOUR, content="汝河采砂点检查")
    await return_device(session, keeper, camera_of(town), said, reason_after=REASON_AFTER, now=NOW)
    await give(
        session, keeper, await add_device(session, town.brigade, "RZ-0002"), ma, at=NOW - HOUR
    )
    return keeper


async def test_a_line_says_user_moments_givers_check_and_content(
    session: AsyncSession, town: Town
) -> None:
    keeper = await used(session, town)
    extent = await extent_of(session, keeper, Act.DEVICE_READ_LEDGER)

    line = (await usage_lines(session, keeper, extent, EVERYTHING, most=50))[0]

    assert (line.device_no, line.person_name, line.content) == (
        "RZ-0001",
        "陈立",
        "汝河采砂点检查",
    )
    assert (line.from_at, line.until_at) == (NOW - 5 * HOUR, NOW - 3 * HOUR)
    assert (line.begun_by, line.ended_by) == ("徐海涛", "徐海涛")
    assert line.check is not None
    assert line.check.failed == ()


async def test_the_section_is_that_of_the_day(session: AsyncSession, town: Town) -> None:
    keeper = await used(session, town)
    first, second = (
        Section(id=ids.new_id(), unit_id=town.brigade, name=name) for name in ("一中队", "二中队")
    )
    session.add_all([first, second])
    await session.flush()
    posting = await session.scalar(select(Posting).where(Posting.person_id == town.chen.id))
    assert posting is not None
    posting.section_id = first.id
    posting.until_on = NOW.date()
    session.add(
        Posting(
            id=ids.new_id(),
            person_id=town.chen.id,
            unit_id=town.brigade,
            section_id=second.id,
            post="",
            from_on=NOW.date() + timedelta(days=1),
        )
    )
    await session.flush()
    extent = await extent_of(session, keeper, Act.DEVICE_READ_LEDGER)

    line = (await usage_lines(session, keeper, extent, EVERYTHING, most=50))[0]

    assert line.section_name == "一中队"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(EVERYTHING, ["RZ-0001", "RZ-0002"], id="everything, in order of time"),
        pytest.param(UsageFilter(device_no="0002"), ["RZ-0002"], id="part of a number"),
        pytest.param(UsageFilter(device_no="%"), [], id="a wildcard means itself"),
        pytest.param(UsageFilter(person_name="陈"), ["RZ-0001"], id="part of a name"),
        pytest.param(UsageFilter(unit_id=UUID(int=9)), [], id="a unit that is not"),
        pytest.param(
            UsageFilter(since=NOW - 4 * HOUR, before=NOW - 2 * HOUR),
            ["RZ-0001"],
            id="a span that a holding touches",
        ),
        pytest.param(
            UsageFilter(since=NOW - 3 * HOUR, before=NOW - HOUR), [], id="a span between holdings"
        ),
        pytest.param(UsageFilter(since=NOW), ["RZ-0002"], id="what goes on"),
    ],
)
async def test_filters_narrow_the_ledger(
    session: AsyncSession, town: Town, wanted: UsageFilter, found: list[str]
) -> None:
    keeper = await used(session, town)

    assert await lines_for(session, keeper, wanted) == found


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        ("zhao", True),
        ("liu", True),
        ("chen", False),
        ("sun", False),
        ("zhou", False),
        ("wu", False),
        ("qian", False),
        ("terminal", False),
    ],
)
async def test_who_reads_the_ledger(
    session: AsyncSession, town: Town, reader: str, sees: bool
) -> None:
    await used(session, town)

    assert bool(await lines_for(session, getattr(town, reader))) is sees
    assert await lines_for(session, ANONYMOUS) == []


async def test_what_leaves_the_house_is_an_event(session: AsyncSession, town: Town) -> None:
    keeper = await used(session, town)
    extent = await extent_of(session, keeper, Act.DEVICE_READ_LEDGER)

    await export_usage(session, keeper, extent, UsageFilter(device_no="0002"), NOW)

    event = (await whole_ledger(session))[0]
    assert event.kind is LedgerKind.DEVICES_USAGE_EXPORTED
    assert (event.actor_id, event.detail["rows"]) == (keeper.id, 1)


async def test_more_than_the_limit_shows_itself_by_one(session: AsyncSession, town: Town) -> None:
    keeper = await used(session, town)
    extent = await extent_of(session, keeper, Act.DEVICE_READ_LEDGER)

    assert len(await usage_lines(session, keeper, extent, EVERYTHING, most=1)) == 2
