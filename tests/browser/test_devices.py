"""The rooms of the device keeper and of the leader, on a desk and on a phone."""

from collections.abc import Awaitable, Callable

import pytest

from app.devices.registry import DeviceFacts, add_device
from app.policy.actor import WORKER
from app.policy.vocabulary import DeviceKind, Role
from tests.browser.conftest import DESK, PHONE, Desk, Hall
from tests.world import NOW

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
ROOMS = [
    "/devices",
    "/devices?kind=camcorder&year=x",
    "/devices/new",
    "/devices/equipment",
    "/devices/labels",
    "/devices/ledgers/maintenance",
    "/devices/ledgers/repairs",
]
OF_A_DEVICE = ["", "/change", "/fault", "/ledger", "/label", "/unauthorised-repair"]


async def keeper(hall: Hall, size: dict[str, int]) -> Desk:
    """Return the keeper's window over a register with something in it."""
    await hall.house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    async with hall.house.sessions() as session, session.begin():
        for number in range(4):
            facts = DeviceFacts(
                device_no=f"RZ-JLY-{number:04d}",
                kind=DeviceKind.BODY_CAMERA,
                model="执法记录仪 甲型（高原低温版）",
                maker="示例厂家一",
            )
            await add_device(session, WORKER, hall.house.town.brigade, facts, NOW)
    desk = await hall.desk(size)
    await desk.sign_in("xu")
    return desk


async def mend_alone(desk: Desk, hall: Hall) -> None:
    """Write down a repair without leave through its form."""
    await desk.open(f"/devices/{hall.house.town.terminal.id}/unauthorised-repair")
    await desk.page.get_by_label("维修单位或修理人").fill("街边电子维修部")
    await desk.page.get_by_label("维修内容").fill("自行更换电池和后盖")
    await desk.page.get_by_role("button", name="登记擅自修理").click()
    await desk.page.get_by_text("擅自修理，系统不列为可报销费用").wait_for()


async def propose(desk: Desk, hall: Hall) -> None:
    """Propose scrapping through its form."""
    await desk.open(f"/devices/{hall.house.town.terminal.id}/write-off")
    await desk.page.get_by_label("报废原因").fill("超过使用年限")
    await desk.page.get_by_role("button", name="提交").click()
    await desk.page.get_by_text("报废申请等待审批").wait_for()


async def test_the_rooms_of_the_keeper(hall: Hall) -> None:
    desk = await keeper(hall, DESK)

    await desk.tour(*ROOMS)


async def test_the_pages_about_a_device(hall: Hall) -> None:
    desk = await keeper(hall, DESK)

    await desk.tour(*(f"/devices/{hall.house.town.terminal.id}{path}" for path in OF_A_DEVICE))


@SIZES
@pytest.mark.parametrize("act", [mend_alone, propose], ids=["mended alone", "given up"])
async def test_a_device_with_a_story(
    hall: Hall, size: dict[str, int], act: Callable[[Desk, Hall], Awaitable[None]]
) -> None:
    desk = await keeper(hall, size)

    await act(desk, hall)

    await desk.watch.is_clean()


@SIZES
async def test_what_waits_for_the_leader(hall: Hall, size: dict[str, int]) -> None:
    await propose(await keeper(hall, size), hall)
    desk = await hall.desk(size)
    await desk.sign_in("zhao")

    await desk.open("/devices/approvals")

    await desk.page.get_by_role("link", name="审批 RZ-0001").wait_for()
    await desk.watch.is_clean()


@SIZES
async def test_a_form_with_problems(hall: Hall, size: dict[str, int]) -> None:
    desk = await keeper(hall, size)
    await desk.open("/devices/new")

    await desk.page.get_by_role("button", name="登记").click()

    await desk.page.get_by_text("提交没有成功").wait_for()
    await desk.watch.is_clean(expecting="422")


async def test_the_register_works_without_scripts(hall: Hall) -> None:
    await keeper(hall, DESK)
    desk = await hall.desk(scripts=False)
    await desk.sign_in("xu")
    await desk.open("/devices")

    await desk.page.get_by_label("查找").fill("0003")
    await desk.page.get_by_role("button", name="查询").click()

    await desk.page.get_by_role("link", name="RZ-JLY-0003").wait_for()
    await desk.page.get_by_role("link", name="RZ-JLY-0001").wait_for(state="hidden")


PRINTS = {"/devices": 1, "/devices/labels": 1, "/devices/equipment": 2}


@pytest.mark.parametrize(("path", "pages"), PRINTS.items(), ids=PRINTS.keys())
async def test_a_ledger_prints_on_its_sheets(hall: Hall, path: str, pages: int) -> None:
    desk = await keeper(hall, DESK)
    await desk.open(path)

    document = await desk.page.pdf(prefer_css_page_size=True)

    assert document.count(b"/Type /Page\n") == pages


@pytest.mark.parametrize(("devices", "pages"), [(24, 1), (25, 2)])
async def test_twenty_four_labels_fill_a_sheet(hall: Hall, devices: int, pages: int) -> None:
    desk = await keeper(hall, DESK)
    already = 5
    async with hall.house.sessions() as session, session.begin():
        for number in range(devices - already):
            facts = DeviceFacts(device_no=f"RZ-L-{number:02d}", kind=DeviceKind.STILL_CAMERA)
            await add_device(session, WORKER, hall.house.town.brigade, facts, NOW)
    await desk.open("/devices/labels")

    document = await desk.page.pdf(prefer_css_page_size=True)

    assert await desk.page.get_by_role("img", name="的二维码").count() == devices
    assert document.count(b"/Type /Page\n") == pages
