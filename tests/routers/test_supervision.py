"""What a superior unit sees of the units below it (Shanxi's rule, article 5)."""

from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import select

from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent
from tests.routers.conftest import House, house
from tests.routers.evidence import received

__all__ = ["house"]


async def test_the_leader_above_sees_figures_and_no_recording(house: House) -> None:
    recording = await received(house, file_name="秘密的名字.mp4")
    zhao = await house.visit("zhao")

    page = (await zhao.get("/supervision")).text

    assert "水政监察大队" in page
    assert "秘密的名字" not in page
    assert str(recording) not in page
    assert "郏县水利局" not in page
    assert (await zhao.get(f"/recordings/{recording}")).status_code == 404


async def test_another_month_has_its_own_arrivals(house: House) -> None:
    await received(house)
    zhao = await house.visit("zhao")

    now, before = await zhao.get("/supervision"), await zhao.get("/supervision?month=2026-10")

    assert 'data-label="本月收到">1<' in now.text.replace(" ", "").replace("td role", "tdrole")
    assert "2026-10" in before.text
    assert 'data-label="本月收到">1<' not in before.text.replace(" ", "")


async def test_a_senseless_month_is_this_month(house: House) -> None:
    zhao = await house.visit("zhao")

    answer = await zhao.get("/supervision?month=2026-13")

    assert answer.status_code == 200
    assert "2026-11" in answer.text


async def test_the_table_goes_out_as_a_workbook_and_that_is_noted(house: House) -> None:
    zhao = await house.visit("zhao")

    answer = await zhao.get("/supervision.xlsx?month=2026-11")

    book = load_workbook(BytesIO(answer.content))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "　水政监察大队" in texts
    async with house.sessions() as session:
        kinds = await session.scalars(select(LedgerEvent.kind))
        assert LedgerKind.FIGURES_EXPORTED.value in set(kinds)


async def test_an_officer_gets_no_figures(house: House) -> None:
    chen = await house.visit("chen")

    answer = await chen.get("/supervision")

    assert answer.status_code == 403
    assert "各单位的统计情况" in answer.text
