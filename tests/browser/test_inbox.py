from base64 import b64encode

import httpx
from playwright.async_api import expect

from tests.browser.conftest import Hall
from tests.routers.evidence import received


async def _deliver(hall: Hall, file_name: str) -> None:
    """A terminal hands a file in over the real door."""
    headers = {
        "Authorization": f"Bearer {hall.house.town.terminal_token}",
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "5",
        "Upload-Metadata": f"filename {b64encode(file_name.encode()).decode()}",
        "Content-Type": "application/offset+octet-stream",
    }
    async with httpx.AsyncClient(trust_env=False, timeout=120) as terminal:
        answer = await terminal.post(f"{hall.url}/files", headers=headers, content=b"bytes")
    assert answer.status_code == 201


async def test_an_arrival_appears_by_itself_and_is_announced(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in("liu")
    async with desk.page.expect_response("**/inbox/stream"):
        await desk.open("/inbox")
    await expect(desk.page.get_by_text("现在没有待编目的资料")).to_be_visible()

    await _deliver(hall, "新到的录像.mp4")

    await expect(desk.page.get_by_role("link", name="新到的录像.mp4")).to_be_visible()
    await expect(desk.page.get_by_text("新到 1 件")).to_be_visible()
    await desk.watch.is_clean()


async def test_a_filter_goes_into_the_address_and_back_undoes_it(hall: Hall) -> None:
    await received(hall.house, file_name="采砂.mp4")
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open("/inbox")

    await desk.page.get_by_label("状态").select_option("已隔离")

    await expect(desk.page.get_by_text("没有符合条件的资料")).to_be_visible()
    await expect(desk.page).to_have_url(f"{hall.url}/inbox?state=quarantined")
    await desk.page.go_back()
    await expect(desk.page.get_by_role("link", name="采砂.mp4")).to_be_visible()


async def test_without_scripts_the_form_filters_all_the_same(hall: Hall) -> None:
    await received(hall.house, file_name="采砂.mp4")
    await received(hall.house, file_name="取水口.mp4")
    desk = await hall.desk(scripts=False)
    await desk.sign_in("liu")
    await desk.open("/inbox")

    await desk.page.get_by_label("文件名").fill("采砂")
    await desk.page.get_by_role("button", name="查询").click()

    await expect(desk.page.get_by_role("link", name="采砂.mp4")).to_be_visible()
    await expect(desk.page.get_by_role("link", name="取水口.mp4")).to_have_count(0)


async def test_a_lost_connection_is_said_in_words(hall: Hall) -> None:
    desk = await hall.desk(fresh=True)
    await desk.sign_in("liu")
    await desk.open("/inbox")
    await desk.page.context.set_offline(offline=True)

    await desk.page.get_by_label("类型").select_option("录音")

    await expect(desk.page.get_by_role("alert").get_by_text("网络连接中断")).to_be_visible()
