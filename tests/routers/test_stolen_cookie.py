"""A stolen cookie: refused in another browser, noted, and seen by the person it was stolen from."""

from app.ledger.kinds import LedgerKind
from tests.routers.conftest import House
from tests.routers.factors import with_settings
from tests.world import PASSWORD

THIEF = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36"


async def test_it_opens_nothing_in_another_browser(house: House) -> None:
    victim = await house.visit("liu")
    thief = house.stranger(**{"User-Agent": THIEF})
    thief.cookies.update(victim.cookies)

    answer = await thief.get("/inbox")

    assert answer.headers["Location"] == "/sign-in?next=%2Finbox"


async def test_the_session_ends_and_the_person_is_told(house: House) -> None:
    victim = await house.visit("liu")
    thief = house.stranger(**{"User-Agent": THIEF})
    thief.cookies.update(victim.cookies)
    await thief.get("/inbox")

    entrance = await victim.get("/inbox", follow_redirects=True)
    await victim.post("/sign-in", data={"username": "liu", "password": PASSWORD})
    page = (await victim.get("/account")).text

    assert "您的登录已经结束，请重新登录。" in entrance.text
    assert "登录凭证在别处使用，已退出" in page
    assert "登录凭证在别的浏览器使用" in page
    assert "Windows 电脑" in page


async def test_it_is_in_the_ledger_although_the_request_was_rolled_back(house: House) -> None:
    victim = await house.visit("liu")
    thief = house.stranger(**{"User-Agent": THIEF})
    thief.cookies.update(victim.cookies)

    await thief.get("/inbox")
    await thief.get("/inbox")

    assert house.town.liu.id is not None
    kinds = [line.kind for line in await house.history(house.town.liu.id)]
    assert kinds.count(LedgerKind.SESSION_COOKIE_REFUSED) == 1


async def test_it_does_not_upload_either(house: House) -> None:
    victim = await house.visit("liu")
    thief = house.stranger(**{"User-Agent": THIEF})
    thief.cookies.update(victim.cookies)

    answer = await thief.post("/files", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "1"})

    assert answer.status_code == 401


async def test_the_mark_of_a_known_browser_is_no_session(house: House) -> None:
    victim = await house.visit("liu")
    thief = house.stranger()
    thief.cookies.set("liuhen-known", victim.cookies["liuhen-known"])

    assert (await thief.get("/inbox")).status_code == 303


async def test_the_cookie_from_before_a_proof_is_worth_nothing_after_it(house: House) -> None:
    with_settings(house, reauth_minutes=0)
    victim = await house.visit("liu")
    stolen = dict(victim.cookies)

    await victim.post("/confirmation", data={"answer": PASSWORD, "next": "/"})

    thief = house.stranger()
    thief.cookies.update(stolen)
    assert (await thief.get("/inbox")).status_code == 303
    assert (await victim.get("/inbox")).status_code == 200


async def test_behind_https_both_cookies_are_bound_to_the_host(house: House) -> None:
    with_settings(house, public_url="https://liuhen.example.gov.cn")
    browser = house.stranger()

    answer = await browser.post("/sign-in", data={"username": "liu", "password": PASSWORD})

    cookies = answer.headers.get_list("set-cookie")
    names = [cookie.split("=", 1)[0] for cookie in cookies]
    assert names == ["__Host-liuhen", "__Host-liuhen-known"]
    assert all("; Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)
    assert "Max-Age=7776000" in cookies[1]
