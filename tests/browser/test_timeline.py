"""The line of time in a real browser: every lane, clicked, zoomed, printed."""

from datetime import timedelta

from playwright.async_api import expect

from tests.access.desk import granted
from tests.browser.conftest import Hall
from tests.cases.office import open_sand_case
from tests.cases.test_gaps import Shelf
from tests.routers.evidence import received
from tests.routers.test_timeline import linked, opened, with_document


async def test_the_line_of_a_case(hall: Hall) -> None:
    case_id = await opened(hall.house)
    await linked(hall.house, case_id, await received(hall.house, b"x" * 10))
    await with_document(hall.house, case_id, "对李大山的询问笔录")
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open(f"/cases/{case_id}/timeline")
    await desk.look("timeline")

    await desk.page.locator("svg.timeline a").last.click()
    await expect(desk.page.locator("tr:target")).to_be_visible()
    await desk.page.get_by_role("link", name="放大").click()
    await desk.page.get_by_role("link", name="全部").click()

    await expect(desk.page.get_by_text("共 3 项")).to_be_visible()
    await desk.watch.is_clean()


async def test_approvals_and_breaks_stand_in_lanes_of_their_own(hall: Hall) -> None:
    town = hall.house.town
    async with hall.house.sessions() as session, session.begin():
        shelf = Shelf(session, town, await open_sand_case(session, town))
        for minutes in (0, 35, 50):
            await shelf.put(timedelta(minutes=minutes))
        permit = await granted(session, town, shelf.case)
    desk = await hall.desk()
    await desk.sign_in("liu")
    await desk.open(f"/cases/{shelf.case}/timeline")
    await desk.look("timeline-of-all-lanes")

    lanes = desk.page.locator("svg .timeline__lane")
    await expect(lanes.filter(has_text="审批")).to_have_count(1)
    await expect(lanes.filter(has_text="记录间断")).to_have_count(1)
    await expect(desk.page.get_by_text("间断 25 分钟，RZ-0001、陈立").last).to_be_visible()
    await desk.page.get_by_role("link", name="准予查阅").first.click()
    await desk.page.wait_for_url(f"**/access/{permit.request_id}")
    await desk.open(f"/cases/{shelf.case}")
    await desk.look("case-with-all-lanes")
