"""A PDF in a sitting in a real browser: scrolled page by page, and what the register says of it."""

from playwright.async_api import expect
from sqlalchemy import update

from app.models import AccessPermit, CaseDocument
from tests.access import sitting
from tests.access.shelf import kept_paper
from tests.browser.conftest import DESK, PHONE, Desk, Hall
from tests.cases.office import open_sand_case
from tests.papers import files

WORDS = tuple(f"Page {number} of the record of questioning" for number in range(1, 7))
LOADED = "image => image.complete && image.naturalWidth > 0"


async def test_the_pages_that_were_scrolled_to_stand_in_the_register(hall: Hall) -> None:
    permit = await granted(hall)
    officer = await hall.desk(fresh=True)
    await officer.sign_in("chen")
    await officer.open(f"/access/{permit.request_id}/viewings")
    await officer.page.get_by_role("button", name="开始查阅").click()
    await drawn(officer, 1)
    place = await officer.page.locator("#page-6").evaluate("page => page.offsetTop")

    await officer.page.get_by_role("spinbutton", name="页码").fill("6")
    await officer.page.keyboard.press("Enter")
    await officer.page.wait_for_url("**page=6")
    await drawn(officer, 6)

    await expect(officer.page.locator("#page-6")).to_be_in_viewport()
    await officer.page.get_by_role("button", name="翻到").click(trial=True)
    # A picture is of whole pixels, so the page below it may settle by one; nothing jumps.
    moved = await officer.page.locator("#page-6").evaluate("page => page.offsetTop") - place
    assert abs(moved) <= 1
    await officer.page.get_by_role("checkbox", name="放大").press("Space")
    wide = await officer.page.get_by_role("img", name="第 6 页").bounding_box()
    assert wide is not None
    assert wide["width"] > DESK["width"]
    await officer.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await officer.look("viewing-sheets-wide")
    await officer.page.get_by_role("checkbox", name="放大").press("Space")
    await officer.look("viewing-sheets")
    await nothing_is_printed(officer)
    # A page that is on its way when the sitting ends is refused, and the register says so.
    for number in range(1, len(WORDS) + 1):
        await drawn(officer, number)
    await officer.page.get_by_role("button", name="结束查阅").click()
    await officer.page.get_by_role("heading", name="查阅记录").wait_for()

    async with hall.house.sessions() as session:
        (line,) = await sitting.lines_of(session, permit.request_id)
        viewing = await sitting.viewing_of(session, permit.id)
    (pages,) = viewing.spans.values()
    assert {1, 6} <= set(pages)
    keeper = await hall.desk(fresh=True)
    await keeper.sign_in("liu")
    await keeper.open(f"/access/register/{line.id}")
    await expect(keeper.page.get_by_text("（共 6 页）")).to_contain_text("打开第 1")


async def test_a_page_that_cannot_be_drawn_says_so_where_it_would_stand(hall: Hall) -> None:
    permit = await granted(hall, content=files.pdf(*WORDS[:1]))
    officer = await hall.desk(fresh=True)
    await officer.sign_in("chen")
    await officer.open(f"/access/{permit.request_id}/viewings")
    await officer.page.get_by_role("button", name="开始查阅").click()

    await drawn(officer, 2)

    await officer.look("viewing-sheet-undrawn", expecting="409")


async def granted(hall: Hall, content: bytes = files.pdf(*WORDS)) -> AccessPermit:
    """Return Chen's permit for a document of six pages in her case."""
    town, store = hall.house.town, hall.house.resources.store
    async with hall.house.sessions() as session, session.begin():
        case = await open_sand_case(session, town)
        paper = await kept_paper(session, store, town, case, content)
        await session.execute(update(CaseDocument).values(page_count=len(WORDS)))
        return await sitting.permitted(session, town, case_id=case, documents=[paper])


async def drawn(desk: Desk, number: int) -> None:
    """Wait until a page is there."""
    image = desk.page.get_by_role("img", name=f"第 {number} 页")
    await image.scroll_into_view_if_needed()
    await desk.page.wait_for_function(LOADED, arg=await image.element_handle())


async def nothing_is_printed(desk: Desk) -> None:
    await desk.page.emulate_media(media="print")
    await expect(desk.page.get_by_text("查阅的内容不打印")).to_be_visible()
    await expect(desk.page.get_by_role("img", name="第 6 页")).to_be_hidden()
    await desk.page.emulate_media(media="screen")
