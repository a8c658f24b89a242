"""The device ledger as a list, and the page of one device."""

import pytest

from app import ids
from tests.routers.conftest import House


async def test_a_device_is_listed_with_kind_state_and_unit(house: House) -> None:
    browser = await house.visit("liu")

    page = (await browser.get("/devices")).text

    assert "RZ-0001" in page
    assert "执法记录仪" in page
    assert "水政监察大队" in page
    assert "可用" in page
    assert "JX-0001" not in page


async def test_an_officer_without_a_device_sees_an_empty_list(house: House) -> None:
    browser = await house.visit("chen")

    page = (await browser.get("/devices")).text

    assert "这里还没有设备" in page


async def test_filters_that_match_nothing_offer_the_way_back(house: House) -> None:
    browser = await house.visit("liu")

    page = (await browser.get("/devices?kind=camcorder&year=20x6")).text

    assert "没有符合条件的设备" in page
    assert "预算年度没有写成四位数字" in page


async def test_the_page_of_a_device_shows_what_is_registered(house: House) -> None:
    browser = await house.visit("liu")

    page = (await browser.get(f"/devices/{house.town.terminal.id}")).text

    assert "登记信息" in page
    assert "RZ-0001" in page
    assert "登记设备" in page


@pytest.mark.parametrize("username", ["chen", "zhou", "wu", "qian"])
async def test_a_device_out_of_reach_looks_like_none(house: House, username: str) -> None:
    browser = await house.visit(username)

    theirs = await browser.get(f"/devices/{house.town.terminal.id}")
    nothing = await browser.get(f"/devices/{ids.new_id()}")

    assert (theirs.status_code, nothing.status_code) == (404, 404)


async def test_nobody_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().get("/devices")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
