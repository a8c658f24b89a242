from dataclasses import replace
from uuid import UUID

import pytest
from playwright.async_api import expect

from app.ledger.kinds import LedgerKind
from tests.browser.conftest import Desk, Hall, Windows, launched, whole_browser
from tests.routers.evidence import inspected

ONE_FRAME_IS_TOLD = """
const tell = HTMLVideoElement.prototype.requestVideoFrameCallback;
HTMLVideoElement.prototype.requestVideoFrameCallback = function (act) {
  if (this.wasTold) return 0;
  this.wasTold = true;
  return tell.call(this, act);
};
"""


@pytest.fixture
async def desk(hall: Hall, clip: bytes) -> Desk:
    """The custodian before a recording."""
    recording = await inspected(hall.house, clip)
    # Fresh, because one of the tests may use the clipboard afterwards.
    desk = await hall.desk(fresh=True)
    await desk.sign_in("liu")
    await desk.open(f"/recordings/{recording}")
    # A slow machine looks at what plays after more than its two seconds.
    await desk.page.locator("video").evaluate("video => (video.loop = true)")
    return desk


def _recording(desk: Desk) -> UUID:
    return UUID(desk.page.url.rsplit("/", 1)[1])


async def test_opening_the_page_is_not_yet_watching(hall: Hall, desk: Desk) -> None:
    button = desk.page.get_by_role("button", name="播放", exact=True)
    await expect(button).to_be_in_viewport(ratio=1)
    await expect(desk.page.locator(".scrub__frame")).to_be_hidden()

    kinds = [line.kind for line in await hall.house.history(_recording(desk))]

    assert LedgerKind.FILE_PLAYED not in kinds


async def test_the_button_plays_and_the_ledger_knows(hall: Hall, desk: Desk) -> None:
    await desk.page.get_by_role("button", name="播放", exact=True).click()

    await expect(desk.page.get_by_role("button", name="暂停")).to_be_visible()
    await expect(desk.page.locator("[data-show=now]")).not_to_have_text("0:00.000")
    kinds = [line.kind for line in await hall.house.history(_recording(desk))]
    assert kinds[-1] is LedgerKind.FILE_PLAYED
    await desk.watch.is_clean()


@pytest.mark.parametrize("told", [True, False], ids=["told", "told once"])
async def test_frames_are_stepped_one_by_one_in_both_directions(desk: Desk, told: bool) -> None:
    """The clip has 15 frames a second; the middle of frame n lies at (n + 0.5) / 15 seconds.

    Which frame is on the screen a browser tells late, after whoever is quick has pressed again.
    """
    if not told:
        await desk.page.add_init_script(ONE_FRAME_IS_TOLD)
        await desk.page.reload()
    clock = desk.page.locator("[data-show=now]")
    await desk.page.get_by_role("button", name="前进 5 秒").click()
    await desk.page.get_by_role("button", name="后退 5 秒").click()
    await expect(clock).to_have_text("00:00:00.000")

    await desk.page.get_by_role("button", name="下一帧").click()
    await expect(clock).to_have_text("00:00:00.100")
    await desk.page.get_by_role("button", name="下一帧").click()
    await expect(clock).to_have_text("00:00:00.166")
    await desk.page.get_by_role("button", name="下一帧").click()
    await expect(clock).to_have_text("00:00:00.233")
    await desk.page.get_by_role("button", name="上一帧").click()

    await expect(clock).to_have_text("00:00:00.166")


async def test_keys_work_unless_they_are_switched_off(desk: Desk) -> None:
    await desk.page.locator("body").press("k")
    await expect(desk.page.get_by_role("button", name="暂停")).to_be_visible()
    await desk.page.locator("body").press("k")
    await desk.page.get_by_text("键盘操作").click()
    await desk.page.get_by_label("启用单键操作").uncheck()

    await desk.page.locator("body").press("k")

    await expect(desk.page.get_by_role("button", name="播放", exact=True)).to_be_visible()


async def test_the_watermark_goes_along_into_full_screen(hall: Hall, clip: bytes) -> None:
    """A whole browser, because its engine alone has no screen to fill."""
    recording = await inspected(hall.house, clip)
    async with launched(whole_browser()) as browser:
        whole = replace(hall, windows=Windows(browser, hall.url))
        desk = await whole.desk(fresh=True)
        await desk.sign_in("liu")
        await desk.open(f"/recordings/{recording}")
        await _is_marked_in_full_screen(desk)


async def _is_marked_in_full_screen(desk: Desk) -> None:
    await desk.page.get_by_role("button", name="全屏").click()
    await desk.page.wait_for_function("document.fullscreenElement")

    inside = await desk.page.evaluate(
        "document.fullscreenElement.querySelector('.player__watermark').textContent"
    )
    assert "刘敏 汝州市水利局 2026-11-21 10:00" in inside


async def test_skimming_shows_pictures_and_the_ledger_knows(hall: Hall, desk: Desk) -> None:
    slider = desk.page.get_by_role("slider", name="快速浏览画面")
    async with desk.page.expect_response("**/storyboard.jpg"):
        await slider.dispatch_event("input")

    await expect(desk.page.get_by_text("快速浏览：")).to_be_visible()
    kinds = [line.kind for line in await hall.house.history(_recording(desk))]
    assert kinds[-1] is LedgerKind.FILE_PLAYED


async def test_a_skimmed_frame_can_be_played_from(desk: Desk) -> None:
    await desk.page.get_by_role("button", name="从这里播放").click()

    await expect(desk.page.get_by_role("button", name="暂停")).to_be_visible()


async def test_the_digest_can_be_copied(desk: Desk) -> None:
    await desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown = await desk.page.locator(".digest__value").first.inner_text()

    await desk.page.get_by_role("button", name="复制 SHA-256 摘要值").click()

    await expect(desk.page.get_by_text("已复制到剪贴板")).to_be_visible()
    assert await desk.page.evaluate("navigator.clipboard.readText()") == shown
