"""The calendar as the system administrator meets it."""

from sqlalchemy import select

from app.ledger.kinds import LedgerKind
from app.models import ImportedYear
from tests.deadlines.law import NEXT_YEAR
from tests.routers.conftest import House, house

__all__ = ["house"]


async def test_the_administrator_sees_the_known_years_with_their_notices(house: House) -> None:
    page = (await (await house.visit("sun")).get("/calendars")).text

    assert "国办发明电〔2025〕7号" in page
    assert "春节：2月15日至2月23日" in page
    assert "目前已知到 2026 年" in page


async def test_a_year_is_imported_and_counts(house: House) -> None:
    sun = await house.visit("sun")

    page = (await sun.post("/calendars", data={"document": NEXT_YEAR})).text

    assert "已导入2027年的节假日安排" in page
    assert "目前已知到 2027 年" in page
    assert "孙浩" in page
    async with house.sessions() as session:
        key = (await session.scalars(select(ImportedYear.id))).one()
    assert (await house.history(key))[-1].kind is LedgerKind.CALENDAR_IMPORTED


async def test_a_correction_replaces_and_keeps_the_earlier_one(house: House) -> None:
    sun = await house.visit("sun")
    await sun.post("/calendars", data={"document": NEXT_YEAR})

    page = (await sun.post("/calendars", data={"document": NEXT_YEAR})).text

    assert "已被替换" in page


async def test_every_fault_is_listed_and_what_was_typed_is_kept(house: House) -> None:
    bad = NEXT_YEAR.replace("2027-04-25", "2027-04-26").replace("端午节", "端午")

    answer = await (await house.visit("sun")).post("/calendars", data={"document": bad})

    assert answer.status_code == 422
    assert "以下 2 处问题" in answer.text
    assert "缺少端午节的放假安排" in answer.text
    assert "2027-04-26 不是周六或者周日" in answer.text
    assert "国庆节" in answer.text


async def test_nobody_else_imports(house: House) -> None:
    for who in ("liu", "chen", "zhao", "zhou"):
        answer = await (await house.visit(who)).post("/calendars", data={"document": NEXT_YEAR})
        assert answer.status_code == 403
