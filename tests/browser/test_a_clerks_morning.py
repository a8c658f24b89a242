"""A new clerk's morning, by keyboard: from a full inbox to an empty one and a complete case."""

from playwright.async_api import expect

from tests.browser.conftest import Desk, Hall
from tests.browser.keyboard import Keyboard
from tests.papers import files
from tests.papers.desk import set_up_kinds
from tests.routers.cataloguing import shot_in
from tests.routers.evidence import settle_everything
from tests.world import PASSWORD

NUMBER = "汝水罚〔2026〕1号"


async def test_from_a_full_inbox_to_a_bound_file_without_a_mouse(hall: Hall) -> None:
    async with hall.house.sessions() as session, session.begin():
        await set_up_kinds(session, hall.house.town)
    for number in range(4):
        await shot_in(hall.house, f"北汝河采砂现场{number}.mp4")
    desk = await hall.desk(fresh=True)
    keys = Keyboard(desk.page)

    await sign_in(desk, keys)
    await open_the_case(desk, keys)
    await empty_the_inbox(desk, keys)
    await find_the_case(desk, keys)
    await put_the_decision_in(hall, desk, keys)
    await bring_the_case_to_its_end(desk, keys)


async def sign_in(desk: Desk, keys: Keyboard) -> None:
    await desk.open("/sign-in")
    await keys.type_into("用户名", "liu")
    await keys.type_into("密码", PASSWORD)
    await keys.page.keyboard.press("Enter")
    await keys.page.get_by_role("link", name="待编目").first.wait_for()
    await desk.look("morning-1-start")


async def open_the_case(desk: Desk, keys: Keyboard) -> None:
    await keys.press_link("案件")
    await keys.page.get_by_role("heading", level=1, name="案件").wait_for()
    await keys.press_link("立案")
    await keys.page.get_by_role("heading", level=1, name="立案").wait_for()
    await keys.choose("单位", "水政监察大队")
    await keys.choose("办案程序", "普通程序")
    await keys.type_into("案件名称", "李大山未经许可在北汝河采砂案")
    await keys.type_into("案由", "未经许可在河道采砂")
    await keys.type_into("案号", NUMBER)
    await keys.type_into("姓名或者名称", "李大山")
    await keys.choose("主办人", "陈立")
    await desk.look("morning-2-new-case")
    await keys.press_button("立案")
    await keys.page.get_by_role("heading", level=1, name=NUMBER).wait_for()


async def empty_the_inbox(desk: Desk, keys: Keyboard) -> None:
    await keys.press_link("待编目")
    rows = keys.page.locator("#results tbody tr")
    await expect(rows).to_have_count(4)
    await desk.look("morning-3-inbox")
    # What looked the page over has left styles of its own in it.
    await keys.page.reload()
    await keys.page.keyboard.press("j")
    for left in (3, 2, 1, 0):
        await keys.page.keyboard.press("a")
        await expect(rows).to_have_count(left)
    await desk.look("morning-4-empty")


async def find_the_case(desk: Desk, keys: Keyboard) -> None:
    await keys.page.keyboard.press("/")
    # Whoever types looks for the cursor; the heading stands there before the box has the focus.
    await expect(keys.page.get_by_label("查找内容")).to_be_focused()
    await keys.page.keyboard.type("李大山")
    await keys.page.keyboard.press("Enter")
    await keys.page.locator("mark", has_text="李大山").first.wait_for()
    await desk.look("morning-5-found")
    await keys.press_link("北汝河采砂案")
    await keys.page.get_by_role("heading", level=1, name=NUMBER).wait_for()


async def put_the_decision_in(hall: Hall, desk: Desk, keys: Keyboard) -> None:
    await keys.press_link("卷内目录")
    await keys.choose("文书种类", "行政处罚决定书")
    await keys.type_into("题名", "行政处罚决定书")
    decision = files.pdf("Decision", pages=2)
    await keys.attach(
        "文件 必填", {"name": "decision.pdf", "mimeType": "application/pdf", "buffer": decision}
    )
    await keys.press_button("放入案卷")
    await keys.page.get_by_text("正在检查").first.wait_for()
    await settle_everything(hall.house)
    await keys.page.get_by_role("button", name="定稿：行政处罚决定书").wait_for()
    await keys.press_button("定稿：行政处罚决定书")
    await keys.page.get_by_role("button", name="改回草稿：行政处罚决定书").wait_for()
    await desk.look("morning-6-documents")
    for page in ("封面", "备考表"):
        await keys.press_link(page)
        await keys.page.get_by_role("region", name=page).wait_for()
        await desk.look(f"morning-7-{page}")
        await keys.page.go_back()


async def bring_the_case_to_its_end(desk: Desk, keys: Keyboard) -> None:
    await keys.press_link(NUMBER)
    for step in ("转入调查取证", "登记处理决定", "登记送达", "登记执行完毕", "结案", "立卷"):
        await keys.press_link(step)
        await keys.press_button(step)
    await keys.page.get_by_role("link", name="归档").wait_for()
    await desk.look("morning-8-complete")
    await keys.press_link("逐项查看")
    await keys.page.get_by_role("heading", level=1, name="时间轴").wait_for()
    await desk.look("morning-9-timeline")
