"""来源待核, the correction of an attribution, and the roster: on a desk and on a phone."""

import pytest

from app.policy.vocabulary import Role
from tests.browser.conftest import DESK, PHONE, Hall
from tests.devices.holders import qualify, serve
from tests.routers.evidence import inspected

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@SIZES
async def test_the_keeper_settles_a_device(hall: Hall, clip: bytes, size: dict[str, int]) -> None:
    await inspected(
        hall.house, clip, sender=hall.house.town.chen, file_name="ZZ-9999_李强_20261120093000.mp4"
    )
    await hall.house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    desk = await hall.desk(size)
    await desk.sign_in("xu")
    await desk.open("/set-aside")
    await desk.watch.is_clean()
    await desk.page.get_by_role("link", name="ZZ-9999_李强_20261120093000.mp4").click()
    await desk.page.get_by_label("设备编号").fill("RZ-0001")
    await desk.watch.is_clean()

    await desk.page.get_by_label("理由").first.fill("核对编号贴纸")
    await desk.page.get_by_role("button", name="确认设备").click()

    await desk.page.get_by_text("没有待核的资料").wait_for()


@SIZES
async def test_the_custodian_corrects_an_officer(
    hall: Hall, clip: bytes, size: dict[str, int]
) -> None:
    async with hall.house.sessions() as session, session.begin():
        await qualify(session, hall.house.town.chen)
        await serve(session, hall.house.town.chen)
    recording = await inspected(hall.house, clip)
    desk = await hall.desk(size)
    await desk.sign_in("liu")
    await desk.open(f"/recordings/{recording}")
    await desk.page.get_by_role("link", name="核定或更正").click()
    await desk.page.get_by_label("执法人员", exact=True).select_option(label="陈立（水政监察大队）")
    await desk.watch.is_clean()

    await desk.page.get_by_label("理由").fill("与本人核实")
    await desk.page.get_by_role("button", name="保存核定结果").click()

    await desk.page.get_by_text("由保管人员核定。理由：与本人核实").first.wait_for()
    await desk.watch.is_clean()


@SIZES
async def test_a_shift_is_added_without_scripts_and_shown(hall: Hall, size: dict[str, int]) -> None:
    desk = await hall.desk(size, scripts=False)
    await desk.sign_in("liu")
    await desk.open(f"/roster/{hall.house.town.brigade}")
    await desk.page.get_by_label("人员", exact=True).select_option(label="陈立")
    await desk.page.get_by_label("结束").fill("07:30")

    await desk.page.get_by_role("button", name="添加").click()

    await desk.page.get_by_text("08:00 至 次日 07:30").wait_for()
    reader = await hall.desk(size)
    await reader.sign_in("liu")
    await reader.open(f"/roster/{hall.house.town.brigade}")
    await reader.watch.is_clean()


async def test_the_roster_prints_without_its_forms(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in("chen")
    await desk.open("/roster")

    await desk.page.emulate_media(media="print")

    await desk.page.get_by_role("heading", name="值班表").wait_for()
    await desk.page.get_by_role("link", name="下一周").wait_for(state="hidden")
