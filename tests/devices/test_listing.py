"""The ledger of devices: narrowed, paged by key, and exactly as wide as the rule (P13)."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.devices.listing import DeviceFilter, DeviceRow, list_devices
from app.devices.registry import DeviceFacts, add_device
from app.packs.load import read_pack
from app.people.authority import extent_of
from app.policy.actor import ANONYMOUS, WORKER, Actor, Assignment
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.grounds import Thing
from app.policy.vocabulary import DeviceKind, DeviceState, Role
from tests.devices.people import hire, hold
from tests.world import NOW, Settled, Town, sessions_on

UNITS = st.sampled_from(["agency", "brigade", "stranger_agency"])
PEOPLE = st.sampled_from(["liu", "chen", "zhao", "sun", "zhou", "wu", "qian"])


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    units=st.lists(UNITS, min_size=1, max_size=4),
    holders=st.lists(st.none() | PEOPLE, min_size=4, max_size=4),
    reader=PEOPLE | st.just("terminal"),
    extra=st.lists(st.tuples(UNITS, st.sampled_from(list(Role))), max_size=3),
)
async def test_the_list_shows_exactly_what_the_rule_allows(
    engine: AsyncEngine,
    settled: Settled,
    *,
    units: list[str],
    holders: list[str | None],
    reader: str,
    extra: list[tuple[str, Role]],
) -> None:
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            things = await register_all(session, town, units, holders)
            base: Actor = getattr(town, reader)
            held = tuple(Assignment(getattr(town, unit), role) for unit, role in extra)
            actor = replace(base, assignments=base.assignments + held)
            extent = await extent_of(session, actor, Act.DEVICE_KNOW)
            listed = {row.id for row in (await list_devices(session, actor, extent, ALL)).rows}
        await outer.rollback()
    pack = read_pack("ruzhou")
    allowed = {
        thing.device_id
        for thing in things
        if authorise(actor, Act.DEVICE_KNOW, thing, pack).allowed
    }

    assert listed & {thing.device_id for thing in things} == allowed


async def register_all(
    session: AsyncSession, town: Town, units: list[str], holders: list[str | None]
) -> list[Thing]:
    above = {
        "agency": frozenset(),
        "brigade": frozenset({town.agency}),
        "stranger_agency": frozenset(),
    }
    things = []
    for number, (unit, holder) in enumerate(zip(units, holders, strict=False)):
        facts = DeviceFacts(device_no=f"P-{number}", kind=DeviceKind.CAMCORDER)
        device = await add_device(session, WORKER, getattr(town, unit), facts, NOW)
        person: Actor | None = getattr(town, holder) if holder else None
        if person is not None:
            await hold(session, device, person)
        things.append(
            Thing(
                getattr(town, unit),
                above[unit],
                person_id=person.id if person else None,
                device_id=device,
            )
        )
    return things


ALL = DeviceFilter()


@pytest.fixture
async def keeper(session: AsyncSession, town: Town) -> Actor:
    """The keeper of a register of five: RZ-0001 and A-0 to A-3, of which Chen holds A-0."""
    for number in range(4):
        facts = DeviceFacts(
            device_no=f"A-{number}",
            kind=DeviceKind.CAMCORDER if number else DeviceKind.STILL_CAMERA,
            model="高原%型" if number == 1 else "",
            budget_year=2024 + number % 2,
        )
        device = await add_device(session, WORKER, town.brigade, facts, NOW)
        if number == 0:
            await hold(session, device, town.chen)
    return await hire(session, town, "xu", Role.DEVICE_KEEPER)


async def listed(session: AsyncSession, actor: Actor, wanted: DeviceFilter) -> list[DeviceRow]:
    extent = await extent_of(session, actor, Act.DEVICE_KNOW)
    return list((await list_devices(session, actor, extent, wanted)).rows)


FILTERS = {
    "kind": (DeviceFilter(kind=DeviceKind.STILL_CAMERA), "A-0"),
    "state": (DeviceFilter(state=DeviceState.LOST), ""),
    "year": (DeviceFilter(budget_year=2025), "A-1 A-3"),
    "held": (DeviceFilter(is_held=True), "A-0"),
    "in stock": (DeviceFilter(is_held=False), "A-1 A-2 A-3 RZ-0001"),
    "a part of the number": (DeviceFilter(text="rz-"), "RZ-0001"),
    "a sign with a meaning of its own": (DeviceFilter(text="%"), "A-1"),
}


@pytest.mark.parametrize(("wanted", "numbers"), FILTERS.values(), ids=FILTERS.keys())
async def test_a_filter_narrows(
    session: AsyncSession, keeper: Actor, wanted: DeviceFilter, numbers: str
) -> None:
    rows = await listed(session, keeper, wanted)

    assert [row.device_no for row in rows] == numbers.split()


async def test_the_holder_is_named(session: AsyncSession, keeper: Actor) -> None:
    rows = await listed(session, keeper, DeviceFilter(is_held=True))

    assert [row.holder_name for row in rows] == ["陈立"]


async def test_pages_are_turned_both_ways(session: AsyncSession, keeper: Actor) -> None:
    extent = await extent_of(session, keeper, Act.DEVICE_KNOW)

    first = await list_devices(session, keeper, extent, ALL, limit=2)
    second = await list_devices(session, keeper, extent, ALL, after=first.after or "", limit=2)
    back = await list_devices(session, keeper, extent, ALL, before=second.before or "", limit=2)

    assert [row.device_no for row in first.rows] == ["A-0", "A-1"]
    assert first.before is None
    assert [row.device_no for row in second.rows] == ["A-2", "A-3"]
    assert back.rows == first.rows


async def test_nobody_sees_nothing(session: AsyncSession, town: Town) -> None:
    extent = await extent_of(session, ANONYMOUS, Act.DEVICE_KNOW)

    assert (await list_devices(session, ANONYMOUS, extent, ALL)).rows == ()
    assert town.terminal.id is not None
