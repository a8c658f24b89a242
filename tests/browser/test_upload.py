import hashlib
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect
from sqlalchemy import select

from app.models import Segment, Upload
from tests.browser.conftest import Desk, Hall
from tests.routers.evidence import settle_everything

CHUNK_BYTES = 16 * 1024 * 1024
RESUMABLE = "选择文件"


@pytest.fixture
async def desk(hall: Hall) -> Desk:
    """An officer before the upload page."""
    desk = await hall.desk()
    await desk.sign_in("chen")
    await desk.open("/upload")
    return desk


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    """A file of two and a half pieces."""
    path = tmp_path / "现场录像.mp4"
    path.write_bytes(bytes(range(256)) * (CHUNK_BYTES // 256 * 5 // 2))
    return path


async def _pick(page: Page, *paths: Path) -> None:
    await page.get_by_label(RESUMABLE, exact=True).set_input_files(list(paths))


async def test_an_empty_queue_takes_no_room(desk: Desk) -> None:
    queue = desk.page.locator("upload-queue .queue")

    await expect(queue).to_have_count(1)
    await expect(queue).to_be_hidden()


async def test_several_files_go_through_and_say_so(desk: Desk, tmp_path: Path) -> None:
    first, second = tmp_path / "一.mp4", tmp_path / "二.jpg"
    first.write_bytes(b"1" * 1000)
    second.write_bytes(b"2" * 2000)

    await _pick(desk.page, first, second)

    await expect(desk.page.get_by_text("已完整收到，服务器正在校验。")).to_have_count(2)
    await desk.watch.is_clean()
    await desk.open("/submissions")
    await expect(desk.page.get_by_role("link", name="二.jpg")).to_be_visible()


async def test_the_queue_says_what_became_of_a_file(hall: Hall, desk: Desk, tmp_path: Path) -> None:
    words = tmp_path / "不是录像.mp4"
    words.write_text("这只是一段文字。")

    await _pick(desk.page, words)
    await expect(desk.page.get_by_text("已完整收到，服务器正在校验。")).to_be_visible()
    await settle_everything(hall.house)

    row = desk.page.get_by_role("listitem").filter(has_text="不是录像.mp4")
    await expect(row).to_contain_text("已隔离。")
    await expect(row).to_contain_text("未能认出这是音视频或照片")
    await desk.watch.is_clean()


async def test_an_upload_goes_on_after_the_page_was_closed(
    hall: Hall, desk: Desk, long_file: Path
) -> None:
    pieces = 0

    async def cut(route: Route) -> None:
        nonlocal pieces
        pieces += route.request.method == "PATCH"
        if route.request.method == "PATCH" and pieces > 1:
            await route.abort()
        else:
            await route.continue_()

    await desk.page.route("**/files/*", cut)
    await _pick(desk.page, long_file)
    await expect(desk.page.get_by_role("progressbar")).to_have_attribute("value", str(CHUNK_BYTES))
    await desk.page.get_by_role("button", name="暂停").click()
    await desk.page.unroute("**/files/*")
    await desk.page.reload()
    await expect(desk.page.get_by_text("请重新选择同一文件")).to_be_visible()

    await _pick(desk.page, long_file)

    await expect(desk.page.get_by_text("已完整收到，服务器正在校验。")).to_be_visible()
    async with hall.house.sessions() as session:
        uploads = list(await session.scalars(select(Upload)))
        segments = list(await session.scalars(select(Segment).order_by(Segment.start)))
    assert [upload.length for upload in uploads] == [long_file.stat().st_size]
    assert [segment.start for segment in segments][:2] == [0, CHUNK_BYTES]
    first = long_file.read_bytes()[:CHUNK_BYTES]
    assert segments[0].sha256 == hashlib.sha256(first).hexdigest()


async def test_cancelling_ends_the_upload_on_the_server(
    hall: Hall, desk: Desk, long_file: Path
) -> None:
    await desk.page.route(
        "**/files/*",
        lambda route: route.abort() if route.request.method == "PATCH" else route.continue_(),
    )
    # A piece is sent as soon as the page knows what the server calls the upload.
    async with desk.page.expect_request(lambda request: request.method == "PATCH"):
        await _pick(desk.page, long_file)
    await desk.page.get_by_role("button", name="暂停").click()

    await desk.page.get_by_role("button", name="取消").click()

    await expect(desk.page.get_by_text("已取消，服务器不再保留")).to_be_visible()
    async with hall.house.sessions() as session:
        states = list(await session.scalars(select(Upload.state)))
    assert states == ["terminated"]


async def test_an_expired_sign_in_is_said_in_words(hall: Hall, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "late.mp4"
    path.write_bytes(b"1")
    hall.house.clock.advance(hours=13)

    await _pick(desk.page, path)

    queue = desk.page.get_by_role("list", name="上传队列")
    await expect(queue.get_by_text("登录已过期")).to_be_visible()


async def test_without_scripts_the_plain_form_does_it(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "普通.mp4"
    path.write_bytes(b"1" * 1000)
    desk = await hall.desk(scripts=False)
    await desk.sign_in("chen")
    await desk.open("/upload")

    await desk.page.get_by_label("选择一个或多个文件").set_input_files(path)
    await desk.page.get_by_role("button", name="上传", exact=True).click()

    await expect(desk.page.get_by_role("link", name="普通.mp4")).to_be_visible()
