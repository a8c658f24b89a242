"""The doors of people: what is typed is kept, what is refused is said, secrets are shown once."""

import io
import re
from uuid import UUID

import httpx
import openpyxl
import pytest
from sqlalchemy import select

from app.ledger.kinds import LedgerKind
from app.models import Person
from app.policy.actor import Assignment
from app.policy.vocabulary import Role
from tests.people.test_roles_above import hire
from tests.routers.conftest import House, house
from tests.routers.factors import GOOD
from tests.world import PASSWORD

__all__ = ["house"]

MAO = {
    "full_name": "毛建",
    "username": "mao",
    "post": "队员",
    "employment": "entrusted",
    "officer_no": "HN-1",
    "since": "2026-11-20",
}


def chen(house: House) -> UUID:
    assert house.town.chen.id is not None
    return house.town.chen.id


async def admit(house: House, **change: str) -> httpx.Response:
    browser = await house.visit("zhou")
    return await browser.post("/people", data=MAO | {"unit": str(house.town.brigade)} | change)


async def test_a_person_is_registered_and_signs_in_with_the_slip(house: House) -> None:
    answer = await admit(house, role_0="officer")

    password = re.search(r'slip__secret">\s*([\w-]+)', answer.text)
    assert password is not None
    assert answer.headers["cache-control"] == "no-store"
    browser = house.stranger()
    entered = await browser.post("/sign-in", data={"username": "mao", "password": password[1]})
    assert entered.headers["location"].startswith("/sign-in/new-password")
    await browser.post(
        "/sign-in/new-password", data={"new_password": GOOD, "new_password_again": GOOD}
    )
    assert "执法人员" in (await browser.get("/account")).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"username": "chen"}, "已被使用", id="taken"),
        pytest.param({"since": "昨天"}, "年-月-日", id="no day"),
        pytest.param({"since": "9999-12-31"}, "年-月-日", id="end of time"),
        pytest.param({"unit": "x"}, "请选择单位", id="no unit"),
        pytest.param({"employment": "x"}, "请选择人员性质", id="no employment"),
        pytest.param(
            {"role_0": "officer", "role_1": "officer"},
            "“执法人员”不需要重复设置",
            id="one role twice",
        ),
        pytest.param(
            {"role_0": "officer", "role_1": "inspector"}, "“执法人员”和“监督检查人员”", id="roles"
        ),
    ],
)
async def test_a_form_with_faults_comes_back_as_typed(
    house: House, change: dict[str, str], words: str
) -> None:
    answer = await admit(house, **change)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="毛建"' in answer.text


async def test_a_colleague_sees_who_somebody_is_and_nothing_more(house: House) -> None:
    browser = await house.visit("liu")

    page = (await browser.get(f"/people/{house.town.zhao.id}")).text

    assert "局领导" in page
    assert "用户名" not in page
    assert "任职经历" not in page
    assert "办理离任" not in page


async def test_the_security_administrator_sees_account_roles_and_postings(house: House) -> None:
    browser = await house.visit("zhou")

    page = (await browser.get(f"/people/{chen(house)}")).text

    for words in ("用户名", "任职经历", "办理离任", "设置岗位", "停用账号"):
        assert words in page


async def test_an_outsider_finds_nobody(house: House) -> None:
    browser = await house.visit("qian")

    answers = [
        await browser.get(f"/people/{chen(house)}"),
        await browser.post(f"/people/{chen(house)}/departure", data={"until": "2026-11-21"}),
        await browser.get(f"/units/{house.town.brigade}/sections"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert "陈立" not in (await browser.get("/people")).text


async def test_somebody_leaves_and_is_out_at_once(house: House) -> None:
    theirs = await house.visit("chen")
    browser = await house.visit("zhou")

    form = {"until": "2026-11-21", "why": "调出"}
    answer = await browser.post(f"/people/{chen(house)}/departure", data=form)

    assert answer.status_code == 303
    assert (await theirs.get("/account")).status_code == 303
    assert "陈立" in (await browser.get("/people?state=left")).text
    kinds = [line.kind for line in await house.history(chen(house))]
    assert kinds[-1] is LedgerKind.PERSON_LEFT


async def test_a_departure_without_reason_comes_back(house: House) -> None:
    browser = await house.visit("zhou")

    answer = await browser.post(f"/people/{chen(house)}/departure", data={"until": "2026-11-21"})

    assert answer.status_code == 422
    assert "请填写离任事由" in answer.text


async def test_a_refused_act_is_in_the_ledger(house: House) -> None:
    browser = await house.visit("zhao")

    answer = await browser.post(f"/people/{chen(house)}/deactivation")

    assert answer.status_code == 403
    assert "安全管理员" in answer.text
    assert (await house.history(chen(house)))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_role_is_given_and_bites_on_the_next_request(house: House) -> None:
    theirs = await house.visit("chen")
    browser = await house.visit("zhou")

    form = {"role": "record_keeper", "unit": str(house.town.brigade), "from": "2026-11-21"}
    await browser.post(f"/people/{chen(house)}/roles", data=form)

    assert (await theirs.get("/inbox")).status_code == 200


async def test_a_role_that_clashes_is_said_by_both_names(house: House) -> None:
    browser = await house.visit("zhou")

    form = {"role": "inspector", "unit": str(house.town.agency), "from": "2026-11-21"}
    answer = await browser.post(f"/people/{chen(house)}/roles", data=form)

    assert answer.status_code == 422
    assert "“执法人员”和“监督检查人员”不能由同一人担任：检查与被检查" in answer.text


async def test_passwords_for_a_selection_stand_on_one_page(house: House) -> None:
    browser = await house.visit("zhou")

    form = {str(chen(house)): "on", str(house.town.liu.id): "on", "nonsense": "on"}
    answer = await browser.post("/people/initial-passwords", data=form)

    assert answer.text.count("初始密码交接单") == 2
    old = await house.stranger().post("/sign-in", data={"username": "chen", "password": PASSWORD})
    assert old.status_code == 422


async def test_an_empty_selection_is_said(house: House) -> None:
    browser = await house.visit("zhou")

    answer = await browser.post("/people/initial-passwords", data={})

    assert answer.status_code == 422
    assert "没有选中任何人员" in answer.text


async def test_the_export_has_the_filtered_rows_and_an_event(house: House) -> None:
    browser = await house.visit("zhou")

    answer = await browser.get("/people/roster.xlsx?role=officer")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "陈立" in texts
    assert "刘敏" not in texts
    assert "岗位“执法人员”" in texts


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + "长" * 500, "unit=x&section=y&role=z", "after=x", "state=%F0%9F%98%80"],
)
async def test_a_senseless_address_still_shows_a_list(house: House, query: str) -> None:
    browser = await house.visit("zhou")

    assert (await browser.get(f"/people?{query}")).status_code == 200


async def test_a_sheet_goes_from_template_to_people(house: House) -> None:
    browser = await house.visit("zhou")
    where = f"?unit={house.town.brigade}"
    form = (await browser.get(f"/people/import/template.xlsx{where}")).content
    book = openpyxl.load_workbook(io.BytesIO(form))
    book.worksheets[0].append(["毛建", "mao", None, "队员", "受委托", "HN-1", None, "执法人员"])
    book.worksheets[0].append(["郑伟", "chen"])
    filled = io.BytesIO()
    book.save(filled)

    files = {"file": ("people.xlsx", filled.getvalue())}
    sent = await browser.post(f"/people/import{where}", files=files)
    preview = await browser.get(sent.headers["location"])
    mend = await browser.get(sent.headers["location"] + "/problems.xlsx")
    done = await browser.post(sent.headers["location"] + "/confirmation")

    assert "只导入没有问题的 1 人" in re.sub(r"\s+", " ", preview.text)
    assert "“chen”已被使用" in preview.text
    assert mend.status_code == 200
    assert done.headers["location"] == "/people/import?imported=1"
    async with house.sessions() as session:
        person = await session.scalar(select(Person).where(Person.username == "mao"))
    assert person is not None
    assert "已导入 1 人" in (await browser.get("/people/import?imported=1")).text


async def test_the_form_of_a_unit_that_never_was_is_not_found(house: House) -> None:
    browser = await house.visit("zhou")
    nowhere = f"?unit={house.town.terminal.id}"

    form = await browser.get(f"/people/import/template.xlsx{nowhere}")
    sent = await browser.post(f"/people/import{nowhere}", files={"file": ("a.xlsx", b"")})

    assert (form.status_code, sent.status_code) == (404, 404)


async def test_a_file_that_is_no_sheet_is_refused_in_words(house: House) -> None:
    browser = await house.visit("zhou")

    answer = await browser.post("/people/import", files={"file": ("a.xlsx", b"no sheet")})

    assert answer.status_code == 422
    assert "没有导入" in answer.text


async def test_sections_are_kept_on_their_page(house: House) -> None:
    browser = await house.visit("sun")
    address = f"/units/{house.town.brigade}/sections"

    await browser.post(address, data={"name": "执法一中队"})
    twin = await browser.post(address, data={"name": "执法一中队"})
    page = (await browser.get(address)).text
    section = re.search(r"sections/([0-9a-f-]{36})/name", page)
    assert section is not None
    renamed = await browser.post(f"{address}/{section[1]}/name", data={"name": "一中队"})
    closed = await browser.post(f"{address}/{section[1]}/closure")

    assert twin.status_code == 422
    assert "换一个名称" in twin.text
    assert (renamed.status_code, closed.status_code) == (303, 303)
    assert "2026-11-21 撤销" in (await browser.get(address)).text


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().get("/people")

    assert answer.headers["location"] == "/sign-in?next=%2Fpeople"


async def test_an_administrator_below_is_offered_no_correction_of_whoever_holds_a_role_above(
    house: House,
) -> None:
    async with house.sessions() as session, session.begin():
        held = Assignment(house.town.brigade, Role.SECURITY_ADMINISTRATOR)
        wei = await hire(session, house.town, "wei", held)
        superior = await hire(
            session, house.town, "superior", Assignment(house.town.agency, Role.LEADER)
        )
    browser = await house.visit("wei")
    page = f"/people/{superior.id}"

    shown = await browser.get(page)
    form = await browser.get(f"{page}/facts")
    sent = await browser.post(f"{page}/facts", data=MAO)

    assert wei.id != superior.id
    assert shown.status_code == 200
    assert f"{page}/facts" not in shown.text
    assert (form.status_code, sent.status_code) == (403, 403)
    assert "您管理范围以外" in sent.text
