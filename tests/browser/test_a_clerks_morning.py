"""A clerk's morning, by keyboard: from a full inbox to an empty one and a complete case."""

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Hall
from tests.papers import files
from tests.papers.desk import set_up_kinds
from tests.routers.cataloguing import case_in, shot_in
from tests.routers.evidence import settle_everything

MOST_TABS = 120
NUMBER = "汝水罚〔2026〕1号"


async def go_to(page: Page, wanted: Locator) -> None:
    """Come to a control as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if await wanted.evaluate("each => each === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by the keyboard.")


async def press_link(page: Page, name: str) -> None:
    await go_to(page, page.get_by_role("link", name=name).first)
    await page.keyboard.press("Enter")


async def press_button(page: Page, name: str) -> None:
    await go_to(page, page.get_by_role("button", name=name, exact=True).first)
    await page.keyboard.press("Enter")


async def test_from_a_full_inbox_to_a_bound_file_without_a_mouse(hall: Hall) -> None:
    async with hall.house.sessions() as session, session.begin():
        await set_up_kinds(session, hall.house.town)
    await case_in(hall.house)
    for number in range(4):
        await shot_in(hall.house, f"北汝河采砂现场{number}.mp4")
    desk = await hall.desk(fresh=True)
    page = desk.page
    await desk.sign_in("liu")

    await desk.open("/inbox")
    await desk.look("morning-1-inbox")
    await desk.open("/inbox")
    await page.keyboard.press("j")
    for left in (3, 2, 1, 0):
        await page.keyboard.press("a")
        await expect(page.locator("#results tbody tr")).to_have_count(left)
    await desk.look("morning-2-empty")

    await desk.open("/search")
    await page.keyboard.press("/")
    await page.keyboard.type("李大山")
    await page.keyboard.press("Enter")
    await page.locator("mark", has_text="李大山").first.wait_for()
    await desk.look("morning-3-found")
    await press_link(page, "北汝河采砂案")
    await page.get_by_role("heading", level=1, name=NUMBER).wait_for()

    await press_link(page, "卷内目录")
    await page.get_by_label("题名").fill("行政处罚决定书")
    await page.get_by_label("文书种类").select_option("行政处罚决定书")
    await page.locator("#files").set_input_files(
        {"name": "decision.pdf", "mimeType": "application/pdf", "buffer": files.pdf("Decision")}
    )
    await press_button(page, "放入案卷")
    await page.get_by_text("正在检查").first.wait_for()
    await settle_everything(hall.house)
    await page.get_by_role("button", name="定稿：行政处罚决定书").wait_for()
    await press_button(page, "定稿：行政处罚决定书")
    await page.get_by_role("button", name="改回草稿：行政处罚决定书").wait_for()
    await desk.look("morning-4-documents")

    await press_link(page, NUMBER)
    for step in ("转入调查取证", "登记处理决定", "登记送达", "登记执行完毕", "结案", "立卷"):
        await press_link(page, step)
        await press_button(page, step)
    await page.get_by_role("link", name="归档").wait_for()
    await desk.look("morning-5-complete")
    await press_link(page, "逐项查看")
    await page.get_by_role("heading", level=1, name="时间轴").wait_for()
    await desk.look("morning-6-timeline")
