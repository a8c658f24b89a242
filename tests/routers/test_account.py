import re

from tests.routers.conftest import House


async def test_a_person_sees_who_they_are_and_where_they_are_signed_in(house: House) -> None:
    browser = await house.visit("liu")

    page = (await browser.get("/account")).text

    assert "刘敏" in page
    assert "资料保管人员" in page
    assert "本次登录" in page


async def test_one_other_session_can_be_ended(house: House) -> None:
    left_behind = await house.visit("liu")
    house.clock.advance(minutes=5)
    browser = await house.visit("liu")
    page = (await browser.get("/account")).text
    _this, other = re.findall(r'action="(/account/sessions/[0-9a-f-]+/revocation)"', page)

    answer = await browser.post(other)

    assert answer.headers["Location"] == "/account"
    assert (await left_behind.get("/")).status_code == 303
    assert (await browser.get("/")).status_code == 200


async def test_all_sessions_can_be_ended_at_once(house: House) -> None:
    left_behind = await house.visit("liu")
    browser = await house.visit("liu")

    answer = await browser.post("/account/sessions/revocation")

    assert answer.headers["Location"] == "/sign-in"
    assert (await left_behind.get("/")).status_code == 303
    assert (await browser.get("/")).status_code == 303


async def test_nobody_can_end_somebody_elses_session(house: House) -> None:
    victim = await house.visit("liu")
    page = (await victim.get("/account")).text
    address = re.findall(r'action="(/account/sessions/[0-9a-f-]+/revocation)"', page)[0]
    browser = await house.visit("chen")

    await browser.post(address)

    assert (await victim.get("/")).status_code == 200


async def test_a_stranger_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().get("/account")

    assert answer.headers["Location"] == "/sign-in?next=%2Faccount"
