"""Cases as people meet them: the list, one case, and what senseless addresses meet."""

import re
from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.cases.listing import list_cases
from app.ids import new_id
from app.ledger.kinds import LedgerKind
from tests.cases.office import LI
from tests.routers.casework import NUMBER, kinds_of, sand_case_of
from tests.routers.conftest import House

REFERENCE = re.compile(r"[0-9A-F]{5}-[0-9A-F]{5}")

LIST_DEFAULTS = list_cases.__kwdefaults__ or {}


# The list


@pytest.mark.parametrize("who", ["liu", "chen", "zhao"])
async def test_keeper_handler_and_leader_find_the_case(house: House, who: str) -> None:
    case_id = await sand_case_of(house)

    page = (await (await house.visit(who)).get("/cases")).text

    assert f"/cases/{case_id}" in page
    assert NUMBER in page
    assert "李大山、汝州市河道砂石有限公司" in page


@pytest.mark.parametrize("who", ["qian", "sun", "zhou", "wu"])
async def test_a_stranger_and_an_administrator_see_an_empty_list(house: House, who: str) -> None:
    await sand_case_of(house)

    page = (await (await house.visit(who)).get("/cases")).text

    assert "这里还没有案件" in page
    assert NUMBER not in page


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("q=李大", True),
        ("q=%25", False),
        ("q=_", False),
        ("q=" + "长" * 500, False),
        ("q=a%00b", False),
        ("state=running", True),
        ("state=decided", False),
        ("state=whim", True),
        ("procedure=coercion", False),
        ("handled=mine", False),
        ("unit=no-unit", True),
        ("older_than=nonsense", True),
        ("older_than=2026-11-20.nonsense", True),
        ("newer_than=2026-13-20.00000000-0000-7000-8000-000000000000", True),
        ("older_than=2026-11-20.00000000-0000-7000-8000-000000000000", False),
        ("newer_than=2026-11-20.00000000-0000-7000-8000-000000000000", True),
        ("newer_than=2026-11-21.00000000-0000-7000-8000-000000000000", False),
    ],
)
async def test_filters_and_senseless_addresses(house: House, query: str, is_shown: bool) -> None:
    await sand_case_of(house)

    answer = await (await house.visit("liu")).get(f"/cases?{query}")

    assert answer.status_code == 200
    assert (NUMBER in answer.text) is is_shown


async def test_pages_keep_the_filter_both_ways_and_the_paper_says_which_part_it_is(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 4):
        await sand_case_of(house, case_no=f"汝水罚〔2026〕{number}号")
    monkeypatch.setattr(list_cases, "__kwdefaults__", {**LIST_DEFAULTS, "limit": 1})
    keeper = await house.visit("liu")

    first = (await keeper.get("/cases?q=李大&state=running")).text
    second = (await keeper.get(_link(first, "next"))).text
    back = (await keeper.get(_link(second, "prev"))).text

    assert "共 3 件" in first
    assert 'rel="prev"' not in first
    assert ("2026〕2号" in second, "2026〕3号" in back) == (True, True)
    assert _link(second, "first") == "/cases?q=%E6%9D%8E%E5%A4%A7&state=running"
    assert "筛选条件：查找“李大”，状态“尚未结案”" in second
    assert "本表是其中一页的 1 行，不是全部（共 3 件）" in second


def _link(page: str, rel: str) -> str:
    found = re.search(rf'href="([^"]*)"\s+rel="{rel}"', page)
    assert found
    return unescape(found[1])


async def test_the_list_goes_out_as_a_workbook_and_that_is_noted(house: House) -> None:
    await sand_case_of(house, title="=1+1", parties=())

    answer = await (await house.visit("liu")).get("/cases.xlsx?q=汝水罚")

    book = load_workbook(BytesIO(answer.content))
    sheet = book["案件登记表"]
    labels = [row[0].value for row in book["说明"].iter_rows(min_row=3)]
    assert labels == list(dict.fromkeys(labels))
    assert "行数" in labels
    assert 'filename="cases.xlsx"' in answer.headers["content-disposition"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]
    assert LedgerKind.CASES_EXPORTED in await kinds_of(house)


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House) -> None:
    case_id = await sand_case_of(house)

    for address in ("/cases", "/cases.xlsx", "/cases/new", "/cases/numbering", f"/cases/{case_id}"):
        answer = await house.stranger().get(address)
        assert answer.headers["location"].startswith("/sign-in")


# One case


async def test_a_case_shows_its_people_and_what_may_be_done_next(house: House) -> None:
    case_id = await sand_case_of(house)

    page = (await (await house.visit("chen")).get(f"/cases/{case_id}")).text

    assert LI.document_no in page
    assert "转入调查取证" in page
    assert f"/cases/{case_id}/parties/new" in page


async def test_a_leader_sees_how_far_it_is_and_neither_numbers_nor_buttons(house: House) -> None:
    case_id = await sand_case_of(house)

    page = (await (await house.visit("zhao")).get(f"/cases/{case_id}")).text

    assert LI.name in page
    assert LI.document_no not in page
    assert "转入调查取证" not in page
    assert f"/cases/{case_id}/facts" not in page


async def test_a_case_of_others_looks_like_one_that_never_was(house: House) -> None:
    case_id = await sand_case_of(house)
    qian = await house.visit("qian")

    of_others = await qian.get(f"/cases/{case_id}")
    of_nobody = await qian.get(f"/cases/{new_id()}")

    assert of_others.status_code == of_nobody.status_code == 404
    assert REFERENCE.sub("", of_others.text) == REFERENCE.sub("", of_nobody.text)


@pytest.mark.parametrize("address", ["/cases/no-id", "/cases/{}/steps/whim", "/cases/{}/nothing"])
async def test_addresses_that_lead_nowhere(house: House, address: str) -> None:
    case_id = await sand_case_of(house)

    answer = await (await house.visit("liu")).get(address.format(case_id))

    assert answer.status_code in {404, 422}
