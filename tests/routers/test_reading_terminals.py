"""The page of the reading terminals: this browser is enrolled, kept and retired."""

from sqlalchemy import select

from app import ids
from app.models import ReadingTerminal
from tests.routers.conftest import House
from tests.routers.factors import with_settings

NEW = {"name": "阅览室1号", "networks": "127.0.0.0/24"}


async def terminals(house: House) -> list[ReadingTerminal]:
    async with house.sessions() as session:
        return list(await session.scalars(select(ReadingTerminal)))


async def test_the_browser_that_is_enrolled_becomes_the_reading_room(house: House) -> None:
    browser = await house.visit("sun")
    await browser.get("/reading-terminals")

    enrolled = await browser.post(
        "/reading-terminals", data={**NEW, "unit": str(house.town.brigade)}
    )

    cookie = enrolled.headers["Set-Cookie"]
    page = (await browser.get("/reading-terminals")).text
    await browser.post("/sign-out")
    room = await browser.get("/reading-room")
    assert enrolled.status_code == 303
    assert cookie.startswith("liuhen-room=")
    assert "HttpOnly" in cookie
    assert "已经登记为“阅览室1号”" in page
    assert "请稍候" in room.text
    assert "liuhen-room=" in room.headers["Set-Cookie"]


async def test_its_cookie_opens_nothing_in_another_browser(house: House) -> None:
    browser = await house.visit("sun")
    await browser.post("/reading-terminals", data={**NEW, "unit": str(house.town.brigade)})
    await browser.post("/sign-out")

    room = await browser.get("/reading-room", headers={"User-Agent": "curl/8.0"})

    assert "这不是登记这台阅览终端时使用的浏览器" in room.text
    assert "请稍候" not in room.text


async def test_over_https_the_cookie_is_bound_to_the_host(house: House) -> None:
    browser = await house.visit("sun")
    with_settings(house, public_url="https://liuhen.example")
    session = browser.cookies["liuhen"]
    headers = {"Cookie": f"__Host-liuhen={session}"}

    answer = await browser.post(
        "/reading-terminals", data={**NEW, "unit": str(house.town.brigade)}, headers=headers
    )

    assert answer.headers["Set-Cookie"].startswith("__Host-liuhen-room=")
    assert "Secure" in answer.headers["Set-Cookie"]


WRONG = {
    "请选择阅览室所属的单位": {"unit": ""},
    "起一个名称": {"name": ""},
    "不是网络地址": {"networks": "阅览室一楼"},
    "127.0.0.1，不在所填的网段之内": {"networks": "10.9.9.0/24"},
}
"""What is told of which mistake."""


async def test_what_is_wrong_is_told_and_what_was_typed_stays(house: House) -> None:
    browser = await house.visit("sun")
    said = [{**NEW, "unit": str(house.town.brigade), **typed} for typed in WRONG.values()]

    answers = [await browser.post("/reading-terminals", data=each) for each in said]

    assert {answer.status_code for answer in answers} == {422}
    shown = zip(answers, WRONG, said, strict=True)
    assert all(told in page.text and each["networks"] in page.text for page, told, each in shown)
    assert await terminals(house) == []


async def test_networks_are_changed_and_a_terminal_is_retired(house: House) -> None:
    browser = await house.visit("sun")
    await browser.post("/reading-terminals", data={**NEW, "unit": str(house.town.brigade)})
    (row,) = await terminals(house)
    address = f"/reading-terminals/{row.id}"

    wrong = await browser.post(address, data={"networks": "0.0.0.0/0"})
    changed = await browser.post(address, data={"networks": "10.1.2.0/24"})
    retired = await browser.post(f"{address}/retirement")

    assert wrong.status_code == 422
    assert "太大" in wrong.text
    assert "0.0.0.0/0" in wrong.text
    assert (changed.status_code, retired.status_code) == (303, 303)
    (row,) = await terminals(house)
    assert (row.networks, row.retired_at) == (["10.1.2.0/24"], house.clock.now)
    assert "没有登记为阅览终端" in (await house.stranger().get("/reading-room")).text


async def test_a_keeper_is_refused_with_the_article(house: House) -> None:
    browser = await house.visit("liu")

    answers = [
        await browser.get("/reading-terminals"),
        await browser.post("/reading-terminals", data={**NEW, "unit": str(house.town.brigade)}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "第四条" in answers[0].text


async def test_a_unit_of_others_is_answered_like_one_that_never_was(house: House) -> None:
    browser = await house.visit("sun")

    foreign, nowhere = [
        await browser.post("/reading-terminals", data={**NEW, "unit": str(unit)})
        for unit in (house.town.stranger_agency, ids.new_id())
    ]

    assert foreign.status_code == nowhere.status_code == 404
    assert await terminals(house) == []
