"""The desk, one's own devices and the ledger of use, on a desk, on a phone and without scripts."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.browser.conftest import DESK, PHONE, Desk, Hall
from tests.devices.holders import (
    TODAY,
    add_device,
    camera_of,
    give,
    hire,
    hire_keeper,
    hire_officer,
    qualify,
)
from tests.world import NOW

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
HOUR = timedelta(hours=1)


async def busy(hall: Hall) -> str:
    """Chen holds the camera, a second one is in stock; return the address of its form."""
    town = hall.house.town
    async with hall.house.sessions() as session, session.begin():
        await qualify(session, town.chen)
        keeper = await hire_keeper(session, town)
        await hire_officer(session, town)
        lin = await hire(session, "lin", "林远航", town.brigade)
        await qualify(session, lin, until=TODAY + timedelta(days=1))
        await give(session, keeper, camera_of(town), town.chen, at=NOW - HOUR)
        second = await add_device(session, town.brigade, "RZ-0002")
    return f"/handovers/{second}"


async def issue(desk: Desk, code: str, name: str) -> None:
    await desk.open("/handovers")
    await desk.page.get_by_label("标签或设备编号").fill(code)
    await desk.page.keyboard.press("Enter")
    await desk.page.get_by_role("radio", name=name).check()
    await desk.page.get_by_role("button", name="确认发放").click()


@SIZES
async def test_the_desk_and_its_forms(hall: Hall, size: dict[str, int]) -> None:
    form = await busy(hall)
    desk = await hall.desk(size)
    await desk.sign_in("xu")

    for path in ("/handovers", form, f"/handovers/{camera_of(hall.house.town)}"):
        await desk.open(path)
        await desk.watch.is_clean()


@SIZES
async def test_a_scanned_code_and_two_more_steps_issue_a_device(
    hall: Hall, size: dict[str, int]
) -> None:
    await busy(hall)
    desk = await hall.desk(size)
    await desk.sign_in("xu")

    await issue(desk, "rz-0002", "马建国")

    await desk.page.get_by_text("RZ-0002 现由马建国领用").wait_for()
    await desk.watch.is_clean()


async def test_without_scripts_the_device_goes_out_and_comes_back(hall: Hall) -> None:
    await busy(hall)
    desk = await hall.desk(PHONE, scripts=False)
    await desk.sign_in("xu")
    await issue(desk, "RZ-0002", "马建国")
    await desk.page.get_by_text("RZ-0002 现由马建国领用").wait_for()

    await desk.open(f"/handovers/{camera_of(hall.house.town)}")
    await desk.page.locator("#return-content").fill("汝河采砂点检查")
    await desk.page.get_by_role("button", name="确认收回").click()

    await desk.page.get_by_text("已收回 RZ-0001").wait_for()


@SIZES
async def test_a_refused_form_leads_to_the_field(hall: Hall, size: dict[str, int]) -> None:
    form = await busy(hall)
    desk = await hall.desk(size)
    await desk.sign_in("xu")
    await desk.open(form)
    await desk.page.get_by_role("radio", name="林远航").check()
    await desk.page.get_by_text("补登时间、领用事由").click()
    await desk.page.get_by_label("领用时间").fill("2026-11-23T10:00")

    await desk.page.get_by_role("button", name="确认发放").click()

    problem = desk.page.get_by_role("link", name="交接时间不能晚于现在")
    await problem.wait_for()
    await desk.watch.is_clean(expecting="422")
    assert await desk.page.get_by_role("radio", name="林远航").is_checked()
    await problem.click()
    await expect(desk.page).to_have_url(re.compile("#issue-at$"))


@SIZES
async def test_the_officer_checks_a_device_and_is_told_what_to_do(
    hall: Hall, size: dict[str, int]
) -> None:
    await busy(hall)
    desk = await hall.desk(size)
    await desk.sign_in("chen")
    await desk.open("/my-devices")
    await desk.watch.is_clean()

    await desk.page.get_by_role("link", name="使用前检查 RZ-0001").click()
    for item, verdict in (
        ("能正常使用", "正常"),
        ("电量充足", "不正常"),
        ("存储空间足够", "正常"),
        ("日期、时间准确", "正常"),
    ):
        group = desk.page.get_by_role("group", name=item)
        await group.get_by_label(verdict, exact=True).check()
    await desk.page.get_by_role("button", name="提交检查结果").click()

    await desk.page.get_by_role("alert").get_by_text("请先充电").wait_for()
    await desk.watch.is_clean()


@SIZES
async def test_the_ledger_of_use(hall: Hall, size: dict[str, int]) -> None:
    await busy(hall)
    desk = await hall.desk(size)
    await desk.sign_in("xu")

    await desk.open("/devices/usage")

    await desk.page.get_by_role("cell", name="RZ-0001").first.wait_for()
    await desk.watch.is_clean()


async def test_the_ledger_of_use_prints_across_one_sheet(hall: Hall) -> None:
    await busy(hall)
    desk = await hall.desk()
    await desk.sign_in("xu")
    await desk.open("/devices/usage")

    document = await desk.page.pdf(prefer_css_page_size=True)

    assert document.count(b"/Type /Page\n") == 1
    await desk.page.emulate_media(media="print")
    await desk.page.get_by_text("负责人：").wait_for()
    await desk.page.get_by_role("button", name="查询").wait_for(state="hidden")
