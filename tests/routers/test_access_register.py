"""The consultation register and the box that traces a code, as people meet them."""

from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook

from app.access.registering import register_refusal, register_viewing
from app.models import Viewing
from app.policy.vocabulary import Role
from tests.access.register import viewed
from tests.routers.conftest import House, house
from tests.world import NOW

__all__ = ["house"]


async def registered(house: House) -> Viewing:
    """Let Chen have viewed ten seconds of a recording of the agency."""
    async with house.sessions() as session, session.begin():
        viewing = await viewed(session, house.town.chen, house.town.agency)
        await register_viewing(session, viewing, now=NOW)
    return viewing


async def test_the_keeper_reads_who_saw_what_and_for_how_long(house: House) -> None:
    viewing = await registered(house)
    liu = await house.visit("liu")

    listed = await liu.get("/access/register?who=陈立")
    line = listed.text.split("/access/register/")[-1].split('"')[0]
    shown = (await liu.get(f"/access/register/{line}")).text

    assert "核对现场情况" in listed.text
    assert "播放 0:05 到 0:15（全长 1:00）" in shown
    assert viewing.code in shown
    assert f"/access/{viewing.request_id}" in shown
    assert "style=" not in shown


async def test_the_auditor_sees_the_line_and_no_way_into_content(house: House) -> None:
    viewing = await registered(house)
    wu = await house.visit("wu")

    listed = (await wu.get("/access/register")).text
    line = listed.split("/access/register/")[-1].split('"')[0]
    shown = (await wu.get(f"/access/register/{line}")).text

    assert "陈立" in shown
    assert str(viewing.request_id) not in shown
    assert "/recordings/" not in shown


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=31.12.2026", "开始日期没有写成"),
        ("from=2026-12-01&to=2026-11-01", "开始日期晚于结束日期"),
        ("year=二〇二六", "年度没有写成四位数字"),
        ("year=99999", "年度没有写成四位数字"),
        ("unit=%00&kind=whim&order=whim&after=whim", "核对现场情况"),
        ("text=%EF%BF%BF'%22%25_", "没有符合条件的登记"),
    ],
)
async def test_a_mistyped_address_still_shows_a_list_and_says_what_was_left_out(
    house: House, query: str, sentence: str
) -> None:
    await registered(house)
    liu = await house.visit("liu")

    answer = await liu.get(f"/access/register?{query}")

    assert answer.status_code == 200
    assert sentence in answer.text


async def test_pages_follow_one_another(house: House) -> None:
    async with house.sessions() as session, session.begin():
        for place in range(51):
            await register_refusal(
                session,
                house.town.chen,
                unit_id=house.town.agency,
                subject_id=UUID(int=place),
                reason="不能查阅",
                now=NOW,
            )
    liu = await house.visit("liu")

    first = (await liu.get("/access/register?order=number")).text
    following = first.split('rel="next"')[0].split('href="')[-1].split('"')[0]
    second = (await liu.get(following.replace("&amp;", "&"))).text

    assert "本页 50 行" in first
    assert "本页 1 行" in second
    assert "〔2026〕51号" in second
    assert "回到开头" in second


async def test_the_official_ledger_is_of_one_unit_and_one_year_with_lines_to_sign(
    house: House,
) -> None:
    await registered(house)
    liu = await house.visit("liu")

    sheet = (await liu.get("/access/register/sheet")).text

    assert "汝州市水利局，2026年，按序号排列" in sheet
    assert "登记人：" in sheet
    assert "单位负责人：" in sheet
    assert "调阅监督制度第三条" in sheet
    assert "这一年度没有登记" in (await liu.get("/access/register/sheet?year=2025")).text


async def test_the_register_goes_out_as_a_workbook_in_which_nothing_is_a_formula(
    house: House,
) -> None:
    async with house.sessions() as session, session.begin():
        await register_refusal(
            session, house.town.chen, unit_id=house.town.agency, reason="=1+1", now=NOW
        )
    liu = await house.visit("liu")

    answer = await liu.get("/access/register.xlsx?kind=refused")

    sheet = load_workbook(BytesIO(answer.content))["查阅登记簿"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == "=1+1"} == {"s"}
    assert "陈立" in [cell.value for cell in cells]


@pytest.mark.parametrize("path", ["/access/register", "/access/register/sheet", "/access/trace"])
async def test_an_officer_has_neither_register_nor_tracing(house: House, path: str) -> None:
    chen = await house.visit("chen")

    answer = await chen.get(path)

    assert answer.status_code == 403
    assert "资料保管人员" in answer.text


async def test_a_code_as_it_was_typed_leads_back_to_the_viewing(house: House) -> None:
    viewing = await registered(house)
    liu = await house.visit("liu")

    found = (await liu.get("/access/trace", params={"code": f" {viewing.code.lower()} "})).text

    assert "陈立" in found
    assert "调阅〔2026〕1号" in found
    assert "10.0.0.9" in found
    assert "查阅登记簿中的这一行" in found
    assert (await house.history(viewing.id))[-1].detail["mark"] == viewing.code


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "每次追查都记入审计台账"),
        ("12345", "不是有效的标识码"),
        ("<b>", "不是有效的标识码"),
        ("00000-00000", "没有查到标识码"),
    ],
)
async def test_a_code_that_leads_nowhere_says_so_in_words(
    house: House, typed: str, sentence: str
) -> None:
    liu = await house.visit("liu")

    answer = await liu.get("/access/trace", params={"code": typed})

    assert answer.status_code == 200
    assert sentence in answer.text
    assert "<b>" not in answer.text


async def test_a_foreign_code_is_answered_like_one_that_never_was(house: House) -> None:
    viewing = await registered(house)
    await house.hire("song", "宋文博", Role.INSPECTOR)
    qian, song = await house.visit("qian"), await house.visit("song")

    foreign = (await qian.get("/access/trace", params={"code": viewing.code})).text
    never = (await qian.get("/access/trace", params={"code": "00000-00000"})).text
    own = (await song.get("/access/trace", params={"code": viewing.code})).text

    assert foreign.replace(viewing.code, "code") == never.replace("00000-00000", "code")
    assert "陈立" in own
    assert f"/access/{viewing.request_id}" not in own


async def test_the_number_of_a_request_leads_from_list_register_and_trace_to_it(
    house: House,
) -> None:
    viewing = await registered(house)
    liu, qian = await house.visit("liu"), await house.visit("qian")

    listed = await liu.get("/access", params={"tab": "all", "text": "2026-1"})
    register = await liu.get("/access/register", params={"text": "调阅〔2026〕1号"})
    traced = await liu.get("/access/trace", params={"code": "调阅〔2026〕1号"})
    elsewhere = await qian.get("/access", params={"tab": "all", "text": "2026-1"})

    assert f"/access/{viewing.request_id}" in listed.text
    assert 'value="2026-1"' in listed.text
    assert "核对现场情况" in register.text
    assert "/access/register?text=" in traced.text
    assert f"/access/{viewing.request_id}" not in elsewhere.text
    assert "没有符合条件的申请" in elsewhere.text
