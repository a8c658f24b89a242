"""The board of keeping periods and the panel of a recording, as people meet them."""

from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.db import transaction
from app.holds.actions import NewHold, place_hold
from app.keeping import queries
from app.keeping.lines import keeping_of
from app.keeping.states import Shelf
from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent, Recording
from app.policy.vocabulary import HoldGround
from app.routers.keeping_rows import row_of
from tests.deadlines.acts import live_by
from tests.keeping.acts import ruled, sealed
from tests.routers.conftest import House, house
from tests.world import NOW

__all__ = ["house"]

TODAY = date(2026, 11, 21)
LAWSUIT = NewHold(HoldGround.LITIGATION, "第十三条", "原告已提起行政诉讼")


async def expired(house: House, name: str = "河道采砂.mp4") -> UUID:
    async with transaction(house.sessions) as session:
        key = await sealed(session, house.town)
        (await session.get_one(Recording, key)).file_name = name
        await session.flush()
        await ruled(session, key)
        return key


async def test_the_keeper_sees_what_waits_for_appraisal_and_on_which_article(house: House) -> None:
    await expired(house)

    page = (await (await house.visit("liu")).get("/keeping")).text

    assert "河道采砂.mp4" in page
    assert "2026-10-17" in page
    assert "已过 35 天" in page
    assert "音像记录管理制度第十五条" in page
    assert "请由保管人员鉴定" in page


async def test_whoever_handed_it_in_sees_how_long_it_is_kept(house: House) -> None:
    recording = await expired(house)
    chen = await house.visit("chen")

    assert "河道采砂.mp4" in (await chen.get("/keeping")).text
    page = (await chen.get(f"/recordings/{recording}")).text
    assert "保存期限12个月" in page
    assert "由“未设定”改为“保存至2026-10-17”" in page


@pytest.mark.parametrize("who", ["qian", "zhao", "sun", "zhou", "wu"])
@pytest.mark.parametrize("shelf", ["due", "unset", "held", "long_term", "year"])
async def test_others_see_an_empty_board_with_empty_figures(
    house: House, who: str, shelf: str
) -> None:
    await expired(house)

    answer = await (await house.visit(who)).get(f"/keeping?shelf={shelf}")

    assert answer.status_code == 200
    assert "河道采砂" not in answer.text
    assert "的资料</p>" in answer.text
    assert answer.text.count('facet__figure">0<') == len(Shelf)


@pytest.mark.parametrize("path", ["/keeping", "/keeping.xlsx"])
async def test_nobody_unknown_sees_the_board(house: House, path: str) -> None:
    answer = await house.stranger().get(path)

    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("", True),
        ("shelf=due", True),
        ("shelf=whim", True),
        ("shelf=month", False),
        ("shelf=unset", False),
        ("shelf=due%00", True),
        ("unit=no-unit", True),
        ("unit=018f0000-0000-7000-8000-000000000000", False),
        ("after=nonsense", True),
        ("after=2026-10-17~nonsense", True),
        ("after=yesterday~018f0000-0000-7000-8000-000000000000", True),
        ("after=2026-10-18~018f0000-0000-7000-8000-000000000000", False),
        ("after=~018f0000-0000-7000-8000-000000000000", True),
    ],
)
async def test_shelves_and_senseless_addresses(house: House, query: str, is_shown: bool) -> None:
    await expired(house)

    answer = await (await house.visit("liu")).get(f"/keeping?{query}")

    assert answer.status_code == 200
    assert ("河道采砂.mp4" in answer.text) is is_shown


async def test_an_unset_period_says_what_the_agency_has_to_set(house: House) -> None:
    """长子 has no period for recordings that are neither of a patrol nor evidence."""
    async with transaction(house.sessions) as session:
        await live_by(session, house.town, "zhangzi")
        await ruled(session, await sealed(session, house.town))

    page = (await (await house.visit("liu")).get("/keeping?shelf=unset")).text

    assert "没有规定“其他音像资料保存期限”" in page
    assert "请本机关的系统管理员在“机关设置”中写明依据并设定：其他音像资料保存期限" in page
    assert "第二十条第一款" in page


async def test_what_is_held_leaves_the_shelf_of_what_is_due(house: House) -> None:
    recording = await expired(house)
    async with transaction(house.sessions) as session:
        await place_hold(session, house.town.liu, recording, LAWSUIT, now=NOW)
    liu = await house.visit("liu")

    due, held = (await liu.get("/keeping")).text, (await liu.get("/keeping?shelf=held")).text

    assert "河道采砂.mp4" not in due
    assert "河道采砂.mp4" in held
    assert "冻结解除以前继续保存" in held


async def test_pages_lead_to_one_another(house: House) -> None:
    async with transaction(house.sessions) as session:
        for number in range(queries.PAGE_SIZE + 1):
            key = await sealed(session, house.town)
            (await session.get_one(Recording, key)).file_name = f"第{number}段.mp4"
        await ruled(session, key)
    liu = await house.visit("liu")
    first = (await liu.get("/keeping")).text
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]

    second = (await liu.get(following.replace("&amp;", "&"))).text

    assert ("第0段.mp4" in first, "第50段.mp4" in first) == (True, False)
    assert ("第0段.mp4" in second, "第50段.mp4" in second) == (False, True)
    assert 'rel="next"' not in second


async def test_the_board_is_exported_with_articles_and_the_export_is_an_event(
    house: House,
) -> None:
    await expired(house, "=cmd|' /C calc'!A0.mp4")

    answer = await (await house.visit("liu")).get("/keeping.xlsx?shelf=due")

    sheet = load_workbook(BytesIO(answer.content))["音像资料保存期限表"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("音像记录管理制度第十五条" in cell for cell in cells)
    assert any("=cmd" in cell for cell in cells)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    async with house.sessions() as session:
        kinds = list(await session.scalars(select(LedgerEvent.kind)))
    assert kinds.count(LedgerKind.KEEPING_EXPORTED.value) == 1


async def test_the_start_page_leads_to_what_waits(house: House) -> None:
    await expired(house)

    page = (await (await house.visit("liu")).get("/")).text

    assert "保存期限已到" in page
    assert "/keeping?shelf=due" in page


async def test_the_page_of_a_second_arrival_points_to_the_first(house: House) -> None:
    first = await expired(house)
    async with transaction(house.sessions) as session:
        second = await sealed(session, house.town)
        (await session.get_one(Recording, second)).duplicate_of_id = first

    page = (await (await house.visit("liu")).get(f"/recordings/{second}")).text

    assert "保存期限以先送达的那一份为准" in page


@pytest.mark.parametrize(
    ("catalogued", "state", "advice"),
    [
        pytest.param(False, "processed", "请先编目", id="nobody has said what it is"),
        pytest.param(True, "quarantined", "", id="its reason says it all"),
    ],
)
async def test_each_unset_period_says_what_to_do_next(
    house: House, catalogued: bool, state: str, advice: str
) -> None:
    async with transaction(house.sessions) as session:
        key = await sealed(session, house.town, catalogued=catalogued)
        (await session.get_one(Recording, key)).state = state
        await session.flush()
        await ruled(session, key)
        line = await keeping_of(session, key, TODAY)

    assert line is not None
    assert row_of(line, TODAY).advice.startswith(advice)
    assert bool(row_of(line, TODAY).advice) is bool(advice)
