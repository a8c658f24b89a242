"""Issuing a copy in a real browser, on a desk and on a phone."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from playwright.async_api import Page
from sqlalchemy import select

from app.access.bench import Bench
from app.access.ending import revoke_permit
from app.access.issuing import issue_copy
from app.jobs.leases import claim
from app.models import Job, Recording
from tests.access.copies import kept, police_copy
from tests.browser.conftest import Hall
from tests.media.marked import film
from tests.routers.conftest import House
from tests.world import NOW


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
    await it_prints_from_the_first_sheet_on(keeper.page)
    page = keeper.page.url.removeprefix(keeper.url)
    async with keeper.page.expect_download() as download:
        await keeper.page.get_by_role("link", name="下载复制件").click()
    assert (await download.value).suggested_filename.endswith(".zip")

    await keeper.page.get_by_label("证件名称和号码").fill("警官证 041022")
    await keeper.page.get_by_role("button", name="登记签收").click()
    await keeper.page.get_by_text("没有上传扫描件").wait_for()
    await keeper.page.get_by_text("不再寄送").wait_for()
    await keeper.page.get_by_text("更正签收").click()
    await keeper.page.get_by_label("签收人").fill("牛警官")
    await keeper.page.get_by_label("原来的登记错在哪里").fill("登记的是同行的人")
    await keeper.look("copy-correction")
    await keeper.page.get_by_role("button", name="登记更正").click()
    await keeper.page.get_by_text("牛警官", exact=True).wait_for()
    await keeper.look("copy-received")
    await keeper.open(f"{page}/slip")
    await keeper.look("copy-slip")
    await keeper.open(f"{page}/dispatch")
    await keeper.look("copy-dispatch")


async def it_prints_from_the_first_sheet_on(page: Page) -> None:
    """A list that is longer than a sheet begins under its heading; an open box says what it is."""
    await page.emulate_media(media="print")
    for panel, breaks in (("files-title", "auto"), ("issue-title", "avoid")):
        drawn = page.locator(f"section[aria-labelledby={panel}]")
        assert await drawn.evaluate("(box) => getComputedStyle(box).breakInside") == breaks
    await page.get_by_text("还没有登记签收。").wait_for()
    await page.get_by_text("还没有登记寄送。").wait_for()
    await page.emulate_media(media="screen")


async def test_a_marked_copy_is_made_while_the_page_waits_and_opens_itself(
    hall: Hall, tmp_path: Path
) -> None:
    house = hall.house
    async with house.sessions() as session, session.begin():
        store = house.resources.store
        request_id, _, _, recording_id = await police_copy(session, house.town, store)
        recording = await session.get_one(Recording, recording_id)
        content = film(tmp_path / "a.mp4").read_bytes()
        recording.original_id = await kept(session, store, content)
    keeper = await hall.desk()
    await keeper.sign_in("liu")

    await keeper.open(f"/access/{request_id}")
    await keeper.page.get_by_label("形式").select_option(label="原样复制件和标记件")
    await keeper.page.get_by_role("button", name="生成并发放").click()
    await keeper.page.get_by_role("heading", name="复制件正在生成").wait_for()
    await keeper.look("copy-order")
    order_id = UUID(keeper.page.url.rpartition("/")[2])
    await keeper.open(f"/access/{request_id}")
    await keeper.page.get_by_text("上一份复制件正在生成").wait_for()
    await keeper.look("copy-request-waiting")

    await keeper.open(f"/access/copies/{order_id}")
    await issue_copy(await bench_of(house, order_id))
    await keeper.page.get_by_role("heading", name="所附资料").wait_for()
    await keeper.look("copy-marked")


async def test_what_was_refused_meanwhile_is_told_and_leads_back(hall: Hall) -> None:
    house = hall.house
    async with house.sessions() as session, session.begin():
        request_id, *_ = await police_copy(session, house.town, house.resources.store)
    keeper = await hall.desk()
    await keeper.sign_in("liu")
    await keeper.open(f"/access/{request_id}")
    await keeper.page.get_by_label("形式").select_option(label="标记件")
    await keeper.page.get_by_role("button", name="生成并发放").click()
    await keeper.page.get_by_role("heading", name="复制件正在生成").wait_for()
    order_id = UUID(keeper.page.url.rpartition("/")[2])
    async with house.sessions() as session, session.begin():
        refused = await revoke_permit(session, house.town.liu, request_id, "误准", now=NOW)
        assert refused is None

    await issue_copy(await bench_of(house, order_id))

    await keeper.page.get_by_role("heading", name="复制件没有发放").wait_for()
    await keeper.look("copy-refused")
    await keeper.page.get_by_role("link", name="回到申请").click()
    await keeper.page.get_by_text("准予已经收回").first.wait_for()
    await keeper.look("copy-request-refused")


async def bench_of(house: House, order_id: UUID) -> Bench:
    """Claim the job of an order as a worker does."""
    resources = house.resources
    async with house.sessions() as session, session.begin():
        job_id = await session.scalar(select(Job.id).where(Job.copy_order_id == order_id))
        assert job_id is not None
        job = await claim(session, job_id, 1, lease=timedelta(minutes=1), now=NOW)
    assert job is not None
    return Bench(house.sessions, resources.store, job, resources.settings, house.clock)
