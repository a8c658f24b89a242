"""The inbox is emptied with the keyboard alone; every key has a button that works without it."""

import asyncio

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import PHONE, Desk, Hall
from tests.devices.holders import qualify
from tests.routers.cataloguing import case_in, shot_in

NEWS_COME = """() => {
  const refresher = document.querySelector('[hx-get=""]');
  window.isRefreshed = new Promise((tell) =>
    refresher.addEventListener("htmx:afterRequest", () => tell(true)));
  const news = document.querySelector("[sse-connect]")["htmx-internal-data"].sseEventSource;
  news.dispatchEvent(new MessageEvent("changed", { data: "changed" }));
}"""


async def desk_with(hall: Hall, count: int, *, scripts: bool = True) -> Desk:
    """The custodian before an inbox in which every recording has a suggested case."""
    await case_in(hall.house)
    for number in range(count):
        await shot_in(hall.house, f"{number:02d}.mp4")
    desk = await hall.desk(scripts=scripts, fresh=True)
    await desk.sign_in("liu")
    await desk.open("/inbox")
    return desk


async def press(desk: Desk, *keys: str) -> None:
    for key in keys:
        await desk.page.keyboard.press(key)


async def test_twelve_recordings_are_emptied_with_the_keyboard_alone(hall: Hall) -> None:
    desk = await desk_with(hall, 12)
    rows = desk.page.locator("#results tbody tr")
    await expect(rows).to_have_count(12)
    await press(desk, "j")

    for left in range(11, -1, -1):
        await press(desk, "a")
        await expect(rows).to_have_count(left)

    await expect(desk.page.get_by_text("现在没有待编目的资料")).to_be_visible()
    await desk.watch.is_clean()


async def test_of_two_cases_equally_likely_the_key_opens_the_choice(hall: Hall) -> None:
    desk = await desk_with(hall, 1)
    await case_in(hall.house, case_no="汝水罚〔2026〕2号")
    await desk.page.reload()
    await desk.look("inbox-choice")

    await press(desk, "j", "a")

    await expect(desk.page.get_by_text("有 2 个案件同样可能，没有替您选择")).to_be_visible()
    await desk.look("catalogue-choice")
    await desk.page.get_by_label("案件", exact=True).select_option(index=1)
    await desk.page.get_by_role("button", name="编目这 1 件资料").click()
    await expect(desk.page.get_by_text("现在没有待编目的资料")).to_be_visible()


async def test_the_row_goes_and_the_focus_comes_to_the_next(hall: Hall) -> None:
    desk = await desk_with(hall, 3)
    await press(desk, "j", "j")
    await expect(desk.page.get_by_role("link", name="01.mp4")).to_be_focused()

    await press(desk, "a")

    await expect(desk.page.get_by_role("link", name="00.mp4")).to_be_focused()
    await expect(desk.page.locator("#notice")).to_contain_text("已编目 1 件资料")
    await expect(desk.page.locator("inbox-keys [role=status]")).to_contain_text("已编目 1 件资料")
    await desk.look("inbox-accepted")


async def test_what_takes_long_says_that_it_is_under_way(hall: Hall) -> None:
    """Five thousand recordings are put back in seconds in which nothing else would move."""
    desk = await desk_with(hall, 1)
    await press(desk, "j", "a")
    undo = desk.page.get_by_role("button", name="撤销")
    await expect(undo).to_be_visible()
    answered = asyncio.Event()

    async def slowly(route: Route) -> None:
        await answered.wait()
        await route.continue_()

    await desk.page.route("**/undo", slowly)
    await undo.click()

    said = desk.page.locator("#toasts")
    await expect(said).to_have_text("正在办理，请稍候……")
    answered.set()
    await expect(desk.page.locator("#results tbody tr")).to_have_count(1)
    await expect(said).to_be_empty()


async def test_u_undoes_and_the_row_is_back(hall: Hall) -> None:
    desk = await desk_with(hall, 2)
    rows = desk.page.locator("#results tbody tr")
    await press(desk, "j", "a")
    await expect(rows).to_have_count(1)

    await press(desk, "u")

    await expect(rows).to_have_count(2)
    await expect(desk.page.locator("#notice")).to_contain_text("已撤销，1 件资料")


async def test_what_was_done_is_still_there_after_reloading(hall: Hall) -> None:
    desk = await desk_with(hall, 2)
    await press(desk, "j", "a")
    await expect(desk.page.locator("#results tbody tr")).to_have_count(1)

    await desk.page.reload()

    await desk.page.get_by_role("button", name="撤销").click()
    await expect(desk.page.locator("#results tbody tr")).to_have_count(2)


async def test_picked_rows_are_catalogued_by_c(hall: Hall) -> None:
    async with hall.house.sessions() as session, session.begin():
        await qualify(session, hall.house.town.zhao)
    desk = await desk_with(hall, 3)

    await press(desk, "j", "x", "ArrowDown", "x", "c")

    await expect(desk.page.get_by_role("heading", name="批量编目")).to_be_visible()
    await expect(desk.page.get_by_label("案件", exact=True)).to_be_focused()
    await expect(desk.page.get_by_text("2 件", exact=True)).to_be_visible()
    await desk.look("catalogue-many")
    await desk.page.get_by_label("案件", exact=True).select_option(index=1)
    await desk.page.get_by_label("核定执法人员").select_option("赵国强（汝州市水利局）")
    await desk.page.get_by_label("核定理由").fill("当日由局长持机")
    await desk.page.get_by_role("button", name="编目这 2 件资料").click()
    await expect(desk.page.locator("#results tbody tr")).to_have_count(1)
    await desk.open("/catalogue/batches")
    await expect(desk.page.get_by_role("cell", name="执法人员：赵国强（2 件")).to_be_visible()
    await expect(desk.page.get_by_role("cell", name="放入案件")).to_be_visible()
    await desk.look("catalogue-batches")


async def test_enter_opens_the_row(hall: Hall) -> None:
    desk = await desk_with(hall, 2)

    await press(desk, "j", "Enter")

    await expect(desk.page.get_by_role("heading", name="所在案件")).to_be_visible()
    await desk.look("recording-to-catalogue")


async def test_ticks_outlive_a_list_that_refreshes_by_itself(hall: Hall) -> None:
    desk = await desk_with(hall, 2)
    await press(desk, "j", "x")
    await shot_in(hall.house, "new.mp4")

    await desk.page.get_by_label("类型").select_option("录像")

    await expect(desk.page.get_by_role("link", name="new.mp4")).to_be_visible()
    await expect(desk.page.get_by_label("选择 01.mp4")).to_be_checked()
    await expect(desk.page.get_by_label("选择 new.mp4")).not_to_be_checked()


async def test_no_key_copies_the_page_for_the_history_of_the_browser(hall: Hall) -> None:
    """A copy keeps content in the browser, and styles set by any program break the policy in it."""
    desk = await desk_with(hall, 2)
    rows = desk.page.locator("#results tbody tr")
    await desk.page.evaluate("document.querySelector('#name').style.caretColor = 'red'")

    await press(desk, "j", "a")
    await expect(rows).to_have_count(1)
    await press(desk, "u")
    await expect(rows).to_have_count(2)

    assert desk.watch.errors == []
    assert await desk.page.evaluate("sessionStorage.getItem('htmx-history-cache')") is None


async def test_a_key_meant_for_a_row_that_somebody_else_filed_meets_no_other(hall: Hall) -> None:
    desk = await desk_with(hall, 3)
    await press(desk, "j", "j")
    await expect(desk.page.get_by_role("link", name="01.mp4")).to_be_focused()
    other = await hall.desk()
    await other.sign_in("liu")
    await other.open("/inbox")
    await other.page.get_by_role("button", name="把 01.mp4 放入").click()
    rows = desk.page.locator("#results tbody tr")
    await desk.page.get_by_label("类型").evaluate("box => htmx.trigger(box, 'change')")
    await expect(rows).to_have_count(2)

    await press(desk, "a")

    await expect(desk.page.locator("#toasts")).to_contain_text("这一行刚被编目")
    await expect(rows).to_have_count(2)
    await press(desk, "j")
    await expect(desk.page.get_by_role("link", name="00.mp4")).to_be_focused()
    await expect(desk.page.locator("#toasts")).to_be_empty()
    await press(desk, "a")
    await expect(rows).to_have_count(1)
    await desk.watch.is_clean()


async def test_a_list_that_was_asked_for_before_takes_nothing_back(hall: Hall) -> None:
    """A page that refreshes by itself may be answered after what somebody did meanwhile."""
    desk = await desk_with(hall, 2)
    asked, released = asyncio.Event(), asyncio.Event()

    async def answer_late(route: Route) -> None:
        if "liuhen-background" not in route.request.headers:
            await route.continue_()
            return
        answer = await route.fetch()
        asked.set()
        await released.wait()
        await route.fulfill(response=answer)

    await desk.page.route("**/inbox", answer_late)
    await desk.page.evaluate(NEWS_COME)
    await asked.wait()
    await press(desk, "j", "a")
    await expect(desk.page.locator("#notice")).to_contain_text("已编目 1 件资料")

    released.set()
    await desk.page.evaluate("window.isRefreshed")

    await expect(desk.page.locator("#results tbody tr")).to_have_count(1)
    await expect(desk.page.get_by_role("button", name="撤销")).to_be_visible()


async def test_keys_can_be_switched_off_and_stay_off(hall: Hall) -> None:
    """WCAG 2.1.4."""
    desk = await desk_with(hall, 2)
    await press(desk, "?")
    await expect(desk.page.get_by_label("启用单键操作")).to_be_visible()
    await desk.look("inbox-keys")
    await desk.page.get_by_label("启用单键操作").uncheck()

    await desk.page.reload()
    await press(desk, "j", "a")

    await expect(desk.page.locator("#main")).to_be_visible()
    await expect(desk.page.get_by_role("link", name="01.mp4")).not_to_be_focused()
    await expect(desk.page.locator("#results tbody tr")).to_have_count(2)


async def test_typing_into_a_filter_presses_nothing(hall: Hall) -> None:
    desk = await desk_with(hall, 1)

    await desk.page.get_by_label("文件名").focus()
    await press(desk, "j", "a", "x")

    await expect(desk.page.get_by_label("文件名")).to_have_value("jax")
    await expect(desk.page.locator("#results tbody tr")).to_have_count(1)


async def test_without_scripts_every_key_has_a_button(hall: Hall) -> None:
    desk = await desk_with(hall, 3, scripts=False)
    rows = desk.page.locator("#results tbody tr")

    await desk.page.get_by_role("button", name="把 02.mp4 放入").click()
    await expect(rows).to_have_count(2)
    await desk.page.get_by_role("button", name="撤销").click()
    await expect(rows).to_have_count(3)
    await desk.page.get_by_label("选择 01.mp4").check()
    await desk.page.get_by_role("button", name="批量编目选中的资料").click()

    await desk.page.get_by_label("地点").fill("北汝河")
    await desk.page.get_by_role("button", name="编目这 1 件资料").click()
    await expect(rows).to_have_count(2)


@pytest.mark.parametrize("path", ["/inbox", "/catalogue/batches"])
async def test_each_page_holds_on_a_phone(hall: Hall, path: str) -> None:
    desk = await desk_with(hall, 2)
    await desk.page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    await desk.open(path)

    await desk.watch.is_clean()
