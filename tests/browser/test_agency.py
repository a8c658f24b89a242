"""Setting an agency up and standing in, in a real browser, on a desk and on a phone."""

import pytest
from playwright.async_api import Page, expect

from tests.agencies.settings import FIVE, Form, filled
from tests.browser.conftest import DESK, PHONE, Hall

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


async def answer(page: Page, form: Form) -> None:
    """Fill in by hand what a form holds besides its hidden fields."""
    tags: dict[str, str] = await page.locator('form#form [name]:not([type="hidden"])').evaluate_all(
        "controls => Object.fromEntries(controls.map(each => [each.name, each.tagName]))"
    )
    for name, value in form.items():
        if name not in tags or not isinstance(value, str):
            continue
        control = page.locator(f'form#form [name="{name}"]:not([type="hidden"])')
        if tags[name] == "SELECT":
            await control.select_option(value)
        else:
            await control.fill(value)


@pytest.mark.parametrize("pack_id", FIVE)
async def test_the_administrator_sets_each_of_the_five_agencies_up(
    hall: Hall, pack_id: str
) -> None:
    desk = await hall.desk()
    page = desk.page
    await desk.sign_in("sun")
    await desk.open("/agency")
    await page.get_by_role("link", name="汝州市水利局").click()
    await page.get_by_role("link", name="开始设置").click()
    await page.locator(f"#pack-{pack_id}").check()
    await desk.look(f"{pack_id}-1-regulation")
    await page.get_by_role("button", name="下一步：机关设定").click()
    await page.get_by_role("button", name="下一步：核对").click()
    await page.get_by_text("还没有设定").first.wait_for()
    await desk.look(f"{pack_id}-2-missing", expecting="422")
    await answer(page, filled(pack_id))
    await page.get_by_role("button", name="下一步：核对").click()
    await page.get_by_role("heading", name="第三步：核对").wait_for()
    await desk.look(f"{pack_id}-3-preview", expecting="422")

    await page.get_by_role("button", name="完成设置").click()

    await page.get_by_text("设置已经完成").wait_for()
    await desk.look(f"{pack_id}-4-finished", expecting="422")
    await desk.open("/law")
    await expect(page.get_by_role("heading", name="本机关的设定")).to_be_visible()
    await desk.look(f"{pack_id}-5-law", expecting="422")


@SIZES
async def test_the_leader_lends_his_role(hall: Hall, size: dict[str, int]) -> None:
    desk = await hall.desk(size)
    page = desk.page
    await desk.sign_in("zhao")
    await desk.open("/delegations")
    await page.get_by_role("link", name="登记授权代行").click()
    await page.get_by_label("授权人和岗位").select_option("赵国强：局领导")
    await page.get_by_label("代行人").select_option("刘敏")
    await page.get_by_label("最后一天").fill("2026-11-28")
    await page.get_by_label("书面委托").fill("关于工作委托的通知")
    await page.get_by_label("事由").fill("出差")
    await desk.watch.is_clean()

    await page.get_by_role("button", name="登记授权").click()

    await page.get_by_text("代行中").wait_for()
    await desk.watch.is_clean()
