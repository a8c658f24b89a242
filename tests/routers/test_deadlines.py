"""The board of deadlines and its forms, as people meet them."""

from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.db import transaction
from app.deadlines import handovers
from app.deadlines.escalating import escalate_overdue
from app.deadlines.handovers import open_handovers
from app.ledger.kinds import LedgerKind
from app.models import Deadline, LedgerEvent
from app.people.register import register_section
from app.policy.actor import WORKER
from tests.deadlines.acts import arrived, live_by, seal
from tests.deadlines.law import moment, with_day
from tests.routers.conftest import House, house
from tests.world import NOW

__all__ = ["house"]

LATE = moment("2026-11-20T09:00")
AWAY = {
    "ground": "off_site",
    "from_on": "2026-11-20",
    "until_on": "2026-11-20",
    "returned_at": "2026-11-21T08:00",
    "note": "在邻县协助执法",
}


async def late_recording(house: House) -> UUID:
    async with transaction(house.sessions) as session:
        recording = await arrived(session, house.town, LATE)
        recording.file_name = "秘密的名字.mp4"
        return recording.id


async def section_of_brigade(house: House) -> UUID:
    async with transaction(house.sessions) as session:
        await live_by(session, house.town, "zhangzi")
        section = await register_section(session, WORKER, house.town.brigade, "二中队", now=NOW)
    async with transaction(house.sessions) as session:
        await open_handovers(session, NOW)
    return section


async def deadline_id(house: House) -> UUID:
    async with house.sessions() as session:
        return (await session.scalars(select(Deadline.id))).one()


@pytest.mark.parametrize("who", ["liu", "chen", "zhao"])
async def test_custodian_officer_and_leader_see_what_is_overdue_and_on_which_article(
    house: House, who: str
) -> None:
    await late_recording(house)

    page = (await (await house.visit(who)).get("/deadlines")).text

    assert "2026-11-20 24:00" in page
    assert "已逾期 10小时" in page
    assert "音像记录管理制度第十三条" in page
    assert "陈立" in page
    assert "秘密的名字" not in page


@pytest.mark.parametrize("who", ["qian", "sun", "zhou", "wu"])
async def test_a_stranger_and_an_administrator_see_an_empty_board(house: House, who: str) -> None:
    await late_recording(house)

    answer = await (await house.visit(who)).get("/deadlines?state=all")

    assert answer.status_code == 200
    assert "没有符合条件的期限" in answer.text


async def test_only_who_may_open_a_recording_is_led_to_it(house: House) -> None:
    recording = await late_recording(house)

    of_liu = (await (await house.visit("liu")).get("/deadlines")).text
    of_zhao = (await (await house.visit("zhao")).get("/deadlines")).text

    assert f"/recordings/{recording}" in of_liu
    assert f"/recordings/{recording}" not in of_zhao


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("", True),
        ("state=overdue", True),
        ("state=all", True),
        ("state=met_late", False),
        ("state=provisional", False),
        ("state=whim", True),
        ("person=陈", True),
        ("person=刘", False),
        ("unit=no-unit", True),
        ("after=nonsense", True),
        ("after=2026-11-20T00:00:00~nonsense", True),
    ],
)
async def test_filters_and_senseless_addresses(house: House, query: str, is_shown: bool) -> None:
    await late_recording(house)

    answer = await (await house.visit("liu")).get(f"/deadlines?{query}")

    assert answer.status_code == 200
    assert ("已逾期 10小时" in answer.text) is is_shown


async def test_the_board_is_exported_with_article_and_state_and_the_export_is_an_event(
    house: House,
) -> None:
    await late_recording(house)

    answer = await (await house.visit("zhao")).get("/deadlines.xlsx?state=overdue")

    sheets = load_workbook(BytesIO(answer.content), read_only=True)
    cells = {str(cell) for sheet in sheets for row in sheet.values for cell in row if cell}
    assert "2026-11-20 24:00" in cells
    assert "已逾期" in cells
    assert any("音像记录管理制度第十三条" in cell for cell in cells)
    async with house.sessions() as session:
        kinds = list(await session.scalars(select(LedgerEvent.kind)))
    assert LedgerKind.DEADLINES_EXPORTED.value in kinds


async def test_the_page_of_a_recording_shows_that_it_was_stored_late(house: House) -> None:
    async with transaction(house.sessions) as session:
        recording = await arrived(session, house.town, LATE)
        await seal(session, recording, NOW)

    page = (await (await house.visit("chen")).get(f"/recordings/{recording.id}")).text

    assert "存储期限" in page
    assert "逾期办结" in page
    assert "音像记录管理制度第十三条" in page


async def test_the_page_of_a_recording_says_why_it_has_no_deadline(house: House) -> None:
    async with transaction(house.sessions) as session:
        recording = await arrived(session, house.town, None)

    page = (await (await house.visit("liu")).get(f"/recordings/{recording.id}")).text

    assert "没有记录时间，存储期限无法计算" in page


async def test_start_pages_count_what_is_overdue_and_name_it_to_the_leader(house: House) -> None:
    await late_recording(house)
    async with transaction(house.sessions) as session:
        await escalate_overdue(session, NOW)

    pages = {who: (await (await house.visit(who)).get("/")).text for who in ("chen", "liu", "zhao")}

    assert "期限已过" in pages["chen"]
    assert "期限已过" in pages["liu"]
    assert "逾期未办结" in pages["zhao"]
    assert "陈立：" in pages["zhao"]


async def test_an_officer_declares_an_absence_and_the_end_moves(house: House) -> None:
    await late_recording(house)
    chen = await house.visit("chen")

    form = (await chen.get("/deadlines/postponement")).text
    answer = await chen.post("/deadlines/postponement", data=AWAY)

    assert "异地执法" in form
    assert "边远地区" not in form
    board = (await chen.get(answer.headers["location"])).text
    assert "已申明延后存储，1 项期限已经重新计算。" in board
    assert "2026-11-22 08:00" in board


async def test_an_absence_that_moves_nothing_yet_is_confirmed_too(house: House) -> None:
    chen = await house.visit("chen")

    answer = await chen.post("/deadlines/postponement", data=AWAY)

    board = (await chen.get(answer.headers["location"])).text
    assert "已申明延后存储。目前没有期限因此变化" in board


async def test_a_ground_that_the_law_does_not_name_is_refused_with_its_article(
    house: House,
) -> None:
    chen = await house.visit("chen")

    answer = await chen.post("/deadlines/postponement", data=AWAY | {"ground": "remote"})

    assert answer.status_code == 403
    assert "“边远地区执法”不是可以延后存储的情形" in answer.text
    assert "音像记录管理制度第十三条" in answer.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ground": ""}, "请选择“情形”"),
        ({"ground": "whim"}, "请从列表中选择“情形”"),
        ({"from_on": "20.11.2026"}, "请写成“年-月-日”"),
        ({"returned_at": "soon"}, "请写成“年-月-日 时:分”"),
        ({"until_on": "2026-11-19"}, "结束日期早于开始日期"),
        ({"returned_at": "2026-11-23T08:00"}, "返回单位的时间还没有到"),
    ],
)
async def test_what_is_wrong_is_named_and_what_was_typed_is_kept(
    house: House, wrong: dict[str, str], sentence: str
) -> None:
    chen = await house.visit("chen")

    answer = await chen.post("/deadlines/postponement", data=AWAY | wrong)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "在邻县协助执法" in answer.text


async def test_the_custodian_notes_a_hand_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handovers, "pack_of_unit", with_day(25))
    section = await section_of_brigade(house)
    address = f"/deadlines/{await deadline_id(house)}/receipt"
    liu = await house.visit("liu")

    board = (await liu.get("/deadlines")).text
    refused = await liu.post(address, data={"count": "一打", "note": "两盘"})
    taken = await liu.post(address, data={"count": "12", "note": "两盘"})

    assert address in board
    assert refused.status_code == 422
    assert "两盘" in refused.text
    assert taken.status_code == 303
    assert "按期办结" in (await liu.get("/deadlines?state=met")).text
    assert (await house.history(section))[-1].kind is LedgerKind.SECTION_HANDED_OVER
    again = await liu.post(address, data={"count": "12"})
    assert again.status_code == 409


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House) -> None:
    for address in ("/deadlines", "/deadlines.xlsx", "/deadlines/postponement", "/calendars"):
        answer = await house.stranger().get(address)
        assert answer.headers["location"].startswith("/sign-in")
