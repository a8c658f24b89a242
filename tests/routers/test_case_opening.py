"""Opening a case by its form: what is asked, what is kept, what is told."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.ledger.kinds import LedgerKind
from app.models import CaseParty
from tests.cases.office import LI
from tests.routers.casework import NUMBER, RARE, colleague_of_chen, kinds_of, new_form, sand_case_of
from tests.routers.conftest import House


async def test_an_officer_opens_a_case_with_rare_characters(house: House) -> None:
    chen = await house.visit("chen")
    typed = new_form(
        house,
        **{
            "name-0": RARE,
            "name-3": "王律师",
            "role-3": "lawyer",
            "kind-3": "person",
            "represents-3": "1",
            "mark-minor": "on",
        },
    )

    answer = await chen.post("/cases/new", data=typed)

    assert answer.status_code == 303, answer.text
    page = (await chen.get(answer.headers["location"])).text
    assert f"代理 {RARE}" in page
    assert "涉及未成年人" in page
    assert LedgerKind.CASE_OPENED in await kinds_of(house)


async def test_whoever_opens_a_case_for_a_colleague_is_warned_and_then_told_its_number(
    house: House,
) -> None:
    guo = await colleague_of_chen(house)
    chen = await house.visit("chen")

    form = (await chen.get("/cases/new")).text
    answer = await chen.post("/cases/new", data=new_form(house, main_handler=str(guo)))
    told = await chen.get(answer.headers["location"])

    assert "立案以后您看不到本案" in form
    assert (answer.status_code, told.status_code) == (303, 200)
    assert NUMBER in told.text
    assert "由郭志强主办" in told.text
    for other in ("liu", "zhao", "qian"):
        page = (await (await house.visit(other)).get(str(told.url))).text
        assert "请不要重复立案" not in page
    stranger = await house.stranger().get(str(told.url))
    assert stranger.headers["location"].startswith("/sign-in")


async def test_whoever_keeps_the_cases_of_the_unit_is_not_warned(house: House) -> None:
    guo = await colleague_of_chen(house)
    keeper = await house.visit("liu")

    form = (await keeper.get("/cases/new")).text
    answer = await keeper.post("/cases/new", data=new_form(house, main_handler=str(guo)))

    assert "立案以后您看不到本案" not in form
    assert (await keeper.get(answer.headers["location"])).status_code == 200


async def test_one_more_party_keeps_everything_that_was_typed(house: House) -> None:
    chen = await house.visit("chen")

    answer = await chen.post("/cases/new", data=new_form(house, step="add", place="温泉镇"))

    assert answer.status_code == 200
    assert 'name="name-1"' in answer.text
    assert all(text in answer.text for text in (LI.name, "温泉镇", NUMBER))
    assert LedgerKind.CASE_OPENED not in await kinds_of(house)


async def test_a_number_used_twice_is_said_at_its_field_and_nothing_is_lost(house: House) -> None:
    await sand_case_of(house)
    chen = await house.visit("chen")

    answer = await chen.post("/cases/new", data=new_form(house, place="保留这几个字"))

    assert answer.status_code == 422
    assert 'href="#case_no"' in answer.text
    assert "本单位已经有这个案号的案件" in answer.text
    assert "保留这几个字" in answer.text


async def test_what_nobody_sees_of_a_pasted_name_is_not_kept(house: House) -> None:
    chen = await house.visit("chen")
    pasted = new_form(house, **{"name-0": "\ufeff李\u200b大\u202e山\u202c"})

    answer = await chen.post("/cases/new", data=pasted)

    assert answer.status_code == 303
    async with house.sessions() as session:
        assert list(await session.scalars(select(CaseParty.name))) == ["李大山"]


async def test_a_number_used_twice_is_said_together_with_what_is_missing(house: House) -> None:
    await sand_case_of(house)
    chen = await house.visit("chen")

    answer = await chen.post("/cases/new", data=new_form(house, title=""))

    assert answer.status_code == 422
    assert "请填写“案件名称”" in answer.text
    assert "本单位已经有这个案号的案件" in answer.text


@pytest.mark.parametrize(
    ("who", "is_chosen"), [("chen", True), ("liu", False)], ids=["officer", "record keeper"]
)
async def test_only_whoever_handles_cases_by_office_begins_as_the_main_handler(
    house: House, who: str, is_chosen: bool
) -> None:
    browser = await house.visit(who)

    page = (await browser.get("/cases/new")).text

    choice = page.split('id="main_handler"')[1].split("</select>")[0]
    assert ("selected" in choice) is is_chosen


async def test_the_form_says_that_number_procedure_and_day_can_be_corrected(house: House) -> None:
    page = (await (await house.visit("chen")).get("/cases/new")).text

    assert "更正案号、办案程序和立案日期须写明理由" in page
    assert "除外" not in page


async def test_two_hundred_parties_fit_on_one_form_and_no_more(house: House) -> None:
    chen = await house.visit("chen")
    many = {f"name-{number}": f"当事人{number}" for number in range(200)}
    several = {f"role-{number}": "party" for number in range(201)}

    refused = await chen.post(
        "/cases/new", data=new_form(house, **many, **several) | {"name-200": "多"}
    )
    opened = await chen.post("/cases/new", data=new_form(house, **many, **several))

    assert refused.status_code == 422
    assert "最多200个" in refused.text
    assert opened.status_code == 303
    async with house.sessions() as session:
        assert len(list(await session.scalars(select(CaseParty.id)))) == 200
    page = await chen.get(opened.headers["location"])
    assert "当事人199" in page.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "请填写“案件名称”"),
        ({"title": "长" * 201}, "请缩短"),
        ({"note": "长" * 2001}, "请缩短"),
        ({"cause": "  "}, "请填写“案由”"),
        ({"case_no": ""}, "请填写“案号”"),
        ({"opened_on": "20.11.2026"}, "请写成“年-月-日”"),
        ({"opened_on": "1900-01-01"}, "年份从 1901 到 9998"),
        ({"opened_on": "2026-11-22"}, "不能晚于今天"),
        ({"procedure": "whim"}, "请从列表中选择“办案程序”"),
        ({"unit": "whim"}, "请从列表中选择“单位”"),
        ({"main_handler": str(UUID(int=1))}, "请从列表中选择“主办人”"),
        ({"name-0": "", "contact-0": "139"}, "请填写姓名或者名称"),
        ({"name-0": "长" * 201}, "最长200个字"),
        ({"role-0": "lawyer"}, "选择被代理人"),
        ({"role-0": "lawyer", "represents-0": "1"}, "选择被代理人"),
        ({"role-0": "lawyer", "represents-0": "99"}, "选择被代理人"),
    ],
)
async def test_what_is_wrong_is_named_and_what_was_typed_is_kept(
    house: House, wrong: dict[str, str], sentence: str
) -> None:
    chen = await house.visit("chen")

    answer = await chen.post("/cases/new", data=new_form(house, place="保留这几个字") | wrong)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "保留这几个字" in answer.text


async def test_nul_in_a_name_is_no_breakdown(house: House) -> None:
    chen = await house.visit("chen")

    answer = await chen.post(
        "/cases/new", data=new_form(house, title="a\x00b", **{"name-0": "\x00"})
    )

    assert answer.status_code == 303


async def test_a_colleague_is_ticked_as_another_handler(house: House) -> None:
    liu = await house.visit("liu")
    typed = new_form(house, unit=str(house.town.agency), main_handler=str(house.town.liu.id))

    answer = await liu.post("/cases/new", data=typed | {f"handler-{house.town.zhao.id}": "on"})

    assert answer.status_code == 303
    assert "赵国强" in (await liu.get(answer.headers["location"])).text


async def test_somebody_who_opens_no_cases_is_refused(house: House) -> None:
    zhao = await house.visit("zhao")

    shown = await zhao.get("/cases/new")
    taken = await zhao.post("/cases/new", data=new_form(house))

    assert shown.status_code == taken.status_code == 403
    assert "立案由本单位的办案人员或者资料保管人员办理" in taken.text
