"""Setting an agency up and standing in, in a real browser, on a desk and on a phone."""

import pytest

from tests.browser.conftest import DESK, PHONE, Hall

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@SIZES
async def test_the_administrator_sets_the_agency_up(hall: Hall, size: dict[str, int]) -> None:
    desk = await hall.desk(size)
    page = desk.page
    await desk.sign_in("sun")
    await desk.open("/agency")
    await page.get_by_role("link", name="汝州市水利局").click()
    await desk.watch.is_clean()
    await page.get_by_role("link", name="开始设置").click()
    await desk.watch.is_clean()
    await page.get_by_role("button", name="下一步：机关设定").click()
    await desk.watch.is_clean()
    await page.get_by_label("文件名称").fill("执法记录补充规定")
    await page.get_by_label("文号", exact=False).first.fill("汝水〔2026〕18号")
    file, evidence, publish = (
        page.locator(f'fieldset[id="{key}"]')
        for key in ("retention.case_file", "retention.case_evidence", "access.publish")
    )
    await file.get_by_label("方式").select_option("满以下月数后鉴定")
    await file.get_by_label("月数").fill("360")
    await evidence.get_by_label("方式").select_option("与案卷相同")
    await publish.get_by_label("设定为").select_option("机关主要负责人")
    for field in (file, evidence, publish):
        await field.get_by_label("依据文件第几条").fill("第四条")
    await page.get_by_role("button", name="下一步：核对").click()
    await page.get_by_role("heading", name="第三步：核对").wait_for()
    await desk.watch.is_clean()

    await page.get_by_role("button", name="完成设置").click()

    await page.get_by_text("设置已经完成").wait_for()
    await desk.watch.is_clean()


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
