"""The figures of the units below, on a desk and on a phone."""

import pytest

from tests.browser.conftest import DESK, PHONE, Hall
from tests.routers.evidence import received


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_the_leader_reads_the_figures_month_by_month(
    hall: Hall, size: dict[str, int]
) -> None:
    await received(hall.house)
    desk = await hall.desk(size)
    await desk.sign_in("zhao")
    await desk.open("/supervision")
    await desk.watch.is_clean()

    await desk.page.get_by_role("link", name="上一月").click()

    await desk.page.get_by_role("heading", name="2026-10 月收到的资料和此刻的情况").wait_for()
    await desk.watch.is_clean()
