import httpx
from fastapi import Request

from app.people.sessions import revoke_sessions
from app.routers.deps import identify
from app.routers.inbox_stream import news_for, stream_inbox
from tests.routers.conftest import House
from tests.routers.evidence import received


def request_of(house: House, browser: httpx.AsyncClient) -> Request:
    """What the stream's door sees of this browser."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    agent = browser.headers["user-agent"].encode()
    headers = [(b"cookie", cookie.encode()), (b"user-agent", agent)]
    return Request({"type": "http", "method": "GET", "headers": headers, "app": house.app})


async def test_a_stream_ends_with_its_session_although_nothing_happens(house: House) -> None:
    browser = await house.visit("liu")
    request = request_of(house, browser)
    async with house.sessions() as session, session.begin():
        actor = await identify(request, session, house.clock.now)
        await revoke_sessions(session, actor, house.clock.now)

    news = [it async for it in news_for(request, house.resources, None, recheck_seconds=0.01)]

    assert news == []


async def test_a_stream_that_opens_itself_again_does_not_keep_a_session(house: House) -> None:
    browser = await house.visit("liu")
    house.clock.advance(minutes=20)
    async with house.sessions() as session, session.begin():
        await stream_inbox(request_of(house, browser), session, house.clock.now)
    house.clock.advance(minutes=20)

    answer = await browser.get("/account")

    assert answer.headers["Location"].startswith("/sign-in")


async def test_what_arrives_before_anybody_listens_is_told_at_once(house: House) -> None:
    browser = await house.visit("liu")
    before = await received(house)
    await received(house, file_name="2.mp4")
    await received(house, file_name="3.mp4")

    news = news_for(request_of(house, browser), house.resources, before)
    told = await anext(news)
    await news.aclose()

    assert (told.event, told.data) == ("arrived", "新到 2 件")
