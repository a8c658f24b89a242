"""Viewing in place in a real browser: on a phone, in full screen, and in the reading room."""

import re
from dataclasses import replace
from uuid import UUID

from playwright.async_api import expect

from app.models import AccessPermit
from app.policy.law_words import Requester, Scope
from tests.access import desk, sitting
from tests.access.shelf import kept_paper, kept_recording
from tests.browser.conftest import DESK, PHONE, Desk, Hall, Windows, launched, whole_browser
from tests.cases.office import open_sand_case
from tests.papers import files

SECRET = "room"
PLAYED = re.compile(r"[1-9]")
"""What the clock of a player shows once something has been on the screen."""
TABLET = {"width": 1024, "height": 768}


async def test_a_handler_watches_on_a_phone_and_a_lawyer_at_the_reading_terminal(
    hall: Hall, clip: bytes
) -> None:
    """One walk, in a whole browser, because its engine alone has no screen to fill."""
    own, visit = await granted(hall, clip)
    async with launched(whole_browser()) as browser:
        whole = replace(hall, windows=Windows(browser, hall.url))
        await an_officer_watches(whole, own)
        await a_lawyer_reads(whole, visit)
        await the_administrator_keeps_the_room(whole)


async def granted(hall: Hall, clip: bytes) -> tuple[AccessPermit, AccessPermit]:
    """Return Chen's permit for her case, and that of the other side's lawyer."""
    town, store = hall.house.town, hall.house.resources.store
    async with hall.house.sessions() as session, session.begin():
        case = await open_sand_case(session, town)
        picture = files.picture("JPEG")
        recording = await kept_recording(session, store, town, clip, picture=picture)
        await desk.link(session, town, recording, case)
        paper = await kept_paper(session, store, town, case, files.pdf("Decision", pages=2))
        own = await sitting.permitted(
            session, town, case_id=case, recordings=[recording], documents=[paper]
        )
        visit = await sitting.permitted(
            session,
            town,
            requester=Requester.LAWYER,
            limit=Scope.CONCLUDING,
            case_id=case,
            recordings=[recording],
            documents=[paper],
        )
        await sitting.terminal_in(session, town)
    return own, visit


async def items(hall: Hall, permit: AccessPermit) -> list[UUID]:
    async with hall.house.sessions() as session:
        return await sitting.items_of(session, permit)


async def an_officer_watches(hall: Hall, permit: AccessPermit) -> None:
    officer = await hall.desk(PHONE, fresh=True)
    await officer.sign_in("chen")
    await officer.open(f"/access/{permit.request_id}/viewings")
    await officer.look("viewing-begin")
    await officer.page.get_by_role("button", name="开始查阅").click()
    await officer.page.get_by_role("button", name="结束查阅").wait_for()
    recording, paper = await items(hall, permit)
    address = officer.page.url.removeprefix(officer.url)
    await officer.open(f"{address}?item={paper}")
    await officer.look("viewing-paper")
    await officer.open(f"{address}?item={recording}")
    await officer.look("viewing-video")
    await the_whole_player_is_on_the_screen(officer)

    await plays_with_the_mark_in_full_screen(officer)
    await revoke(hall, permit)
    await officer.page.evaluate("dispatchEvent(new Event('pagehide'))")

    await expect(officer.page.get_by_role("alert")).to_contain_text("准予查阅已经收回")
    await expect(officer.page.get_by_text("准予查阅至")).to_have_count(0)
    await expect(officer.page.get_by_role("navigation", name="准予查阅的内容")).to_have_count(0)
    assert await officer.page.locator("video").count() == 0
    await officer.look("viewing-stopped", expecting="403")
    async with hall.house.sessions() as session:
        viewing = await sitting.viewing_of(session, permit.id)
    ((start, stop),) = viewing.spans[str(recording)]
    assert 0 <= start < stop <= 2000


async def the_whole_player_is_on_the_screen(officer: Desk) -> None:
    """Picture, controls and the slider for skimming, without scrolling."""
    await officer.page.locator("storyboard-scrub.is-ready").wait_for()
    for size in (DESK, TABLET, PHONE):
        await officer.page.set_viewport_size(size)  # type: ignore[arg-type]
        for part in ("video", ".player__bar", "storyboard-scrub"):
            await expect(officer.page.locator(part)).to_be_in_viewport(ratio=1)


async def plays_with_the_mark_in_full_screen(officer: Desk) -> None:
    page = officer.page
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    async with page.expect_response("**/spans") as told:
        await page.get_by_role("button", name="播放", exact=True).click()
        await expect(page.locator("[data-show=now]")).to_have_text(PLAYED)
    assert (await told.value).ok
    await page.get_by_role("button", name="全屏").click()
    await page.wait_for_function("document.fullscreenElement")
    inside = await page.evaluate(
        "document.fullscreenElement.querySelector('.player__watermark').textContent"
    )
    assert "陈立 水政监察大队" in inside
    await page.evaluate("document.exitFullscreen()")
    await expect(page.get_by_role("button", name="播放", exact=True)).to_be_visible()
    async with page.expect_response("**/spans") as told:
        await page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert (await told.value).ok


async def a_lawyer_reads(hall: Hall, permit: AccessPermit) -> None:
    lawyer = await hall.desk(fresh=True)
    await lawyer.page.context.add_cookies(
        [{"name": "liuhen-room", "value": SECRET, "url": lawyer.url}]
    )
    await lawyer.open("/reading-room")
    await lawyer.look("room-waiting")
    keeper = await hall.desk(fresh=True)
    await keeper.sign_in("liu")
    await keeper.open(f"/access/{permit.request_id}/viewings")
    await keeper.look("visit-begin")

    await keeper.page.get_by_role("button", name="在这台终端上打开").click()

    await lawyer.page.get_by_role("button", name="结束查阅").wait_for()
    _, paper = await items(hall, permit)
    await lawyer.open(f"/reading-room?item={paper}")
    await lawyer.look("room-paper")
    await expect(lawyer.page.locator(".player__watermark").first).to_contain_text("何律师")
    await lawyer.page.get_by_role("link", name="录像").click()
    await lawyer.page.get_by_role("button", name="播放", exact=True).click()
    await expect(lawyer.page.locator("[data-show=now]")).to_have_text(PLAYED)
    # A browser says so again after each wait for bytes; nothing was left out meanwhile.
    await lawyer.page.locator("video").dispatch_event("playing")
    await lawyer.page.get_by_role("button", name="结束查阅").click()
    await lawyer.page.get_by_role("heading", name="请稍候").wait_for()
    await lawyer.watch.is_clean()
    async with hall.house.sessions() as session:
        viewing = await sitting.viewing_of(session, permit.id)
    recording, _ = await items(hall, permit)
    ((start, stop),) = viewing.spans[str(recording)]
    assert 0 <= start < stop <= 2000


async def the_administrator_keeps_the_room(hall: Hall) -> None:
    administrator = await hall.desk(fresh=True)
    await administrator.sign_in("sun")
    await administrator.open("/reading-terminals")
    await administrator.look("reading-terminals")


async def revoke(hall: Hall, permit: AccessPermit) -> None:
    async with hall.house.sessions() as session, session.begin():
        await sitting.revoke(session, hall.house.town, permit)
