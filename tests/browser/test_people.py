"""The pages of people in a real browser: on a desk, on a phone, and without scripts."""

import re

import pytest
from playwright.async_api import expect

from app.db import transaction
from app.people.register import register_section
from app.policy.actor import WORKER
from tests.browser.conftest import DESK, PHONE, Hall
from tests.world import NOW

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


async def section(hall: Hall) -> None:
    async with transaction(hall.house.sessions) as session:
        await register_section(session, WORKER, hall.house.town.brigade, "执法一中队", now=NOW)


async def test_the_rooms_of_the_security_administrator(hall: Hall) -> None:
    await section(hall)
    chen = hall.house.town.chen.id
    desk = await hall.desk()
    await desk.sign_in("zhou")

    await desk.tour(
        "/people",
        "/people?state=left",
        "/people/new",
        "/people/import",
        f"/people/{chen}",
        f"/people/{chen}/facts",
        f"/people/{chen}/move",
        f"/people/{chen}/departure",
        f"/people/{chen}/roles/new",
    )


async def test_the_rooms_of_the_system_administrator(hall: Hall) -> None:
    await section(hall)
    desk = await hall.desk()
    await desk.sign_in("sun")

    await desk.tour("/sections", f"/units/{hall.house.town.brigade}/sections")


@SIZES
async def test_a_person_is_registered_and_the_slip_shown(hall: Hall, size: dict[str, int]) -> None:
    desk = await hall.desk(size, scripts=size is DESK)
    await desk.sign_in("zhou")
    await desk.open("/people/new")
    await desk.page.get_by_label("姓名").fill("毛建")
    await desk.page.get_by_label("用户名").fill("mao")
    await desk.page.get_by_label("岗位", exact=True).first.select_option("执法人员")

    await desk.page.get_by_role("button", name="登记并生成初始密码").click()

    await expect(desk.page.get_by_role("heading", name="初始密码交接单")).to_be_visible()


async def test_a_wrong_form_is_marked_and_keeps_what_was_typed(hall: Hall) -> None:
    desk = await hall.desk(PHONE)
    await desk.sign_in("zhou")
    await desk.open("/people/new")
    await desk.page.get_by_label("姓名").fill("毛建")
    await desk.page.get_by_label("用户名").fill("chen")

    await desk.page.get_by_role("button", name="登记并生成初始密码").click()

    await expect(desk.page.get_by_role("link", name=re.compile("已被使用"))).to_be_visible()
    await expect(desk.page.get_by_label("姓名")).to_have_value("毛建")
    await desk.watch.is_clean(expecting="422")


async def test_without_scripts_somebody_leaves(hall: Hall) -> None:
    desk = await hall.desk(scripts=False)
    await desk.sign_in("zhou")
    await desk.open("/people")
    await desk.page.get_by_role("link", name="陈立").click()
    await desk.page.get_by_role("link", name="办理离任").click()
    await desk.page.get_by_label("离任事由").fill("调出")

    await desk.page.get_by_role("button", name="确认离任").click()

    await expect(desk.page.get_by_text("在任到 2026-11-21")).to_be_visible()
    await expect(desk.page.get_by_role("link", name="办理重新任职")).to_be_visible()


async def test_a_filter_goes_into_the_address(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in("zhou")
    await desk.open("/people")

    await desk.page.get_by_label("岗位", exact=True).select_option("执法人员")

    await expect(desk.page.get_by_role("link", name="刘敏")).to_have_count(0)
    await expect(desk.page.get_by_role("link", name="陈立")).to_be_visible()
    await expect(desk.page).to_have_url(re.compile("role=officer"))


async def test_the_roster_prints_with_its_head(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in("zhou")
    await desk.open("/people")

    document = await desk.page.pdf(prefer_css_page_size=True)

    assert document.count(b"/Type /Page\n") == 1
    await desk.page.emulate_media(media="print")
    await desk.page.get_by_text("打印人：周洁").wait_for()
    await desk.page.get_by_role("button", name="查询").wait_for(state="hidden")
