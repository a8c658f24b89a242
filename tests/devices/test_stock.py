"""What a scanner typed, what lies in stock and what is out."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.stock import desk_of, devices_in_stock, devices_out, find_scanned
from app.errors import NotFoundError
from app.models import Device
from app.policy.vocabulary import DeviceKind, DeviceState
from tests.devices.holders import (
    add_device,
    camera_of,
    give,
    hire_keeper,
    hire_officer,
    qualify,
)
from tests.world import Town


def full_width(text: str) -> str:
    """Return what a scanner types while a Chinese input method is on."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@pytest.mark.parametrize(
    "typed",
    [
        "RZ-0001",
        "  rz-0001 ",
        full_width("RZ-0001"),
        "k7m2q9abh",
        "K7M2-Q9AB-H",
        full_width("K7M2-Q9AB-H"),
        "https://liuhen.example/d/K7M2Q9ABH",
        "https://liuhen.example/d/k7m2q9abh/",
    ],
)
async def test_a_scanner_may_type_the_number_the_code_or_the_address(
    session: AsyncSession, town: Town, typed: str
) -> None:
    device = await session.get_one(Device, camera_of(town))
    device.label_code = "K7M2Q9ABH"
    await session.flush()
    keeper = await hire_keeper(session, town)

    assert (await find_scanned(session, keeper, typed)).id == camera_of(town)


@pytest.mark.parametrize("typed", ["JX-0001", "RZ-9999", "%", "/d/", "\N{PILE OF POO}" * 50])
async def test_what_is_not_ours_is_not_found(session: AsyncSession, town: Town, typed: str) -> None:
    keeper = await hire_keeper(session, town)

    with pytest.raises(NotFoundError):
        await find_scanned(session, keeper, typed)


async def test_the_desk_lists_what_can_be_issued_and_what_is_out(
    session: AsyncSession, town: Town
) -> None:
    await qualify(session, town.chen)
    keeper = await hire_keeper(session, town)
    await give(session, keeper, camera_of(town), town.chen)
    await add_device(session, town.brigade, "RZ-0002")
    await add_device(session, town.brigade, "RZ-CJZ-1", DeviceKind.DOCK_STATION)
    broken = await session.get_one(Device, await add_device(session, town.brigade, "RZ-0003"))
    broken.state = DeviceState.FAULTY.value
    await session.flush()
    extent = await desk_of(session, keeper)

    stock = await devices_in_stock(session, keeper, extent)
    out = await devices_out(session, keeper, extent)

    assert [line.device_no for line in stock] == ["RZ-0002"]
    assert [(line.device_no, line.holder_name) for line in out] == [("RZ-0001", "陈立")]


async def test_an_officer_sees_at_the_desk_only_what_they_hold(
    session: AsyncSession, town: Town
) -> None:
    await qualify(session, town.chen)
    keeper, ma = await hire_keeper(session, town), await hire_officer(session, town)
    await give(session, keeper, camera_of(town), town.chen)
    await give(session, keeper, await add_device(session, town.brigade, "RZ-0002"), ma)
    extent = await desk_of(session, town.chen)

    assert await devices_in_stock(session, town.chen, extent) == ()
    out = await devices_out(session, town.chen, extent)
    assert [line.device_no for line in out] == ["RZ-0001"]
