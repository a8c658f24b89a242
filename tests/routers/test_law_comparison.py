"""The five regulations side by side: filters, one at a time, and the workbook."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent
from tests.routers.conftest import House, house

__all__ = ["house"]
TITLES = ("长子县水利局", "昌黎县水务局", "汝州市水利局", "山西省", "张营镇")


async def test_every_regulation_has_its_column(house: House) -> None:
    chen = await house.visit("chen")

    page = (await chen.get("/law/comparison")).text

    assert all(title in page for title in TITLES)
    assert "日常巡查音像资料保存期限" in page
    assert "不少于6个月" in page
    assert "12个月" in page


async def test_a_group_and_what_differs_narrow_it(house: House) -> None:
    chen = await house.visit("chen")

    group = (await chen.get("/law/comparison?group=保存期限")).text
    differing = (await chen.get("/law/comparison?differing=1&group=检查和考核")).text

    assert "光盘制作份数" in group
    assert "使用前检查的项目" not in group
    assert "每年评查的次数" in differing
    assert "（各规定不同）" in differing


async def test_one_regulation_at_a_time(house: House) -> None:
    chen = await house.visit("chen")

    page = (await chen.get("/law/comparison?regime=shanxi&group=保存期限")).text

    assert '<th scope="col" class="">' in " ".join(page.split())
    assert "24小时" not in page
    assert page.count('scope="col"') == 2


@pytest.mark.parametrize("query", ["group=无", "regime=nowhere", "differing=perhaps"])
async def test_a_senseless_filter_asks_for_everything(house: House, query: str) -> None:
    chen = await house.visit("chen")

    page = (await chen.get(f"/law/comparison?{query}")).text

    assert all(title in page for title in TITLES)
    assert "光盘制作份数" in page


async def test_the_table_goes_out_as_a_workbook_and_that_is_noted(house: House) -> None:
    chen = await house.visit("chen")

    answer = await chen.get("/law/comparison.xlsx?group=保存期限&differing=1")

    book = load_workbook(BytesIO(answer.content))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "日常巡查音像资料保存期限" in texts
    assert any(text.startswith("12个月（音像记录管理制度第十五条") for text in texts)
    async with house.sessions() as session:
        kinds = set(await session.scalars(select(LedgerEvent.kind)))
    assert LedgerKind.LAW_COMPARISON_EXPORTED.value in kinds
