"""使用前检查 (Ruzhou 007, Zhangzi 019, Shanxi 013)."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.prechecks import Findings, check_device, items_of, last_checks, precheck_lines
from app.errors import InvalidInputError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.packs.load import read_pack
from app.policy.actor import ANONYMOUS
from app.policy.decision import Decision
from app.policy.vocabulary import PrecheckItem
from tests.deadlines.acts import live_by
from tests.devices.holders import camera_of, give, hire_keeper, hire_officer, qualify
from tests.ledger.lines import whole_ledger
from tests.world import NOW, Town

HOUR = timedelta(hours=1)
ALL_FINE = Findings(dict.fromkeys(PrecheckItem, True))
FLAT = Findings({**dict.fromkeys(PrecheckItem, True), PrecheckItem.BATTERY: False}, -35, "只剩两成")


@pytest.mark.parametrize(
    ("pack", "items"),
    [
        ("ruzhou", ["works", "battery", "storage", "clock"]),
        ("zhangzi", ["battery", "storage", "works"]),
    ],
)
def test_each_regulation_names_its_own_items(pack: str, items: list[str]) -> None:
    assert items_of(read_pack(pack)) == tuple(PrecheckItem(item) for item in items)


async def test_the_holders_check_belongs_to_their_holding_and_is_an_event(
    session: AsyncSession, town: Town
) -> None:
    await qualify(session, town.chen)
    holding = await give(session, await hire_keeper(session, town), camera_of(town), town.chen)

    await check_device(session, town.chen, camera_of(town), FLAT, NOW)

    (line,) = await precheck_lines(session, camera_of(town))
    assert (line.holding_id, line.person_name, line.at) == (holding, "陈立", NOW)
    assert (line.failed, line.clock_offset_s, line.note) == (
        (PrecheckItem.BATTERY,),
        -35,
        "只剩两成",
    )
    event = (await whole_ledger(session))[0]
    assert event.kind is LedgerKind.DEVICE_CHECKED
    assert event.detail["failed"] == ["battery"]


async def test_the_keepers_check_in_stock_belongs_to_no_holding(
    session: AsyncSession, town: Town
) -> None:
    await check_device(session, await hire_keeper(session, town), camera_of(town), ALL_FINE, NOW)

    (line,) = await precheck_lines(session, camera_of(town))
    assert line.holding_id is None


async def test_the_newest_check_of_a_holding_counts(session: AsyncSession, town: Town) -> None:
    await qualify(session, town.chen)
    holding = await give(session, await hire_keeper(session, town), camera_of(town), town.chen)
    await check_device(session, town.chen, camera_of(town), FLAT, NOW)
    await check_device(session, town.chen, camera_of(town), ALL_FINE, NOW + HOUR)

    found = await last_checks(session, {holding})

    assert found[holding].failed == ()


async def test_an_item_without_a_verdict_is_asked_for(session: AsyncSession, town: Town) -> None:
    keeper = await hire_keeper(session, town)
    found = Findings({PrecheckItem.WORKS: True})

    with pytest.raises(InvalidInputError) as refused:
        await check_device(session, keeper, camera_of(town), found, NOW)

    assert refused.value.fields["field"] == "battery"


async def test_an_item_the_regulation_does_not_name_is_not_kept(
    session: AsyncSession, town: Town
) -> None:
    await live_by(session, town, "zhangzi")
    keeper = await hire_keeper(session, town)

    await check_device(
        session, keeper, camera_of(town), Findings(dict.fromkeys(PrecheckItem, False)), NOW
    )

    (line,) = await precheck_lines(session, camera_of(town))
    assert set(line.failed) == set(PrecheckItem) - {PrecheckItem.CLOCK}


async def test_a_colleague_cannot_check_what_another_holds(
    session: AsyncSession, town: Town
) -> None:
    await qualify(session, town.chen)
    ma = await hire_officer(session, town)
    await give(session, await hire_keeper(session, town), camera_of(town), town.chen)

    with pytest.raises(NotFoundError):
        await check_device(session, ma, camera_of(town), ALL_FINE, NOW)


async def test_a_leader_knows_the_device_and_does_not_check_it(
    session: AsyncSession, town: Town
) -> None:
    outcome = await check_device(session, town.zhao, camera_of(town), ALL_FINE, NOW)

    assert isinstance(outcome, Decision)
    assert (await whole_ledger(session))[0].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("who", ["qian", "anonymous"])
async def test_an_outsider_learns_nothing(session: AsyncSession, town: Town, who: str) -> None:
    outsider = ANONYMOUS if who == "anonymous" else town.qian

    with pytest.raises(NotFoundError):
        await check_device(session, outsider, camera_of(town), ALL_FINE, NOW)


@pytest.mark.parametrize(
    "statement", ["UPDATE device_precheck SET note = ''", "DELETE FROM device_precheck"]
)
async def test_a_check_is_never_changed(session: AsyncSession, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(text(statement))
