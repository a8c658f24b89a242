"""The list of kinds of documents: confirmed, changed, and where there is none yet."""

from tests.cases.office import open_sand_case
from tests.routers.conftest import House


async def test_the_list_of_kinds_is_confirmed_with_one_press_and_then_kept(house: House) -> None:
    browser = await house.visit("sun")

    proposed = await browser.get("/cases/document-kinds")
    confirmed = await browser.post("/cases/document-kinds/starting-list")
    listed = await browser.get("/cases/document-kinds")
    added_ = await browser.post(
        "/cases/document-kinds/new", data={"name": "查封决定书", "stage": "decision"}
    )

    assert "启用这份清单" in proposed.text
    assert confirmed.status_code == added_.status_code == 303
    assert "启用这份清单" not in listed.text
    assert "行政处罚决定书" in listed.text
    page = (await browser.get("/cases/document-kinds")).text
    assert "查封决定书" in page
    kind = page.split("/cases/document-kinds/")[-1].split("/")[0]
    form = await browser.get(f"/cases/document-kinds/{kind}")
    changed = await browser.post(
        f"/cases/document-kinds/{kind}",
        data={"name": "扣押决定书", "stage": "", "position": "1", "is_concluding": "on"},
    )
    assert 'value="查封决定书"' in form.text
    assert changed.status_code == 303
    retired = await browser.post(f"/cases/document-kinds/{kind}/retirement")
    assert retired.status_code == 303
    assert "扣押决定书" not in (await browser.get("/cases/document-kinds")).text


async def test_a_name_twice_is_told_in_the_form(house: House) -> None:
    browser = await house.visit("sun")
    await browser.post("/cases/document-kinds/starting-list")

    answer = await browser.post("/cases/document-kinds/new", data={"name": "询问笔录"})

    assert answer.status_code == 422
    assert "清单里已经有这个名称" in answer.text


async def test_an_agency_without_a_list_is_told_where_to_get_one(house: House) -> None:
    async with house.sessions() as session, session.begin():
        case = await open_sand_case(session, house.town)
    browser = await house.visit("chen")

    page = await browser.get(f"/cases/{case}/documents")

    assert "还没有设置文书种类" in page.text
    assert "放入案卷" not in page.text
