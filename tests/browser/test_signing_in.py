"""Every page of signing in, on a desk and on a phone, and the way through them."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import DESK, PHONE, Desk, Hall
from tests.routers.conftest import House
from tests.routers.factors import GOOD, KEY, code_of, initial_password, with_settings
from tests.world import PASSWORD

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def keyed(hall: Hall) -> House:
    """The served house with a key of its own; nobody has to enrol."""
    return with_settings(hall.house, secret_key=KEY, totp_required_for="nobody")


async def enrol(desk: Desk, house: House) -> str:
    """Enrol whoever sits at the desk; return the secret."""
    await desk.open("/account/second-factor")
    secret = (await desk.page.locator(".step__secret").inner_text()).replace(" ", "")
    await desk.page.get_by_label("动态口令", exact=True).fill(code_of(secret, house.clock.now))
    await desk.page.get_by_role("button", name="启用").click()
    await desk.page.get_by_role("heading", name="恢复码").wait_for()
    return secret


async def enter(desk: Desk, username: str, password: str = PASSWORD) -> None:
    await desk.open("/sign-in")
    await desk.page.get_by_label("用户名").fill(username)
    await desk.page.get_by_label("密码").fill(password)
    await desk.page.get_by_role("button", name="登录").click()


@SIZES
async def test_enrolment_its_codes_and_the_second_step(
    hall: Hall, keyed: House, size: dict[str, int]
) -> None:
    desk = await hall.desk(size)
    await desk.sign_in_by_form("liu")

    await desk.open("/account/second-factor")
    await desk.watch.is_clean()
    secret = await enrol(desk, keyed)
    await desk.watch.is_clean()
    await desk.page.get_by_role("link", name="已经保存好，继续").click()
    await desk.page.get_by_text("还有 10 个没有用过的恢复码").wait_for()
    await desk.page.context.clear_cookies()
    await enter(desk, "liu")
    await desk.page.get_by_role("heading", name="输入动态口令").wait_for()
    await desk.watch.is_clean()
    await desk.page.get_by_label("动态口令或恢复码").fill("000000")
    await desk.page.get_by_role("button", name="继续登录").click()
    await desk.page.get_by_text("提交没有成功").wait_for()
    await desk.watch.is_clean(expecting="422")
    keyed.clock.advance(seconds=30)
    await desk.page.get_by_label("动态口令或恢复码").fill(code_of(secret, keyed.clock.now))
    await desk.page.get_by_role("button", name="继续登录").click()

    await (
        desk.page.get_by_role("link", name="刘敏")
        .or_(desk.page.get_by_text("菜单", exact=True))
        .first.wait_for()
    )


@SIZES
async def test_an_initial_password_leads_to_a_new_one(
    hall: Hall, house: House, size: dict[str, int]
) -> None:
    initial = await initial_password(house, "liu")
    desk = await hall.desk(size)

    await enter(desk, "liu", initial)
    await desk.page.get_by_label("新密码", exact=True).fill("liu1234")
    await desk.page.get_by_label("再输入一次新密码").fill("liu1234")
    await desk.page.get_by_role("button", name="修改密码").click()
    await desk.page.get_by_text("提交没有成功").wait_for()
    await desk.watch.is_clean(expecting="422")
    await desk.page.get_by_label("新密码", exact=True).fill(GOOD)
    await desk.page.get_by_label("再输入一次新密码").fill(GOOD)
    await desk.page.get_by_role("button", name="修改密码").click()

    await desk.page.get_by_role("heading", name="刘敏").wait_for()


@SIZES
async def test_the_account_page_and_the_password_page(
    hall: Hall, keyed: House, size: dict[str, int]
) -> None:
    desk = await hall.desk(size)
    await enter(desk, "liu", "wrong")
    await desk.page.get_by_text("提交没有成功").wait_for()
    await desk.sign_in_by_form("liu")

    await desk.open("/account")
    await desk.watch.is_clean(expecting="422")
    await desk.open("/account/password")
    await desk.watch.is_clean(expecting="422")


@SIZES
async def test_a_risky_act_asks_again_and_goes_on(
    hall: Hall, keyed: House, size: dict[str, int]
) -> None:
    desk = await hall.desk(size)
    await desk.sign_in_by_form("liu")
    keyed.clock.advance(minutes=11)

    await desk.open("/account/second-factor")
    await desk.watch.is_clean()
    await desk.page.get_by_label("密码", exact=True).fill(PASSWORD)
    await desk.page.get_by_role("button", name="确认", exact=True).click()

    await desk.page.get_by_role("heading", name="启用动态口令").wait_for()


@SIZES
async def test_a_form_waits_for_the_proof_and_for_one_more_press(
    hall: Hall, keyed: House, size: dict[str, int]
) -> None:
    desk = await hall.desk(size)
    await desk.sign_in_by_form("liu")
    secret = await enrol(desk, keyed)
    await desk.open("/account")
    keyed.clock.advance(minutes=11)

    await desk.page.get_by_role("button", name="停用").click()
    await desk.page.get_by_label("动态口令或恢复码").fill(code_of(secret, keyed.clock.now))
    await desk.page.get_by_role("button", name="确认", exact=True).click()
    await desk.page.get_by_text("还没有提交").wait_for()
    await desk.watch.is_clean(expecting="403")
    await desk.page.get_by_role("button", name="继续刚才的操作").click()

    await desk.page.get_by_text("动态口令已经停用").wait_for()


async def test_passwords_can_be_shown_and_are_hidden_again_when_sent(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in_by_form("liu")
    await desk.open("/account/password")
    field = desk.page.get_by_label("新密码", exact=True)

    await desk.page.get_by_role("button", name="显示密码").click()

    assert await field.get_attribute("type") == "text"
    await field.fill("x")
    await desk.page.get_by_role("button", name="显示密码").click()
    assert await field.get_attribute("type") == "password"


async def test_everything_works_without_scripts(hall: Hall, house: House) -> None:
    initial = await initial_password(house, "liu")
    desk = await hall.desk(scripts=False)

    await enter(desk, "liu", initial)
    await desk.page.get_by_label("新密码", exact=True).fill(GOOD)
    await desk.page.get_by_label("再输入一次新密码").fill(GOOD)
    await desk.page.get_by_role("button", name="修改密码").click()

    await desk.page.get_by_role("heading", name="刘敏").wait_for()
    assert await desk.page.get_by_role("button", name="显示密码").count() == 0


async def test_the_end_of_a_sign_in_is_announced(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in_by_form("liu")
    for _ in range(28):
        hall.house.clock.advance(minutes=25)
        answer = await desk.page.context.request.get(hall.url + "/account", max_redirects=0)
        assert answer.ok

    hall.house.clock.advance(minutes=10)
    await desk.open("/account")

    await desk.page.get_by_text("本次登录已接近时限").wait_for()
    await desk.watch.is_clean()


async def test_whoever_does_nothing_is_warned_before_the_end(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.page.clock.install()
    await desk.sign_in_by_form("liu")
    await desk.open("/account")
    warning = desk.page.get_by_text("大约 2 分钟后将自动退出登录")

    await desk.page.clock.fast_forward("27:00")
    early = await warning.count()
    await desk.page.clock.fast_forward("01:05")

    await warning.wait_for()
    assert early == 0
    await desk.watch.is_clean()


async def test_the_recovery_codes_print_as_one_sheet(hall: Hall, keyed: House) -> None:
    desk = await hall.desk()
    await desk.sign_in_by_form("liu")
    await enrol(desk, keyed)

    document = await desk.page.pdf(prefer_css_page_size=True)

    assert document.count(b"/Type /Page\n") == 1
    await desk.page.emulate_media(media="print")
    await desk.page.get_by_role("button", name="打印").wait_for(state="hidden")
    await desk.page.get_by_text("刘敏（liu）").wait_for()


async def test_a_form_that_came_too_late_is_sent_again_after_signing_in_beside_it(
    hall: Hall,
) -> None:
    desk = await hall.desk(DESK)
    await desk.sign_in("liu")
    await desk.open("/cases/new")
    await desk.page.get_by_label("案由").fill("非法采砂")
    hall.house.clock.advance(minutes=31)
    await desk.page.get_by_role("button", name="立案", exact=True).click()
    await desk.page.get_by_role("heading", name="登录已经结束，内容还没有提交").wait_for()
    await desk.look("unsent", expecting="401")

    async with desk.page.context.expect_page() as opened:
        await desk.page.get_by_role("link", name="在新的标签页中登录").click()
    beside = await opened.value
    await beside.get_by_label("用户名").fill("liu")
    await beside.get_by_label("密码").fill(PASSWORD)
    await beside.get_by_role("button", name="登录").click()
    await beside.get_by_role("link", name="刘敏").first.wait_for()
    await desk.page.get_by_role("button", name="重新提交").click()

    await expect(desk.page.get_by_label("案由")).to_have_value("非法采砂")
