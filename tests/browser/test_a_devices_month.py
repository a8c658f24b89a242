"""The ledgers of a device's month, on the screen of a desk and of a phone, and on paper."""

from playwright.async_api import expect

from tests.browser.conftest import DESK, Desk, Hall
from tests.journeys.month import Month, whole_month

PAPER = {
    "life": ("设备履历", 2),
    "usage": ("执法记录仪使用情况台账", 1),
    "repairs": ("设备维修台账", 1),
}


def addresses(month: Month) -> dict[str, str]:
    return {
        "life": f"/devices/{month.camera}/ledger",
        "usage": "/devices/usage?month=2026-12",
        "repairs": "/devices/ledgers/repairs",
    }


async def is_printed(desk: Desk, title: str, pages: int) -> None:
    """Hold the sheet to its head, its number of pages, and to showing no buttons."""
    document = await desk.page.pdf(prefer_css_page_size=True)
    assert document.count(b"/Type /Page\n") == pages
    await desk.page.emulate_media(media="print")
    head = desk.page.locator(".sheet")
    await expect(head.first).to_contain_text(title)
    await expect(head.first).to_contain_text("单位：水政监察大队")
    await expect(desk.page.get_by_role("button", name="打印")).to_be_hidden()
    await expect(desk.page.get_by_role("row").filter(has_text="陈立").first).to_be_visible()


async def test_the_ledgers_of_a_month_on_screen_and_on_paper(hall: Hall, clip: bytes) -> None:
    month, _sent = await whole_month(hall.house, clip)
    desk = await hall.desk()
    await desk.sign_in("xu")
    at = addresses(month)

    await desk.tour(*at.values(), f"/devices/{month.camera}")
    await desk.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    for name, (title, pages) in PAPER.items():
        await desk.page.emulate_media(media="null")
        await desk.open(at[name])
        await is_printed(desk, title, pages)
