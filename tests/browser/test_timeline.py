"""The line of time in a real browser: every lane, clicked, zoomed, printed."""

from playwright.async_api import expect

from tests.browser.conftest import Hall
from tests.routers.evidence import received
from tests.routers.test_timeline import linked, opened, with_document


async def test_the_line_of_a_case(hall: Hall) -> None:
    case_id = await opened(hall.house)
    await linked(hall.house, case_id, await received(hall.house, b"x" * 10))
    await with_document(hall.house, case_id, "对李大山的询问笔录")
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open(f"/cases/{case_id}/timeline")
    await desk.look("timeline")

    await desk.page.locator("svg.timeline a").last.click()
    await expect(desk.page.locator("tr:target")).to_be_visible()
    await desk.page.get_by_role("link", name="放大").click()
    await desk.page.get_by_role("link", name="全部").click()

    await expect(desk.page.get_by_text("共 3 项")).to_be_visible()
    await desk.watch.is_clean()
