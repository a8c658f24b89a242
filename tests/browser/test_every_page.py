"""Each page, on a desk and on a phone: silent console, no overflow, nothing for axe to say."""

import re

import pytest
from playwright.async_api import expect

from app.policy.vocabulary import Role
from tests.browser.conftest import DESK, PHONE, Hall
from tests.routers.evidence import inspected, received

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
CUSTODIAN = ["/", "/inbox", "/inbox?state=quarantined", "/upload", "/submissions", "/account"]
AUDITOR = ["/ledger", "/ledger?who=nobody&from=2026-11-22&to=2026-11-20"]
HIRED = [Role.DEVICE_KEEPER, Role.INSPECTOR, Role.LEGAL_REVIEWER]


@SIZES
async def test_the_entrance(hall: Hall, size: dict[str, int]) -> None:
    desk = await hall.desk(size)

    await desk.open("/sign-in")

    await desk.watch.is_clean()


@SIZES
async def test_a_refused_sign_in(hall: Hall, size: dict[str, int]) -> None:
    desk = await hall.desk(size)
    await desk.open("/sign-in")
    await desk.page.get_by_label("用户名").fill("liu")
    await desk.page.get_by_label("密码").fill("wrong")

    await desk.page.get_by_role("button", name="登录").click()

    await desk.page.get_by_text("提交没有成功").wait_for()
    await desk.watch.is_clean(expecting="422")


async def test_the_rooms_of_the_custodian(hall: Hall) -> None:
    for number in range(2):
        await received(hall.house, file_name=f"{number}-{'很长的文件名' * 12}.mp4")
    desk = await hall.desk()
    await desk.sign_in("liu")

    await desk.tour(*CUSTODIAN)


async def test_the_rooms_of_the_audit_administrator(hall: Hall, clip: bytes) -> None:
    await inspected(hall.house, clip)
    desk = await hall.desk()
    await desk.sign_in("wu")

    await desk.tour(*AUDITOR)


async def test_the_ledger_works_without_scripts(hall: Hall) -> None:
    desk = await hall.desk(scripts=False)
    await desk.sign_in("wu")
    await desk.open("/")
    await desk.page.get_by_role("link", name="审计台账", exact=True).first.click()

    await desk.page.get_by_label("谁").fill("系统")
    await desk.page.get_by_role("button", name="查询").click()

    await expect(desk.page).to_have_url(re.compile(r"/ledger\?who="))
    await desk.page.get_by_role("cell", name="登记单位").first.wait_for()


async def test_the_ledger_prints_with_its_head(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in("wu")
    await desk.open("/ledger")

    document = await desk.page.pdf(prefer_css_page_size=True)

    assert document.count(b"/Type /Page\n") == 1
    await desk.page.emulate_media(media="print")
    await desk.page.get_by_text("打印人：吴静").wait_for()
    await desk.page.get_by_role("button", name="查询").wait_for(state="hidden")


@pytest.mark.parametrize("role", HIRED, ids=str)
async def test_the_start_page_of_somebody_hired(hall: Hall, role: Role) -> None:
    await hall.house.hire("lin", "林晓燕", role)
    desk = await hall.desk()
    await desk.sign_in("lin")

    await desk.tour("/")


@pytest.mark.parametrize("username", ["chen", "zhao", "sun", "zhou", "wu"])
async def test_the_start_page_of_everybody(hall: Hall, username: str) -> None:
    desk = await hall.desk()
    await desk.sign_in(username)

    await desk.tour("/")


@SIZES
async def test_a_recording_with_player_and_pictures(
    hall: Hall, clip: bytes, size: dict[str, int]
) -> None:
    recording = await inspected(hall.house, clip)
    desk = await hall.desk(size)
    await desk.sign_in("liu")

    await desk.open(f"/recordings/{recording}")

    await desk.page.get_by_role("slider", name="快速浏览画面").wait_for()
    await desk.watch.is_clean()


@SIZES
async def test_a_recording_that_has_just_arrived(hall: Hall, size: dict[str, int]) -> None:
    recording = await received(hall.house, b"1")
    desk = await hall.desk(size)
    await desk.sign_in("liu")

    await desk.open(f"/recordings/{recording}")

    await desk.watch.is_clean()


@SIZES
async def test_an_address_that_leads_nowhere(hall: Hall, size: dict[str, int]) -> None:
    desk = await hall.desk(size)

    await desk.open("/nothing/here")

    await desk.watch.is_clean(expecting="404")


async def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(hall: Hall) -> None:
    desk = await hall.desk(PHONE)
    await desk.sign_in("liu")
    await desk.open("/")
    menu = desk.page.get_by_text("菜单", exact=True)

    await menu.press("Enter")

    await desk.page.get_by_role("link", name="待编目", exact=True).wait_for()
    await desk.watch.is_clean()
    await desk.page.keyboard.press("Escape")
    await desk.page.get_by_role("link", name="待编目", exact=True).wait_for(state="hidden")


async def test_the_first_tab_stop_leads_past_the_navigation(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open("/")

    await desk.page.keyboard.press("Tab")

    focused = await desk.page.evaluate("document.activeElement.textContent")
    assert focused == "跳到正文"


async def test_a_recording_prints_as_one_sheet(hall: Hall, clip: bytes) -> None:
    recording = await inspected(hall.house, clip)
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open(f"/recordings/{recording}")

    document = await desk.page.pdf(prefer_css_page_size=True)

    assert document.count(b"/Type /Page\n") == 1
