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


async def test_failures_against_the_account_are_shown_to_its_owner(house: House) -> None:
    stranger = house.stranger(**{"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"})
    await stranger.post("/sign-in", data={"username": "liu", "password": "wrong"})
    await stranger.post("/sign-in", data={"username": "chen", "password": "wrong"})

    page = (await (await house.visit("liu")).get("/account")).text

    assert page.count("登录被拒绝") == 1
    assert "Firefox 浏览器，Windows 电脑" in page


async def test_a_known_browser_can_be_forgotten_by_its_owner_only(house: House) -> None:
    browser, other = await house.visit("liu"), await house.visit("chen")
    page = (await browser.get("/account")).text
    [address] = re.findall(r'action="(/account/browsers/[0-9a-f-]+/revocation)"', page)

    await other.post(address)
    kept = (await browser.get("/account")).text
    answer = await browser.post(address)
    gone = (await browser.get("/account")).text

    assert address in kept
    assert answer.headers["Location"] == "/account"
    assert address not in gone
    assert "取消记住的浏览器" in gone


async def test_the_limits_of_the_sign_in_are_told(house: House) -> None:
    page = (await (await house.visit("liu")).get("/account")).text

    assert "还有 30 分钟自动退出" in page
    assert "2026-11-21 22:00" in page


async def test_shortly_before_the_end_every_page_warns(house: House) -> None:
    browser = await house.visit("liu")
    for _ in range(28):
        house.clock.advance(minutes=25)
        early = (await browser.get("/account")).text

    house.clock.advance(minutes=10)
    page = (await browser.get("/account")).text

    assert "本次登录已接近时限" not in early
    assert "10 分钟后自动退出" in page


async def test_without_a_key_the_second_factor_is_not_offered(house: House) -> None:
    browser = await house.visit("liu")

    page = (await browser.get("/account")).text
    answer = await browser.get("/account/second-factor")

    assert "系统没有设置保护动态口令的密钥" in page
    assert answer.status_code == 409


async def test_nothing_is_held_today(house: House) -> None:
    assert "没有领用记录" in (await (await house.visit("liu")).get("/account")).text
