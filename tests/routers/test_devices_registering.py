"""Registering, labelling and reporting on devices, as people meet it."""

from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook

from app.devices.label_code import complete
from app.ledger.kinds import LedgerKind
from app.models import Device
from app.policy.vocabulary import Role
from tests.routers.conftest import House

FORM = {
    "device_no": "RZ-JLY-0101",
    "kind": "body_camera",
    "model": "甲型",
    "cost": "1,280.50",
    "budget_year": "2026",
    "acquired_on": "2026-03-01",
}


@pytest.fixture
async def keeper(house: House) -> httpx.AsyncClient:
    await house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    return await house.visit("xu")


def form_of(house: House, **more: str) -> dict[str, str]:
    return {**FORM, "place": str(house.town.brigade), **more}


async def test_a_new_device_has_its_page(house: House, keeper: httpx.AsyncClient) -> None:
    answer = await keeper.post("/devices/new", data=form_of(house))
    page = (await keeper.get(answer.headers["location"])).text

    assert answer.status_code == 303
    assert "RZ-JLY-0101" in page
    assert "1,280.50 元" in page


async def test_a_national_number_may_be_written_in_wide_digits(
    house: House, keeper: httpx.AsyncClient
) -> None:
    answer = await keeper.post("/devices/new", data=form_of(house, gb28181_no="\uff13" * 20))

    assert answer.status_code == 303
    assert "3" * 20 in (await keeper.get(answer.headers["location"])).text


BAD = {
    "no number": {"device_no": ""},
    "a kind of nowhere": {"kind": "drone"},
    "a place of nowhere": {"place": "x"},
    "a year in words": {"budget_year": "今年"},
    "a number that is taken": {"device_no": "RZ-0001"},
    "a national number too short": {"gb28181_no": "123"},
    "half a surrogate pair": {"kind": "\ufffd"},
}


@pytest.mark.parametrize("wrong", BAD.values(), ids=BAD.keys())
async def test_bad_input_is_named_and_the_rest_is_kept(
    house: House, keeper: httpx.AsyncClient, wrong: dict[str, str]
) -> None:
    answer = await keeper.post("/devices/new", data=form_of(house, **wrong))

    assert answer.status_code == 422
    assert "提交没有成功" in answer.text
    assert 'value="1,280.50"' in answer.text


async def test_a_unit_next_door_is_no_choice(house: House, keeper: httpx.AsyncClient) -> None:
    answer = await keeper.post(
        "/devices/new", data=form_of(house, place=str(house.town.stranger_agency))
    )

    assert answer.status_code == 422


async def test_a_correction_is_shown(house: House, keeper: httpx.AsyncClient) -> None:
    address = f"/devices/{house.town.terminal.id}"
    form = {"device_no": "RZ-0001", "kind": "camcorder", "model": "乙型"}

    answer = await keeper.post(f"{address}/change", data=form)
    page = (await keeper.get(address)).text

    assert answer.status_code == 303
    assert "摄像机" in page
    assert "改动 2 项" in page


async def test_a_transfer_is_shown(house: House, keeper: httpx.AsyncClient) -> None:
    address = f"/devices/{house.town.terminal.id}"

    answer = await keeper.post(
        f"{address}/transfer", data={"place": str(house.town.agency), "reason": "机关使用"}
    )
    page = (await keeper.get(address)).text

    assert answer.status_code == 303
    assert "调拨设备" in page


async def code_of(house: House) -> str:
    async with house.sessions() as session:
        code = (await session.get_one(Device, house.town.terminal.id)).label_code
    assert code is not None
    return code


async def test_a_label_leads_to_its_device(house: House) -> None:
    browser = await house.visit("liu")

    answer = await browser.get(f"/d/{(await code_of(house)).lower()}")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/devices/{house.town.terminal.id}"


async def test_a_label_out_of_reach_looks_like_none(house: House) -> None:
    browser = await house.visit("qian")

    theirs = await browser.get(f"/d/{await code_of(house)}")
    nothing = await browser.get(f"/d/{complete('22222222')}")

    assert (theirs.status_code, nothing.status_code) == (404, 404)


async def test_a_slip_on_a_label_is_called_one(house: House) -> None:
    browser = await house.visit("qian")

    answer = await browser.get("/d/222222223")

    assert answer.status_code == 422
    assert "标签录入有误" in answer.text


async def test_nobody_learns_nothing_from_a_label(house: House) -> None:
    answer = await house.stranger().get(f"/d/{await code_of(house)}")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


async def test_an_old_device_gets_its_code_when_its_label_is_wanted(
    house: House, keeper: httpx.AsyncClient
) -> None:
    async with house.sessions() as session, session.begin():
        (await session.get_one(Device, house.town.terminal.id)).label_code = None

    page = (await keeper.get("/devices/labels")).text

    code = await code_of(house)
    assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in page
    assert "RZ-0001 的二维码" in page
    assert "JX-0001" not in page


async def test_equipment_without_a_loaded_ratio_gives_no_verdict(
    house: House, keeper: httpx.AsyncClient
) -> None:
    page = (await keeper.get("/devices/equipment")).text

    assert "配备比例没有载入" in page
    assert "音像记录管理制度第三条" in page
    assert "在岗执法人员 1 人" in page
    assert "100.0" in page
    assert "郏县" not in page


SHEETS = {
    "/devices.xlsx": ("执法记录设备台账", "RZ-0001"),
    "/devices/equipment.xlsx": ("执法记录设备配备情况", "水政监察大队"),
    "/devices/ledgers/maintenance.xlsx": ("设备保养台账", "没有符合条件的记录。"),
    "/devices/ledgers/repairs.xlsx": ("设备维修台账", "没有符合条件的记录。"),
}


@pytest.mark.parametrize(("address", "found"), SHEETS.items(), ids=SHEETS.keys())
async def test_a_ledger_as_a_file_is_an_event(
    house: House, keeper: httpx.AsyncClient, address: str, found: tuple[str, str]
) -> None:
    answer = await keeper.get(address)

    book = load_workbook(BytesIO(answer.content))
    cells = [str(cell) for row in book.worksheets[1].values for cell in row]
    assert any(found[0] in cell for cell in cells)
    assert any(found[1] in cell for cell in cells)
    assert not any("JX-0001" in cell for cell in cells)


async def test_the_life_of_a_device_as_a_page_and_a_file(
    house: House, keeper: httpx.AsyncClient
) -> None:
    device = house.town.terminal.id
    assert device is not None

    page = (await keeper.get(f"/devices/{device}/ledger")).text
    file = await keeper.get(f"/devices/{device}/ledger.xlsx")

    assert "登记终端" in page
    assert load_workbook(BytesIO(file.content)).worksheets
    assert (await house.history(device))[-1].kind is LedgerKind.DEVICES_EXPORTED
