"""Issuing a copy in a real browser, on a desk and on a phone."""

from tests.access.copies import police_copy
from tests.browser.conftest import Hall


async def test_the_keeper_issues_a_copy_and_notes_who_took_it(hall: Hall) -> None:
    house = hall.house
    async with house.sessions() as session, session.begin():
        request_id, *_ = await police_copy(session, house.town, house.resources.store)
    keeper = await hall.desk()
    await keeper.sign_in("liu")

    await keeper.open(f"/access/{request_id}")
    await keeper.look("copy-request")
    await keeper.page.get_by_role("button", name="生成并发放").click()
    await keeper.page.get_by_role("heading", name="所附资料").wait_for()
    await keeper.look("copy")
    page = keeper.page.url.removeprefix(keeper.url)
    async with keeper.page.expect_download() as download:
        await keeper.page.get_by_role("link", name="下载复制件").click()
    assert (await download.value).suggested_filename.endswith(".zip")

    await keeper.page.get_by_label("证件名称和号码").fill("警官证 041022")
    await keeper.page.get_by_role("button", name="登记签收").click()
    await keeper.page.get_by_text("没有上传扫描件").wait_for()
    await keeper.page.get_by_role("button", name="登记寄送").click()
    await keeper.page.get_by_text("汝州市公安局").first.wait_for()
    await keeper.look("copy-received")
    await keeper.open(f"{page}/slip")
    await keeper.look("copy-slip")
    await keeper.open(f"{page}/dispatch")
    await keeper.look("copy-dispatch")
