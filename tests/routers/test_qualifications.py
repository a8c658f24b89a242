"""The pages of certificates and training over HTTP."""

import io
from pathlib import Path
from uuid import UUID

import httpx
import openpyxl
import pytest
from sqlalchemy import insert, select

from app import ids
from app.ledger.kinds import LedgerKind
from app.models import LedgerEvent, Person, Qualification, RoleAssignment, Training
from app.people.qualifications import register_many
from app.policy.actor import WORKER
from app.policy.vocabulary import Role
from tests.clips import ClipKind, make_clip
from tests.ledger.lines import whole_ledger
from tests.people.files import card
from tests.people.test_scans import PDF
from tests.routers.conftest import House
from tests.world import NOW, PASSWORD_HASH

FORM = {
    "certificate_kind": "provincial",
    "certificate_no": "豫D0412016",
    "certificate_issuer": "河南省人民政府",
    "certificate_valid_from": "2024-01-01",
    "certificate_valid_until": "2026-12-11",
}
COURSE = {
    "kind": "training",
    "title": "执法记录仪使用",
    "held_on": "2026-11-20",
    "hours": "4",
    "organiser": "局办公室",
    "note": "",
}


async def keeper(house: House) -> httpx.AsyncClient:
    await house.hire("lin", "林晓燕", Role.INSPECTOR)
    return await house.visit("lin")


async def filed(house: House, last: int = 20) -> UUID:
    assert house.town.chen.id is not None
    entry = (house.town.chen.id, house.town.brigade, card(last=last))
    async with house.sessions() as session, session.begin():
        (certificate,) = await register_many(session, WORKER, [entry], NOW)
    return certificate


async def test_a_certificate_is_registered_and_shown(house: House) -> None:
    browser = await keeper(house)

    answer = await browser.post(f"/people/{house.town.chen.id}/qualifications", data=FORM)

    page = (await browser.get(answer.headers["Location"])).text
    assert "豫D0412016" in page
    assert "还有 20 天" in page
    assert "即将到期" in page


async def test_a_mistake_keeps_what_was_typed(house: House) -> None:
    browser = await keeper(house)
    form = FORM | {"certificate_valid_until": "2020-01-01", "certificate_issuer": "<b>省政府</b>"}

    answer = await browser.post(f"/people/{house.town.chen.id}/qualifications", data=form)

    assert answer.status_code == 422
    assert "有效期止早于有效期起" in answer.text
    assert "&lt;b&gt;省政府&lt;/b&gt;" in answer.text


async def test_a_taken_number_is_said_beside_the_form(house: House) -> None:
    await filed(house)
    browser = await keeper(house)

    answer = await browser.post(f"/people/{house.town.liu.id}/qualifications", data=FORM)

    assert answer.status_code == 422
    assert "已经登记在陈立名下" in answer.text


async def test_a_withdrawal_stands_on_the_page(house: House) -> None:
    certificate = await filed(house)
    browser = await keeper(house)
    form = {"end": "suspended", "revoked_on": "2026-11-21", "why": "立案调查"}

    answer = await browser.post(f"/qualifications/{certificate}/withdrawal", data=form)

    page = (await browser.get(answer.headers["Location"])).text
    assert "已暂扣" in page
    assert "立案调查" in page


async def test_a_renewal_leads_to_the_new_one(house: House) -> None:
    certificate = await filed(house)
    browser = await keeper(house)
    days = {"certificate_valid_from": "2026-12-01", "certificate_valid_until": "2031-11-30"}

    answer = await browser.post(f"/qualifications/{certificate}/renewal", data=FORM | days)

    assert answer.status_code == 303
    assert str(certificate) not in answer.headers["Location"]
    assert "还有 9 天" in (await browser.get(f"/qualifications/{certificate}")).text


async def test_scans_come_by_a_plain_form_and_open_locked_in(house: House) -> None:
    certificate = await filed(house)
    browser = await keeper(house)
    files = [("files", ("card.pdf", PDF)), ("files", ("page.pdf", b"<!DOCTYPE html><p>x"))]

    answer = await browser.post(f"/qualifications/{certificate}/scans", files=files)

    assert answer.status_code == 422
    assert "“page.pdf”：这个文件不是 PDF" in answer.text
    assert "其余 1 个文件已经保存" in answer.text
    address = answer.text.split(f"/qualifications/{certificate}/scans/")[1].split('"')[0]
    shown = await browser.get(f"/qualifications/{certificate}/scans/{address}")
    assert shown.content == PDF
    assert shown.headers["Content-Type"] == "application/pdf"
    assert shown.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    kinds = [line.kind for line in await house.history(certificate)]
    assert kinds.count(LedgerKind.QUALIFICATION_SCAN_ADDED) == 1
    assert kinds.count(LedgerKind.QUALIFICATION_SCAN_OPENED) == 1


async def test_a_picture_is_shown_in_place_and_nothing_runs_in_it(
    house: House, tmp_path: Path
) -> None:
    certificate = await filed(house)
    browser = await keeper(house)
    photo = make_clip(ClipKind.JPEG, tmp_path / "card.jpg").read_bytes()

    answer = await browser.post(
        f"/qualifications/{certificate}/scans", files={"files": ("card.pdf", photo)}
    )

    page = (await browser.get(answer.headers["Location"])).text
    address = page.split(f"/qualifications/{certificate}/scans/")[1].split('"')[0]
    shown = await browser.get(f"/qualifications/{certificate}/scans/{address}")
    assert shown.content == photo
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")


async def test_a_file_that_is_too_large_is_named(house: House) -> None:
    certificate = await filed(house)
    browser = await keeper(house)
    files = {"files": ("big.jpg", b"\xff\xd8\xff" + bytes(11 * 1024 * 1024))}

    answer = await browser.post(f"/qualifications/{certificate}/scans", files=files)

    assert answer.status_code == 422
    assert "超过 10 MB" in answer.text


async def test_the_list_and_its_sheet_show_the_same(house: House) -> None:
    await filed(house)
    browser = await keeper(house)

    page = (await browser.get("/qualifications")).text
    sheet = await browser.get("/qualifications.xlsx")

    assert "豫D0412016" in page
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    cells = {cell.value for tab in book for row in tab.iter_rows() for cell in row}
    assert {"豫D0412016", "陈立", "即将到期"} <= cells
    async with house.sessions() as session:
        kinds = set(await session.scalars(select(LedgerEvent.kind)))
    assert LedgerKind.QUALIFICATIONS_EXPORTED.value in kinds


def lines_below_head(content: bytes, tab: int) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return sum(1 for row in book.worksheets[tab].iter_rows(min_row=4, max_col=1) if row[0].value)


async def test_the_sheet_of_certificates_holds_every_row(house: House) -> None:
    people = [
        {
            "id": ids.new_id(),
            "unit_id": house.town.brigade,
            "username": f"many-{number}",
            "full_name": f"人员{number}",
            "post": "",
            "password_hash": PASSWORD_HASH,
            "created_at": NOW,
        }
        for number in range(5001)
    ]
    roles = [
        {
            "id": ids.new_id(),
            "person_id": person["id"],
            "unit_id": house.town.brigade,
            "role": Role.OFFICER.value,
            "from_on": NOW.date(),
        }
        for person in people
    ]
    async with house.sessions() as session, session.begin():
        await session.execute(insert(Person), people)
        await session.execute(insert(RoleAssignment), roles)
    browser = await keeper(house)

    sheet = await browser.get("/qualifications.xlsx?state=missing&name=人员")

    assert lines_below_head(sheet.content, 1) == len(people) + 1
    async with house.sessions() as session:
        event = (await whole_ledger(session))[0]
    assert event.kind is LedgerKind.QUALIFICATIONS_EXPORTED
    assert event.detail["rows"] == len(people)


async def test_the_sheet_of_trainings_holds_every_row(house: House) -> None:
    trainings = [
        {
            "id": ids.new_id(),
            "unit_id": house.town.brigade,
            "kind": "training",
            "title": f"第 {number} 课",
            "held_on": NOW.date(),
            "organiser": "局办公室",
            "note": "",
            "registered_at": NOW,
        }
        for number in range(5001)
    ]
    async with house.sessions() as session, session.begin():
        await session.execute(insert(Training), trainings)
    browser = await keeper(house)

    sheet = await browser.get("/training.xlsx")

    assert lines_below_head(sheet.content, 1) == len(trainings) + 1


@pytest.mark.parametrize(
    "query",
    ["state=nonsense", "days=-1", "unit=x", "place=~~", "name=%00", "state=all&days=365"],
)
async def test_a_strange_address_still_shows_a_list(house: House, query: str) -> None:
    browser = await keeper(house)

    assert (await browser.get(f"/qualifications?{query}")).status_code == 200


async def test_an_officer_sees_their_own_certificate_and_the_day_it_ends(house: House) -> None:
    certificate = await filed(house)
    browser = await house.visit("chen")

    start = (await browser.get("/")).text

    assert "您的执法证件将于 2026-12-11 到期" in start
    assert (await browser.get(f"/qualifications/{certificate}")).status_code == 200
    assert "我的执法证件" in (await browser.get("/qualifications")).text


async def test_the_keeper_is_told_on_the_start_page(house: House) -> None:
    await filed(house, last=-1)
    browser = await keeper(house)

    assert "已过期 1 份" in (await browser.get("/")).text


async def test_a_stranger_finds_nothing(house: House) -> None:
    certificate = await filed(house)
    browser = await house.visit("qian")

    assert (await browser.get(f"/qualifications/{certificate}")).status_code == 404
    assert "豫D0412016" not in (await browser.get("/qualifications")).text


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().get("/qualifications")

    assert answer.headers["Location"].startswith("/sign-in")


async def test_a_training_is_written_down_with_who_took_part(house: House) -> None:
    browser = await keeper(house)
    form = COURSE | {"unit": str(house.town.brigade)}

    answer = await browser.post("/training", data=form)
    record = answer.headers["Location"]
    people = {"people": [str(house.town.chen.id)], "result": "合格", "remark": ""}
    await browser.post(f"{record}/attendees", data=people)

    page = (await browser.get(record)).text
    assert "陈立" in page
    assert "合格" in page
    assert "签名" in page
    assert "执法记录仪使用" in (await browser.get("/training")).text
    sheet = openpyxl.load_workbook(io.BytesIO((await browser.get("/training.xlsx")).content))
    cells = {cell.value for tab in sheet for row in tab.iter_rows() for cell in row}
    assert {"执法记录仪使用", "陈立", "合格"} <= cells


async def test_a_training_without_a_unit_keeps_what_was_typed(house: House) -> None:
    browser = await keeper(house)

    answer = await browser.post("/training", data=COURSE)

    assert answer.status_code == 422
    assert "请选择登记单位" in answer.text
    assert "执法记录仪使用" in answer.text
    async with house.sessions() as session:
        assert (await session.scalars(select(Training))).all() == []


async def test_nobody_is_entered_without_a_choice(house: House) -> None:
    browser = await keeper(house)
    answer = await browser.post("/training", data=COURSE | {"unit": str(house.town.brigade)})

    empty = await browser.post(f"{answer.headers['Location']}/attendees", data={"people": "x"})

    assert empty.status_code == 422
    assert "请至少选择一名人员" in empty.text


async def test_a_refused_registration_keeps_nothing(house: House) -> None:
    browser = await house.visit("zhao")

    answer = await browser.post(f"/people/{house.town.chen.id}/qualifications", data=FORM)

    assert answer.status_code == 403
    async with house.sessions() as session:
        assert (await session.scalars(select(Qualification))).all() == []
