"""The set-up pages while the product speaks plain HTTP, as on a machine of one's own."""

import pytest

from tests.browser.conftest import DESK, PHONE, Hall

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@SIZES
@pytest.mark.parametrize("path", ["/setup", "/setup/check"])
async def test_the_page_holds_every_rule(hall: Hall, size: dict[str, int], path: str) -> None:
    desk = await hall.desk(size, fresh=True)

    await desk.open(path)

    await desk.watch.is_clean()


async def test_without_scripts_the_check_says_what_is_missing(hall: Hall) -> None:
    desk = await hall.desk(scripts=False)

    await desk.open("/setup/check")

    await desk.page.get_by_text("检测需要浏览器启用 JavaScript。").wait_for()


async def test_a_connection_in_clear_does_not_pass_as_secure(hall: Hall) -> None:
    desk = await hall.desk(fresh=True)
    await desk.open("/setup/check")

    await desk.page.get_by_role("button", name="开始检测").click()

    await desk.page.get_by_text("项没有通过").wait_for()
    await desk.page.get_by_text("登录、上传都要求安全连接").wait_for()
