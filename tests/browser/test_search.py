"""The search box in a real browser: keys, tabs, filters, kept searches; also without scripts."""

import re

from playwright.async_api import expect

from tests.browser.conftest import Hall
from tests.cases.office import open_sand_case
from tests.routers.test_search import with_recordings
from tests.world import NOW


async def some_cases(hall: Hall) -> None:
    async with hall.house.sessions() as session, session.begin():
        for number in range(3):
            await open_sand_case(
                session,
                hall.house.town,
                case_no=f"汝水罚〔2026〕{number}号",
                opened_on=NOW.date(),
                note="群众举报夜间采砂，已联合公安现场查获采砂船一艘，当事人拒不配合。" * 3,
            )
    await with_recordings(hall.house, *(f"采砂现场{number}.mp4" for number in range(3)))


async def test_a_case_is_found_with_the_keyboard_alone(hall: Hall) -> None:
    await some_cases(hall)
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open("/search")

    await desk.page.locator("h1").click()
    await desk.page.keyboard.press("/")
    await desk.page.keyboard.type("采砂 李大山")
    await desk.page.keyboard.press("Enter")

    await desk.page.locator("mark", has_text="李大山").first.wait_for()
    await desk.page.get_by_text("符合条件的共 3 件").wait_for()
    await desk.look("search-cases")
    await expect(desk.page).to_have_url(re.compile("q=%E9%87%87%E7%A0%82"))

    await desk.page.get_by_role("link", name="音视频资料", exact=True).click()
    await desk.page.get_by_text("没有找到符合条件的内容").wait_for()
    await desk.look("search-nothing")


async def test_a_search_is_kept_opened_renamed_and_removed(hall: Hall) -> None:
    await some_cases(hall)
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open("/search?in=recordings&q=采砂现场")
    await desk.look("search-recordings")

    await desk.page.get_by_label("把这次的条件保存为常用查询").fill("采砂现场的资料")
    await desk.page.get_by_role("button", name="保存").click()
    await desk.page.get_by_role("link", name="采砂现场的资料").wait_for()
    await desk.look("search-kept")
    await desk.page.get_by_role("link", name="管理", exact=True).click()
    await desk.page.get_by_label("采砂现场的资料的新名称").fill("现场")
    await desk.page.get_by_role("button", name="更名").click()
    await desk.page.get_by_role("link", name="现场", exact=True).wait_for()
    await desk.look("search-views")
    await desk.page.get_by_role("button", name="删除").click()

    await desk.page.get_by_text("还没有常用查询").wait_for()
    await desk.watch.is_clean()


async def test_it_works_without_scripts_and_prints(hall: Hall) -> None:
    await some_cases(hall)
    desk = await hall.desk(scripts=False)
    await desk.sign_in("liu")
    await desk.open("/search")

    await desk.page.get_by_label("查找内容").fill("采")
    await desk.page.get_by_role("button", name="查找", exact=True).click()
    await desk.page.get_by_text("只有一个字的").wait_for()
    await desk.page.get_by_label("日期从").fill("2026-11-01")
    await desk.page.get_by_role("button", name="查找", exact=True).click()

    await desk.page.get_by_text("符合条件的共 3 件").wait_for()
    await desk.page.emulate_media(media="print")
    await desk.page.get_by_text("打印人：刘敏").wait_for()
    await desk.page.get_by_role("button", name="查找", exact=True).wait_for(state="hidden")
