"""执法记录仪使用情况台账 as page and as sheet."""

from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent
from tests.devices.holders import camera_of, give, hire_keeper, qualify
from tests.routers.conftest import House
from tests.world import NOW

HOUR = timedelta(hours=1)
HEADINGS = [
    "序号",
    "设备编号",
    "设备种类",
    "使用人员",
    "科室",
    "领用时间",
    "交还时间",
    "交接人",
    "使用前检查",
    "记录内容",
    "备注",
]


async def used(house: House) -> httpx.AsyncClient:
    """The keeper's browser after Chen took the camera and gave it back."""
    async with house.sessions() as session, session.begin():
        await qualify(session, house.town.chen)
        keeper = await hire_keeper(session, house.town)
        await give(session, keeper, camera_of(house.town), house.town.chen, at=NOW - HOUR)
    browser = await house.visit("xu")
    await browser.post(
        f"/handovers/{camera_of(house.town)}/return", data={"content": "=汝河采砂点检查"}
    )
    return browser


async def test_the_page_has_the_columns_of_the_form_and_its_article(house: House) -> None:
    browser = await used(house)

    page = (await browser.get("/devices/usage")).text

    places = [page.index(f'scope="col">{heading}<') for heading in HEADINGS]
    assert places == sorted(places)
    assert "=汝河采砂点检查" in page
    assert "发放：徐海涛；收回：徐海涛" in page
    assert "音像记录管理制度第四条" in page


async def test_a_month_without_use_says_what_to_do(house: House) -> None:
    browser = await used(house)

    page = (await browser.get("/devices/usage", params={"month": "2025-02"})).text

    assert "这段时间没有领用记录" in page
    assert "2025-02-01 至 2025-02-28" in page


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"month": "november"}, "月份没有写成"),
        ({"month": "2026-13"}, "月份没有写成"),
        ({"from": "soon"}, "开始日期没有写成"),
        ({"from": "2026-11-22", "to": "2026-11-20"}, "开始日期晚于结束日期"),
    ],
)
async def test_a_mistyped_address_still_shows_a_page(
    house: House, params: dict[str, str], words: str
) -> None:
    browser = await used(house)

    answer = await browser.get("/devices/usage", params=params)

    assert answer.status_code == 200
    assert words in answer.text


async def test_the_sheet_has_the_columns_the_article_and_no_formula(house: House) -> None:
    browser = await used(house)

    answer = await browser.get("/devices/usage.xlsx", params={"month": "2026-11"})

    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = load_workbook(BytesIO(answer.content))
    about, table = book.worksheets[0], book.worksheets[1]
    cells = [cell.value for row in about.iter_rows() for cell in row]
    assert any("音像记录管理制度第四条" in str(cell) for cell in cells)
    rows: list[list[object]] = [[cell.value for cell in row] for row in table.iter_rows()]
    head = rows.index(list(HEADINGS))
    line = rows[head + 1]
    assert (line[0], line[1], line[3]) == (1, "RZ-0001", "陈立")
    assert line[9] == "=汝河采砂点检查"
    assert table.cell(head + 2, 10).data_type == "s"


async def test_the_export_is_an_event(house: House) -> None:
    browser = await used(house)

    await browser.get("/devices/usage.xlsx")

    async with house.sessions() as session:
        kinds = list(await session.scalars(select(LedgerEvent.kind).order_by(LedgerEvent.seq)))
    assert kinds[-1] == LedgerKind.DEVICES_USAGE_EXPORTED.value


@pytest.mark.parametrize("path", ["/devices/usage", "/devices/usage.xlsx"])
async def test_an_officer_does_not_read_the_ledger(house: House, path: str) -> None:
    await used(house)
    chen = await house.visit("chen")

    answer = await chen.get(path)

    assert answer.status_code == 403
    assert "音像记录管理制度第四条" in answer.text


@pytest.mark.parametrize("path", ["/devices/usage", "/devices/usage.xlsx"])
async def test_the_keeper_of_records_next_door_sees_none_of_ours(house: House, path: str) -> None:
    await used(house)
    qian = await house.visit("qian")

    answer = await qian.get(path)

    assert answer.status_code == 200
    assert b"RZ-0001" not in answer.content


@pytest.mark.parametrize("path", ["/devices/usage", "/devices/usage.xlsx"])
async def test_nobody_is_sent_to_the_entrance(house: House, path: str) -> None:
    answer = await house.stranger().get(path)

    assert answer.headers["Location"].startswith("/sign-in")
