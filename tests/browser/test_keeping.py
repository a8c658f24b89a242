"""The board of keeping periods in a real browser, on a desk and on a phone."""

import re

import pytest
from playwright.async_api import expect

from app.db import transaction
from app.models import Recording
from app.policy.law_words import Situation
from tests.browser.conftest import DESK, PHONE, Hall
from tests.deadlines.acts import live_by
from tests.keeping.acts import YEAR_AGO, ruled, sealed
from tests.world import NOW

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


async def furnish(hall: Hall) -> None:
    """Put recordings of several kinds there, under a law that leaves some periods open."""
    async with transaction(hall.house.sessions) as session:
        await live_by(session, hall.house.town, "zhangzi")
        for name, recorded_at, situation in (
            ("河道日常巡查_北汝河温泉镇段_20251017_091500.mp4", YEAR_AGO, Situation.PATROL),
            ("采砂船检查.mp4", NOW, None),
        ):
            key = await sealed(
                session, hall.house.town, situation=situation, recorded_at=recorded_at
            )
            (await session.get_one(Recording, key)).file_name = name
            await session.flush()
            await ruled(session, key)


@SIZES
async def test_the_keeper_turns_from_what_is_due_to_what_nobody_has_set(
    hall: Hall, size: dict[str, int]
) -> None:
    await furnish(hall)
    desk = await hall.desk(size)
    await desk.sign_in("liu")
    await desk.open("/keeping")
    await desk.page.get_by_text("2026-04-17", exact=True).wait_for()
    await desk.look(f"keeping-due-{size['width']}")
    await desk.page.set_viewport_size(size)  # type: ignore[arg-type]

    await desk.page.get_by_role("link", name="期限未设定").click()

    await desk.page.get_by_text("请本机关的系统管理员在“机关设置”中").wait_for()
    await desk.look(f"keeping-unset-{size['width']}")


async def test_the_board_works_without_scripts(hall: Hall) -> None:
    await furnish(hall)
    desk = await hall.desk(scripts=False)
    await desk.sign_in("liu")
    await desk.open("/keeping?shelf=unset")

    await desk.page.get_by_label("单位").select_option("水政监察大队")
    await desk.page.get_by_role("button", name="查询").click()

    await expect(desk.page).to_have_url(re.compile(r"\?(?=.*shelf=unset).*unit="))
    await desk.page.get_by_text("采砂船检查.mp4").wait_for()


async def test_the_page_of_a_recording_says_how_long_it_is_kept(hall: Hall) -> None:
    await furnish(hall)
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open("/keeping")
    await desk.page.get_by_role("link", name="河道日常巡查").click()

    await desk.page.get_by_role("heading", name="保存期限").wait_for()
    await desk.look("keeping-recording")


async def test_an_empty_shelf_says_so(hall: Hall) -> None:
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open("/keeping?shelf=held")

    await desk.page.get_by_text("没有“冻结中”的资料").wait_for()
    await desk.look("keeping-empty")
