"""A case without a main handler: who is told, and what puts it right."""

import pytest

from app.policy.case_words import CaseState
from tests.routers.casework import case_in, colleague_of_chen, sand_case_of
from tests.routers.conftest import House


async def leave_of_chen(house: House) -> None:
    zhou = await house.visit("zhou")
    chen = house.town.chen.id
    answer = await zhou.post(
        f"/people/{chen}/departure", data={"until": "2026-11-21", "why": "调出"}
    )
    assert answer.headers["location"] == f"/people/{chen}"


@pytest.mark.parametrize(
    ("who", "words"),
    [("liu", "请用“确定主办人”"), ("zhao", "由承办人或者资料保管人员尽快确定")],
)
async def test_the_page_asks_for_a_main_handler_once_the_last_has_left(
    house: House, who: str, words: str
) -> None:
    case_id = await sand_case_of(house)
    browser = await house.visit(who)
    before = (await browser.get(f"/cases/{case_id}")).text
    await leave_of_chen(house)

    page = (await browser.get(f"/cases/{case_id}")).text

    assert "没有主办人" not in before
    assert "本案现在没有主办人" in page
    assert words in page
    assert "承办人退出案件：离任" in page


async def test_a_case_that_lost_its_main_handler_gets_another(house: House) -> None:
    case_id = await sand_case_of(house)
    guo = await colleague_of_chen(house)
    await leave_of_chen(house)
    liu = await house.visit("liu")

    form = (await liu.get(f"/cases/{case_id}/handlers/main")).text
    answer = await liu.post(
        f"/cases/{case_id}/handlers/main", data={"person": str(guo), "revision": "2"}
    )

    assert "<h1>确定主办人</h1>" in form
    assert answer.status_code == 303
    assert "没有主办人" not in (await liu.get(f"/cases/{case_id}")).text


@pytest.mark.parametrize("address", ["/", "/cases"])
async def test_whoever_may_name_a_main_handler_is_led_to_the_cases_that_lack_one(
    house: House, address: str
) -> None:
    await sand_case_of(house)
    liu = await house.visit("liu")
    before = (await liu.get(address)).text
    await leave_of_chen(house)

    page = (await liu.get(address)).text

    assert "handled=nobody" not in before.replace('value="nobody"', "")
    assert 'href="/cases?handled=nobody"' in page
    found = (await liu.get("/cases?handled=nobody")).text
    assert "李大山未经许可在北汝河采砂案" in found


@pytest.mark.parametrize("who", ["zhao", "qian", "sun"])
async def test_whoever_may_name_nobody_is_not_asked_to(house: House, who: str) -> None:
    await sand_case_of(house)
    await leave_of_chen(house)
    browser = await house.visit(who)

    assert 'href="/cases?handled=nobody"' not in (await browser.get("/")).text
    assert 'href="/cases?handled=nobody"' not in (await browser.get("/cases")).text


async def test_a_closed_case_asks_for_no_main_handler(house: House) -> None:
    await case_in(house, CaseState.CLOSED)
    await leave_of_chen(house)
    liu = await house.visit("liu")

    assert 'href="/cases?handled=nobody"' not in (await liu.get("/cases")).text


async def test_nobody_is_found_as_the_handler_of_a_case_any_more_once_they_have_left(
    house: House,
) -> None:
    """At once, and not when the index is next gone through."""
    case_id = await sand_case_of(house)
    liu = await house.visit("liu")
    address = "/search?q=%E9%99%88%E7%AB%8B"
    before = (await liu.get(address)).text
    await leave_of_chen(house)

    after = (await liu.get(address)).text

    assert f'href="/cases/{case_id}"' in before
    assert f'href="/cases/{case_id}"' not in after
