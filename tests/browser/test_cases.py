"""Cases in a real browser: from opening one to its page, on a desk and on a phone."""

import re

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from app.db import transaction
from app.models import CaseHandler
from app.policy.case_words import MaterialRole
from tests.browser.conftest import DESK, PHONE, Hall
from tests.cases.office import open_sand_case
from tests.routers.test_case_materials import put
from tests.world import NOW

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
RARE = "𬭩㙓䶮𠮷𫖯"


@SIZES
async def test_an_officer_opens_a_case_of_two_parties_and_moves_it_on(
    hall: Hall, size: dict[str, int]
) -> None:
    desk = await hall.desk(size)
    await desk.sign_in("chen")
    await desk.open("/cases/new")
    page = desk.page
    await page.get_by_label("办案程序").select_option("普通程序")
    await page.get_by_label("案件名称").fill(f"{RARE}采砂案")
    await page.get_by_label("案由").fill("未经许可在河道采砂")
    await page.get_by_label("案号").fill("汝水罚〔2026〕1号")
    await page.get_by_label("姓名或者名称").fill(RARE)
    await page.get_by_role("button", name="增加一个当事人").click()
    second = page.get_by_role("group", name="第 2 个当事人")
    await second.get_by_label("姓名或者名称").fill("王律师")
    await second.get_by_label("身份").select_option("代理律师")
    await second.get_by_label("被代理人").select_option(f"第 1 个：{RARE}")
    await desk.look("case-new")

    await page.get_by_role("button", name="立案", exact=True).click()

    await page.get_by_role("heading", level=1, name="汝水罚〔2026〕1号").wait_for()
    await page.get_by_text(f"代理 {RARE}").wait_for()
    await desk.look("case")
    await desk.follow(page.get_by_role("link", name="转入调查取证"))
    await desk.watch.is_clean()
    await page.get_by_role("button", name="转入调查取证").click()
    await page.get_by_role("link", name="送法制审核").wait_for()


async def test_opening_a_case_works_without_scripts(hall: Hall) -> None:
    desk = await hall.desk(scripts=False)
    await desk.sign_in("chen")
    await desk.open("/cases/new")
    await desk.page.get_by_label("案件名称").fill("甲案")

    await desk.page.get_by_role("button", name="增加一个当事人").click()

    await expect(desk.page.get_by_role("group", name="第 2 个当事人")).to_have_count(1)
    await expect(desk.page.get_by_label("案件名称")).to_have_value("甲案")


async def test_the_pages_about_cases(hall: Hall) -> None:
    async with transaction(hall.house.sessions) as session:
        case_id = await open_sand_case(session, hall.house.town)
    await put(hall.house, case_id)
    await put(hall.house, case_id, MaterialRole.PROCESS_RECORD, "现场照片.jpg")
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open("/cases")
    await desk.look("cases")
    await desk.open("/cases/numbering")
    await desk.look("case-numbering")
    await desk.open(f"/cases/{case_id}")
    await desk.look("case-with-recordings")

    await desk.tour(
        "/cases?q=no-such-case",
        f"/cases/{case_id}/facts",
        f"/cases/{case_id}/recordings",
        f"/cases/{case_id}/parties/new",
        f"/cases/{case_id}/handlers/main",
        f"/cases/{case_id}/steps/evidence",
    )


async def test_evidence_becomes_a_record_and_is_taken_out_from_the_page_of_its_case(
    hall: Hall,
) -> None:
    async with transaction(hall.house.sessions) as session:
        case_id = await open_sand_case(session, hall.house.town)
    await put(hall.house, case_id)
    desk = await hall.desk(scripts=False)
    await desk.sign_in("liu")
    await desk.open(f"/cases/{case_id}")
    page = desk.page

    await page.get_by_role("link", name="改为过程记录").click()
    await page.get_by_label("不再作为证据的理由").fill("与案件事实无关")
    await page.get_by_role("button", name="改为过程记录").click()
    await page.get_by_role("link", name="改为证据").wait_for()
    await page.get_by_role("link", name="移出").click()
    await page.get_by_label("理由").fill("放错了")
    await page.get_by_role("button", name="移出案件").click()

    await page.get_by_text("案件里还没有音视频资料").wait_for()


async def test_the_next_number_shows_while_a_pattern_is_typed(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open("/cases/numbering")

    await desk.page.get_by_label("规则：普通程序").fill("汝水罚〔{年}〕{序号}号")

    await desk.page.get_by_text("汝水罚〔2026〕1号", exact=True).wait_for()
    await desk.watch.is_clean()


async def test_the_list_narrows_as_filters_change(hall: Hall) -> None:
    async with transaction(hall.house.sessions) as session:
        await open_sand_case(session, hall.house.town)
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open("/cases")

    await desk.page.get_by_label("办案程序").select_option("行政强制")

    await desk.page.get_by_text("没有符合条件的案件").wait_for()
    await desk.watch.is_clean()


async def test_cases_without_a_main_handler_are_pointed_at(hall: Hall) -> None:
    async with hall.house.sessions() as session, session.begin():
        case = await open_sand_case(session, hall.house.town)
        ended = update(CaseHandler).where(CaseHandler.case_id == case).values(until=NOW)
        await session.execute(ended)
    desk = await hall.desk()
    await desk.sign_in("liu")

    await desk.open("/")
    await desk.page.get_by_text("没有主办人的案件").wait_for()
    await desk.look("start-unassigned")
    await desk.open("/cases")
    await desk.look("cases-unassigned")
    await desk.page.get_by_role("link", name="查看这些案件").click()

    await desk.page.wait_for_url("**/cases?handled=nobody")
    await desk.page.get_by_role("link", name="汝水罚〔2026〕1号").wait_for()


async def test_enter_in_a_field_opens_the_case_and_adds_no_party(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in("chen")
    await desk.open("/cases/new")
    page = desk.page
    await page.get_by_label("办案程序").select_option("普通程序")
    await page.get_by_label("案由").fill("未经许可在河道采砂")
    await page.get_by_label("案号").fill("汝水罚〔2026〕1号")
    await page.get_by_label("案件名称").fill("甲案")

    await page.get_by_label("案件名称").press("Enter")

    await page.get_by_role("heading", level=1, name="汝水罚〔2026〕1号").wait_for()
    await desk.watch.is_clean()


async def test_a_failed_form_comes_back_at_its_mistakes_and_not_where_the_last_ones_led(
    hall: Hall,
) -> None:
    desk = await hall.desk()
    await desk.sign_in("chen")
    await desk.open("/cases/new")
    page = desk.page
    await page.get_by_role("button", name="立案", exact=True).click()
    await page.get_by_role("link", name="请填写“案由”").click()
    await page.get_by_label("案由").press("Enter")

    summary = page.get_by_role("alert").filter(has_text="提交没有成功")
    await expect(summary).to_be_focused()
    await expect(page).to_have_url(f"{hall.url}/cases/new")


async def test_a_party_is_struck_out_by_a_form_that_asks_why(hall: Hall) -> None:
    async with transaction(hall.house.sessions) as session:
        case_id = await open_sand_case(session, hall.house.town)
    desk = await hall.desk()
    await desk.sign_in("chen")
    await desk.open(f"/cases/{case_id}")
    await desk.follow(desk.page.get_by_role("link", name=re.compile("划去.*李大山")))
    await desk.look("party-striking")
    await desk.page.get_by_label("划去的原因").fill("登记错了人")

    await desk.page.get_by_role("button", name="划去").click()

    await expect(desk.page.get_by_role("status").get_by_text("当事人已经划去")).to_be_visible()
    await desk.look("case-party-struck")


async def test_a_step_taken_twice_leads_back_to_the_case(hall: Hall) -> None:
    async with transaction(hall.house.sessions) as session:
        case_id = await open_sand_case(session, hall.house.town)
    desk = await hall.desk()
    await desk.sign_in("chen")
    await desk.open(f"/cases/{case_id}/steps/decided")
    await desk.page.get_by_role("button", name="登记处理决定").click()
    await desk.page.get_by_role("heading", level=1, name="汝水罚").wait_for()
    await desk.open(f"/cases/{case_id}/steps/decided")
    await desk.look("step-taken", expecting="409")

    await desk.page.get_by_role("link", name="查看现在的情况").click()

    await expect(desk.page).to_have_url(f"{hall.url}/cases/{case_id}")
