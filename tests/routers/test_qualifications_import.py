"""Certificates come in by sheet: from the form to the files, over HTTP."""

import io
import re

import httpx
import openpyxl
import pytest
from sqlalchemy import select

from app.models import Qualification
from app.policy.vocabulary import Role
from tests.people.test_certificate_importing import line, sheet
from tests.routers.conftest import House
from tests.routers.test_qualifications import filed, keeper

IMPORT = "/qualifications/import"


async def sent(browser: httpx.AsyncClient, content: bytes) -> httpx.Response:
    return await browser.post(IMPORT, files={"file": ("证件.xlsx", content)})


async def test_a_sheet_goes_from_template_to_files(house: House) -> None:
    browser = await keeper(house)
    form = (await browser.get(f"{IMPORT}/template.xlsx")).content
    book = openpyxl.load_workbook(io.BytesIO(form))
    book.worksheets[0].append(list(line("陈立")))
    book.worksheets[0].append(list(line("无名氏", number="豫D2")))
    filled = io.BytesIO()
    book.save(filled)

    checked = await sent(browser, filled.getvalue())
    preview = await browser.get(checked.headers["location"])
    mend = await browser.get(checked.headers["location"] + "/problems.xlsx")
    done = await browser.post(checked.headers["location"] + "/confirmation")
    again = await browser.post(checked.headers["location"] + "/confirmation")

    assert "只导入没有问题的 1 份" in re.sub(r"\s+", " ", preview.text)
    assert "陈立（豫D1）" in re.sub(r"\s+", "", preview.text)
    assert "没有找到这个人" in preview.text
    assert openpyxl.load_workbook(io.BytesIO(mend.content)).worksheets
    assert done.headers["location"] == f"{IMPORT}?imported=1"
    assert "已导入 1 份" in (await browser.get(done.headers["location"])).text
    assert again.status_code == 404
    assert "重新上传" in again.text
    async with house.sessions() as session:
        (row,) = (await session.scalars(select(Qualification))).all()
    assert row.person_id == house.town.chen.id


async def test_a_file_that_is_no_sheet_is_refused_in_words(house: House) -> None:
    answer = await sent(await keeper(house), b"no sheet")

    assert answer.status_code == 422
    assert "没有导入" in answer.text


async def test_a_sheet_that_waits_is_found_by_its_owner_alone_and_for_an_hour(
    house: House,
) -> None:
    browser = await keeper(house)
    await house.hire("wen", "文静", Role.LEGAL_REVIEWER)
    other = await house.visit("wen")
    waiting = (await sent(browser, sheet(line("陈立")))).headers["location"]

    theirs = [await other.get(waiting), await other.get(f"{waiting}/problems.xlsx")]
    theirs.append(await other.post(f"{waiting}/confirmation"))
    own = await browser.get(waiting)
    for _quarter in range(4):
        house.clock.advance(minutes=15)
        await browser.get("/")
    late = [await browser.get(waiting), await browser.post(f"{waiting}/confirmation")]

    statuses = [answer.status_code for answer in (*theirs, own, *late)]
    assert statuses == [404, 404, 404, 200, 404, 404]
    async with house.sessions() as session:
        assert (await session.scalars(select(Qualification))).all() == []


async def test_the_sheet_of_people_is_no_sheet_of_certificates(house: House) -> None:
    browser = await keeper(house)
    waiting = (await sent(browser, sheet(line("陈立")))).headers["location"]

    answer = await browser.get(waiting.replace("/qualifications/", "/people/"))

    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["zhou", "zhao", "chen"])
async def test_whoever_keeps_no_files_is_refused(house: House, who: str) -> None:
    browser = await house.visit(who)

    answers = [
        await browser.get(IMPORT),
        await browser.get(f"{IMPORT}/template.xlsx"),
        await sent(browser, sheet(line("陈立"))),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert IMPORT not in (await browser.get("/qualifications")).text


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().get(IMPORT)

    assert answer.headers["location"].startswith("/sign-in")


async def test_the_list_leads_its_keeper_to_the_import(house: House) -> None:
    browser = await keeper(house)

    assert f'href="{IMPORT}"' in (await browser.get("/qualifications")).text


@pytest.mark.parametrize("who", ["lin", "zhou", "chen"])
async def test_the_roster_carries_nobodys_certificates(house: House, who: str) -> None:
    await filed(house)
    await keeper(house)
    browser = await house.visit(who)

    answer = await browser.get("/people/roster.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = {cell.value for tab in book for row in tab.iter_rows() for cell in row}
    assert "陈立" in cells
    assert not {"豫D0412016", "证件编号"} & cells


async def test_the_sheet_of_the_list_has_the_titles_of_the_form(house: House) -> None:
    await filed(house, last=-1)
    browser = await keeper(house)
    exported = (await browser.get("/qualifications.xlsx?state=all")).content

    preview = await browser.get((await sent(browser, exported)).headers["location"])

    assert "已经为本人登记" in preview.text
