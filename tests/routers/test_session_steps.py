"""The steps after the password, and that nothing else is open until the last one is done."""

import pytest

from app.ledger.kinds import LedgerKind
from tests.routers.conftest import House
from tests.routers.factors import (
    GOOD,
    code_of,
    codes_on,
    enrolled,
    enter,
    initial_password,
    keyed,
    secret_on,
    with_settings,
)
from tests.world import PASSWORD

__all__ = ["keyed"]
ROOMS = ["/", "/inbox", "/account", "/account/password", "/upload", "/ledger", "/confirmation"]
TWICE = {"new_password": GOOD, "new_password_again": GOOD}


async def test_the_second_step_leads_to_the_wanted_page(keyed: House) -> None:
    secret, _ = await enrolled(keyed, await keyed.visit("liu"))
    keyed.clock.advance(seconds=60)
    browser = keyed.stranger()

    first = await browser.post(
        "/sign-in", data={"username": "liu", "password": PASSWORD, "next": "/inbox?state=damaged"}
    )
    page = await browser.get(first.headers["Location"])
    form = {"code": code_of(secret, keyed.clock.now), "next": "/inbox?state=damaged"}
    second = await browser.post("/sign-in/code", data=form)

    assert first.headers["Location"] == "/sign-in/code?next=%2Finbox%3Fstate%3Ddamaged"
    assert 'autocomplete="one-time-code"' in page.text
    assert second.headers["Location"] == "/inbox?state=damaged"
    assert (await browser.get("/inbox")).status_code == 200


@pytest.mark.parametrize("room", ROOMS)
async def test_half_way_in_no_room_opens(keyed: House, room: str) -> None:
    await enrolled(keyed, await keyed.visit("liu"))
    browser = keyed.stranger()
    await enter(keyed, browser, "liu")

    answer = await browser.get(room)

    assert answer.headers["Location"].startswith("/sign-in?next=")
    entrance = await browser.get(answer.headers["Location"])
    assert entrance.headers["Location"].startswith("/sign-in/code?next=")


async def test_half_way_in_no_other_step_opens(keyed: House) -> None:
    await enrolled(keyed, await keyed.visit("liu"))
    browser = keyed.stranger()
    await enter(keyed, browser, "liu")

    answer = await browser.post("/sign-in/new-password", data=TWICE)

    assert answer.headers["Location"].startswith("/sign-in/code")


async def test_a_half_way_sign_in_ends_after_five_minutes(keyed: House) -> None:
    secret, _ = await enrolled(keyed, await keyed.visit("liu"))
    browser = keyed.stranger()
    await enter(keyed, browser, "liu")
    keyed.clock.advance(minutes=5)

    form = {"code": code_of(secret, keyed.clock.now), "next": "/inbox"}
    late = await browser.post("/sign-in/code", data=form)
    page = await browser.get(late.headers["Location"])

    assert late.headers["Location"] == "/sign-in?next=%2Finbox"
    assert "您的登录已经结束" in page.text
    assert 'value="/inbox"' in page.text


async def test_wrong_codes_are_told_and_then_have_to_wait(keyed: House) -> None:
    await enrolled(keyed, await keyed.visit("liu"))
    browser = keyed.stranger()
    await enter(keyed, browser, "liu")

    wrong = [await browser.post("/sign-in/code", data={"code": "000000"}) for _ in range(7)]

    assert [answer.status_code for answer in wrong] == [422] * 6 + [429]
    assert "动态口令或恢复码不正确" in wrong[0].text
    assert int(wrong[-1].headers["Retry-After"]) > 0
    assert keyed.town.liu.id is not None
    kinds = [line.kind for line in await keyed.history(keyed.town.liu.id)]
    assert kinds.count(LedgerKind.SECOND_FACTOR_REFUSED) == 7


async def test_a_code_that_was_used_is_said_to_be_used(keyed: House) -> None:
    secret, _ = await enrolled(keyed, await keyed.visit("liu"))
    browser = keyed.stranger()
    await enter(keyed, browser, "liu")

    answer = await browser.post("/sign-in/code", data={"code": code_of(secret, keyed.clock.now)})

    assert "已经用过一次" in answer.text


async def test_nothing_typed_is_asked_for(keyed: House) -> None:
    await enrolled(keyed, await keyed.visit("liu"))
    browser = keyed.stranger()
    await enter(keyed, browser, "liu")

    assert "请输入手机上的六位数字" in (await browser.post("/sign-in/code", data={})).text


async def test_one_can_leave_half_way(keyed: House) -> None:
    await enrolled(keyed, await keyed.visit("liu"))
    browser = keyed.stranger()
    await enter(keyed, browser, "liu")
    cookies = dict(browser.cookies)

    await browser.post("/sign-out")

    thief = keyed.stranger()
    thief.cookies.update(cookies)
    assert (await thief.get("/sign-in/code")).headers["Location"].startswith("/sign-in?")


async def test_a_half_way_cookie_in_another_browser_ends_too(keyed: House) -> None:
    await enrolled(keyed, await keyed.visit("liu"))
    browser = keyed.stranger()
    await enter(keyed, browser, "liu")
    thief = keyed.stranger(**{"User-Agent": "curl/8.0"})
    thief.cookies.update(browser.cookies)

    stolen = await thief.get("/sign-in/code")

    assert stolen.headers["Location"].startswith("/sign-in?")
    assert (await browser.get("/sign-in/code")).headers["Location"].startswith("/sign-in?")


async def test_an_initial_password_has_to_be_changed_first(house: House) -> None:
    initial = await initial_password(house, "liu")
    browser = house.stranger()

    first = await enter(house, browser, "liu", initial)
    room = await browser.get("/inbox")
    changed = await browser.post("/sign-in/new-password", data=TWICE | {"next": "/inbox"})

    assert first.headers["Location"] == "/sign-in/new-password?next=%2F"
    assert room.status_code == 303
    assert changed.headers["Location"] == "/inbox"
    assert (await browser.get("/inbox")).status_code == 200


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "请输入新密码。"),
        ({"new_password": GOOD, "new_password_again": "x"}, "两次输入的新密码不一致"),
        ({"new_password": "liu1", "new_password_again": "liu1"}, "至少需要 12 个"),
        ({"new_password": "liu1", "new_password_again": "liu1"}, "用户名或姓名"),
    ],
)
async def test_a_new_password_that_will_not_do_is_told_why(
    house: House, form: dict[str, str], words: str
) -> None:
    initial = await initial_password(house, "liu")
    browser = house.stranger()
    await enter(house, browser, "liu", initial)

    answer = await browser.post("/sign-in/new-password", data=form)

    assert answer.status_code == 422
    assert words in answer.text
    assert "liu1" not in answer.text


async def test_an_administrator_enrols_and_sees_the_recovery_codes_once(keyed: House) -> None:
    with_settings(keyed, totp_required_for="administrators")
    browser = keyed.stranger()

    first = await enter(keyed, browser, "zhou")
    secret = secret_on((await browser.get("/sign-in/second-factor")).text)
    wrong = await browser.post("/sign-in/second-factor", data={"code": "000000"})
    form = {"code": code_of(secret, keyed.clock.now)}
    shown = await browser.post("/sign-in/second-factor", data=form)

    assert first.headers["Location"] == "/sign-in/second-factor?next=%2F"
    assert wrong.status_code == 422
    assert secret_on(wrong.text) == secret
    assert len(codes_on(shown.text)) == 10
    assert shown.headers["Cache-Control"] == "no-store"
    assert (await browser.get("/account")).status_code == 200
    assert (await browser.get("/sign-in/second-factor")).status_code == 303


async def test_somebody_signed_in_is_led_past_the_steps(house: House) -> None:
    browser = await house.visit("liu")

    answer = await browser.get("/sign-in/code?next=/inbox", follow_redirects=True)

    assert answer.url.path == "/inbox"


async def test_the_secret_can_be_scanned_and_typed(keyed: House) -> None:
    page = (await (await keyed.visit("liu")).get("/account/second-factor")).text

    assert 'src="data:image/svg+xml;charset=utf-8,' in page
    assert len(secret_on(page)) == 32
