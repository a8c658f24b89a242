"""Registering, correcting and transferring devices: who may, what is wrong, what is written."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.label_code import read_code
from app.devices.registry import DeviceFacts, change, register
from app.devices.transferring import transfer
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Device
from app.people.register import register_section
from app.policy.actor import ANONYMOUS, WORKER, Actor, Assignment
from app.policy.decision import Decision
from app.policy.vocabulary import ActorKind, DeviceKind, Role
from tests.devices.people import equip, hire, hold
from tests.world import NOW, Town

FACTS = DeviceFacts(
    device_no="RZ-JLY-0101",
    kind=DeviceKind.BODY_CAMERA,
    model="甲型",
    cost=Decimal("1280.50"),
    budget_year=2026,
    acquired_on=date(2026, 3, 1),
)


async def registered(session: AsyncSession, keeper: Actor, town: Town) -> UUID:
    outcome = await register(session, keeper, town.brigade, FACTS, NOW)
    assert isinstance(outcome, UUID)
    return outcome


@pytest.fixture
async def keeper(session: AsyncSession, town: Town) -> Actor:
    return await hire(session, town, "xu", Role.DEVICE_KEEPER)


async def test_the_keeper_registers_a_device_with_a_label(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    device_id = await registered(session, keeper, town)

    device = await session.get_one(Device, device_id)
    assert device.cost == Decimal("1280.50")
    assert device.label_code is not None
    assert read_code(device.label_code) == device.label_code
    assert [line.kind for line in await history_of(session, device_id)] == [
        LedgerKind.DEVICE_REGISTERED
    ]


@pytest.mark.parametrize("name", ["chen", "liu", "zhao", "sun", "wu", "qian", "terminal"])
async def test_nobody_else_registers_and_the_refusal_is_written(
    session: AsyncSession, town: Town, name: str
) -> None:
    outcome = await register(session, getattr(town, name), town.brigade, FACTS, NOW)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed
    assert LedgerKind.ACT_REFUSED in [line.kind for line in await history_of(session, town.brigade)]


async def test_nobody_unknown_registers(session: AsyncSession, town: Town) -> None:
    outcome = await register(session, ANONYMOUS, town.brigade, FACTS, NOW)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed


async def test_a_unit_that_is_none_is_not_found(session: AsyncSession, keeper: Actor) -> None:
    with pytest.raises(NotFoundError):
        await register(session, keeper, ids.new_id(), FACTS, NOW)


WRONG = {
    "a national number of 19 digits": (replace(FACTS, gb28181_no="1" * 19), "gb28181_no"),
    "a national number with letters": (replace(FACTS, gb28181_no="1" * 19 + "A"), "gb28181_no"),
    "full-width digits": (replace(FACTS, gb28181_no="\uff11" * 20), "gb28181_no"),
    "a budget of long ago": (replace(FACTS, budget_year=1989), "budget_year"),
    "a budget of the far future": (replace(FACTS, budget_year=2028), "budget_year"),
    "bought tomorrow": (replace(FACTS, acquired_on=date(2026, 11, 22)), "acquired_on"),
    "a section of nobody": (replace(FACTS, section_id=UUID(int=1)), "section"),
}


@pytest.mark.parametrize(("facts", "field"), WRONG.values(), ids=WRONG.keys())
async def test_wrong_facts_are_named_by_their_field(
    session: AsyncSession, town: Town, keeper: Actor, facts: DeviceFacts, field: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        await register(session, keeper, town.brigade, facts, NOW)

    assert caught.value.fields == {"field": field}


async def test_next_years_budget_is_plausible(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    facts = replace(FACTS, budget_year=2027, gb28181_no="34020000001320000001")

    assert isinstance(await register(session, keeper, town.brigade, facts, NOW), UUID)


async def test_a_section_next_door_is_refused(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    section = await register_section(session, WORKER, town.stranger_agency, "水政科", now=NOW)

    with pytest.raises(InvalidInputError, match="不属于这个单位"):
        await register(session, keeper, town.brigade, replace(FACTS, section_id=section), NOW)


async def test_a_number_of_ours_that_is_taken_names_the_unit(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    with pytest.raises(InvalidInputError, match="已用于水政监察大队"):
        await register(session, keeper, town.brigade, replace(FACTS, device_no="RZ-0001"), NOW)


async def test_a_number_next_door_is_taken_and_not_said_by_whom(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    with pytest.raises(InvalidInputError, match="已被占用") as caught:
        await register(session, keeper, town.brigade, replace(FACTS, device_no="JX-0001"), NOW)

    assert "郏县" not in caught.value.message


async def test_a_correction_keeps_old_and_new(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    device_id = await registered(session, keeper, town)

    outcome = await change(session, keeper, device_id, replace(FACTS, model="乙型"), NOW)

    assert outcome is None
    last = (await history_of(session, device_id))[-1]
    assert last.kind is LedgerKind.DEVICE_CHANGED
    assert last.detail == {"changes": {"model": ["甲型", "乙型"]}}


async def test_nothing_changed_is_no_event(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    device_id = await registered(session, keeper, town)

    await change(session, keeper, device_id, FACTS, NOW)

    assert len(await history_of(session, device_id)) == 1


async def test_a_checker_knows_the_device_and_may_not_change_it(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    device_id = await registered(session, keeper, town)

    outcome = await change(session, town.zhao, device_id, FACTS, NOW)

    assert outcome is not None
    assert not outcome.allowed
    assert (await history_of(session, device_id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_stranger_finds_nothing_to_change(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    device_id = await registered(session, keeper, town)

    with pytest.raises(NotFoundError):
        await change(session, town.qian, device_id, FACTS, NOW)


async def test_a_number_cannot_be_changed_into_another_devices(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    device_id = await registered(session, keeper, town)

    with pytest.raises(InvalidInputError, match="已用于"):
        await change(session, keeper, device_id, replace(FACTS, device_no="RZ-0001"), NOW)


async def keeper_of_both(session: AsyncSession, town: Town) -> Actor:
    keeper = await hire(session, town, "both", Role.DEVICE_KEEPER)
    held = (*keeper.assignments, Assignment(town.agency, Role.DEVICE_KEEPER))
    return Actor(ActorKind.PERSON, keeper.id, town.brigade, assignments=held)


async def test_a_transfer_moves_the_device_and_is_written(
    session: AsyncSession, town: Town
) -> None:
    keeper = await keeper_of_both(session, town)
    device_id = await equip(session, town.brigade)

    outcome = await transfer(
        session, keeper, device_id, to_unit_id=town.agency, reason="机关使用", now=NOW
    )

    assert outcome is None
    assert (await session.get_one(Device, device_id)).unit_id == town.agency
    last = (await history_of(session, device_id))[-1]
    assert last.kind is LedgerKind.DEVICE_TRANSFERRED
    assert last.detail["from_unit"] == str(town.brigade)
    assert last.detail["to_unit"] == str(town.agency)


async def test_a_device_that_somebody_holds_stays(session: AsyncSession, town: Town) -> None:
    keeper = await keeper_of_both(session, town)
    device_id = await equip(session, town.brigade)
    await hold(session, device_id, town.chen)

    with pytest.raises(ConflictError, match="请先办理收回"):
        await transfer(
            session, keeper, device_id, to_unit_id=town.agency, reason="机关使用", now=NOW
        )


async def test_nobody_gives_a_device_to_a_unit_they_do_not_keep(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    device_id = await equip(session, town.brigade)

    outcome = await transfer(
        session, keeper, device_id, to_unit_id=town.stranger_agency, reason="借出", now=NOW
    )

    assert outcome is not None
    assert not outcome.allowed
    assert (await session.get_one(Device, device_id)).unit_id == town.brigade


async def test_a_device_is_not_transferred_to_where_it_is(
    session: AsyncSession, town: Town, keeper: Actor
) -> None:
    device_id = await equip(session, town.brigade)
    later = NOW + timedelta(minutes=1)

    with pytest.raises(InvalidInputError, match="已经属于这个单位"):
        await transfer(
            session, keeper, device_id, to_unit_id=town.brigade, reason="误选", now=later
        )
