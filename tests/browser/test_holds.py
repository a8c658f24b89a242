"""Holding a recording in a real browser, on a desk and on a phone."""

import pytest

from tests.browser.conftest import DESK, PHONE, Hall
from tests.routers.evidence import received

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@SIZES
async def test_the_keeper_holds_and_the_leader_lifts(hall: Hall, size: dict[str, int]) -> None:
    recording = await received(hall.house)
    keeper = await hall.desk(size)
    await keeper.sign_in("liu")
    await keeper.open(f"/recordings/{recording}")
    await keeper.page.get_by_role("link", name="冻结", exact=True).click()
    await keeper.page.get_by_label("事由").select_option("行政诉讼")
    await keeper.page.get_by_label("依据", exact=True).fill("应诉通知书")
    await keeper.page.get_by_label("说明").fill("原告已提起行政诉讼")

    await keeper.page.get_by_role("button", name="冻结这份资料").click()

    await keeper.page.get_by_text("生效中").wait_for()
    await keeper.watch.is_clean()
    leader = await hall.desk(size)
    await leader.sign_in("zhao")
    await leader.open("/holds")
    await leader.watch.is_clean()
    await leader.page.get_by_role("link", name="行政诉讼").click()
    await leader.page.get_by_label("解除原因").fill("原告撤诉")
    await leader.page.get_by_role("button", name="解除这项冻结").click()
    await leader.page.get_by_text("已解除").wait_for()
    await leader.watch.is_clean()


@SIZES
async def test_an_empty_register(hall: Hall, size: dict[str, int]) -> None:
    desk = await hall.desk(size)
    await desk.sign_in("zhao")

    await desk.open("/holds")

    await desk.page.get_by_text("还没有冻结的资料").wait_for()
    await desk.watch.is_clean()
