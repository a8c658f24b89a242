import asyncio

import httpx
import pytest

from app.ledger.kinds import LedgerKind
from tests.routers.conftest import House
from tests.world import PASSWORD

WRONG = {"username": "liu", "password": "wrong"}


async def test_the_right_password_opens_the_wanted_page(house: House) -> None:
    browser = house.stranger()

    answer = await browser.post(
        "/sign-in", data={"username": "liu", "password": PASSWORD, "next": "/inbox?state=damaged"}
    )

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/inbox?state=damaged"
    assert (await browser.get("/inbox")).status_code == 200


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    browser = house.stranger()

    answer = await browser.post("/sign-in", data={"username": "liu", "password": PASSWORD})

    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie


async def test_a_next_address_elsewhere_is_not_followed(house: House) -> None:
    browser = house.stranger()

    answer = await browser.post(
        "/sign-in", data={"username": "liu", "password": PASSWORD, "next": "//example.org/"}
    )

    assert answer.headers["Location"] == "/"


async def test_htmx_follows_a_next_address_in_chinese(house: House) -> None:
    browser = house.stranger()
    form = {"username": "liu", "password": PASSWORD, "next": "/inbox?name=河道"}

    answer = await browser.post("/sign-in", data=form, headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == "/inbox?name=%E6%B2%B3%E9%81%93"


@pytest.mark.parametrize("username", ["liu", "nobody-of-this-name"])
async def test_a_refusal_does_not_say_whether_the_name_exists(house: House, username: str) -> None:
    browser = house.stranger()

    answer = await browser.post("/sign-in", data={"username": username, "password": "wrong"})

    assert answer.status_code == 422
    assert "用户名或密码不正确" in answer.text
    assert "错误：登录" in answer.text


async def test_what_was_typed_is_kept_except_the_password(house: House) -> None:
    browser = house.stranger()

    answer = await browser.post("/sign-in", data=WRONG | {"next": "/inbox"})

    assert 'value="liu"' in answer.text
    assert 'value="/inbox"' in answer.text
    assert "wrong" not in answer.text


async def test_empty_fields_are_named(house: House) -> None:
    browser = house.stranger()

    answer = await browser.post("/sign-in", data={"username": "", "password": ""})

    assert answer.status_code == 422
    assert "请输入用户名。" in answer.text
    assert "请输入密码。" in answer.text


async def test_repeated_failures_have_to_wait_and_are_told_how_long(house: House) -> None:
    browser = house.stranger()
    for _ in range(6):
        await browser.post("/sign-in", data=WRONG)

    answer = await browser.post("/sign-in", data=WRONG)

    assert answer.status_code == 429
    assert "后重试" in answer.text
    assert int(answer.headers["Retry-After"]) > 0


async def test_signing_out_ends_the_session_on_the_server_too(house: House) -> None:
    browser = await house.visit("liu")
    cookies = dict(browser.cookies)

    answer = await browser.post("/sign-out")

    assert answer.headers["Location"] == "/sign-in"
    thief = house.stranger()
    thief.cookies.update(cookies)
    assert (await thief.get("/")).status_code == 303


async def test_signing_out_twice_does_no_harm(house: House) -> None:
    browser = house.stranger()

    answer = await browser.post("/sign-out")

    assert answer.status_code == 303


async def test_a_session_ends_when_nobody_does_anything(house: House) -> None:
    browser = await house.visit("liu")
    house.clock.advance(minutes=31)

    answer = await browser.get("/inbox")

    assert answer.status_code == 303


async def test_an_open_page_alone_does_not_keep_a_session(house: House) -> None:
    browser = await house.visit("liu")
    house.clock.advance(minutes=20)
    await browser.get("/inbox", headers={"Liuhen-Background": "1"})
    house.clock.advance(minutes=20)

    answer = await browser.get("/inbox")

    assert answer.status_code == 303


async def test_sign_ins_and_refusals_are_in_the_ledger(house: House) -> None:
    browser = house.stranger()
    await browser.post("/sign-in", data=WRONG)
    await browser.post("/sign-in", data={"username": "liu", "password": PASSWORD})
    assert house.town.liu.id is not None

    kinds = [line.kind for line in await house.history(house.town.liu.id)]

    assert kinds[-2:] == [LedgerKind.SESSION_REFUSED, LedgerKind.SESSION_STARTED]


async def test_after_the_idle_end_one_comes_back_to_the_same_page(house: House) -> None:
    browser = await house.visit("liu")
    house.clock.advance(minutes=31)

    entrance = await browser.get("/inbox?state=damaged", follow_redirects=True)

    assert "您的登录已经结束，请重新登录。" in entrance.text
    assert 'name="next" value="/inbox?state=damaged"' in entrance.text


async def test_a_flood_of_sign_ins_leaves_the_house_open(house: House) -> None:
    browser = await house.visit("liu")
    strangers = [house.stranger() for _ in range(40)]

    async def guess(number: int, stranger: httpx.AsyncClient) -> int:
        form = {"username": f"nobody{number}", "password": "wrong"}
        return (await stranger.post("/sign-in", data=form)).status_code

    flood = asyncio.gather(*(guess(*pair) for pair in enumerate(strangers)))
    page = await browser.get("/account")
    answers = await flood

    assert page.status_code == 200
    assert set(answers) <= {422, 429, 503}
