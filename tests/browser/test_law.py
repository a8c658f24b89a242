"""The law on a desk and on a phone: to read, to compare, to try a change out."""

import pytest

from tests.browser.conftest import DESK, PHONE, Hall


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_the_law_is_read_compared_and_tried_out(hall: Hall, size: dict[str, int]) -> None:
    desk = await hall.desk(size)
    await desk.sign_in("zhao")
    await desk.open("/law")
    await desk.watch.is_clean()

    await desk.page.get_by_role("link", name="调阅监督制度第五条", exact=True).click()
    await desk.page.get_by_role("link", name="五个制度对照").locator("visible=true").last.click()
    await desk.page.get_by_role("heading", name="五个制度对照").wait_for()
    await desk.watch.is_clean()

    await desk.open("/law/what-would-change")
    await desk.page.get_by_label("文件内容").fill("[pack]")
    await desk.page.get_by_role("button", name="预演").last.click()

    await desk.page.get_by_text("不能预演，请先处理以下").wait_for()
    await desk.watch.is_clean(expecting="422")
