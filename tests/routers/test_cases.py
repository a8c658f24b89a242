"""Cases as people meet them: the list, one case, its forms, and what senseless input meets."""

import re
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.db import transaction
from app.ids import new_id
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseParty, LedgerEvent
from app.people.register import NewPerson, register_person
from app.policy.actor import WORKER, Assignment
from app.policy.case_words import CaseState
from app.policy.vocabulary import Role
from tests.cases.office import LI, open_sand_case
from tests.routers.conftest import House, house
from tests.world import NOW, PASSWORD_HASH

__all__ = ["house"]

RARE = "𬭩㙓䶮𠮷𫖯"
NUMBER = "汝水罚〔2026〕1号"
FACTS = {
    "title": "李大山采砂案",
    "cause": "未经许可在河道采砂",
    "place": "温泉镇",
    "note": "",
    "security_class": "none",
}
REFERENCE = re.compile(r"[0-9A-F]{5}-[0-9A-F]{5}")


async def sand_case_of(house: House, **other: object) -> UUID:
    async with transaction(house.sessions) as session:
        return await open_sand_case(session, house.town, **other)


async def case_in(house: House, state: CaseState) -> UUID:
    case_id = await sand_case_of(house)
    async with transaction(house.sessions) as session:
        (await session.get_one(Case, case_id)).state = state.value
    return case_id


def new_form(house: House, **other: str) -> dict[str, str]:
    return {
        "unit": str(house.town.brigade),
        "procedure": "ordinary",
        "title": "李大山采砂案",
        "cause": "未经许可在河道采砂",
        "case_no": NUMBER,
        "opened_on": "2026-11-20",
        "main_handler": str(house.town.chen.id),
        "security_class": "none",
        "name-0": LI.name,
        "role-0": "party",
        "kind-0": "person",
        **other,
    }


async def colleague_of_chen(house: House) -> UUID:
    held = (Assignment(house.town.brigade, Role.OFFICER),)
    guo = NewPerson("guo", "郭志强", "", PASSWORD_HASH)
    async with transaction(house.sessions) as session:
        return await register_person(
            session, WORKER, house.town.brigade, guo, assignments=held, now=NOW
        )


async def kinds_of(house: House) -> list[str]:
    async with house.sessions() as session:
        return list(await session.scalars(select(LedgerEvent.kind).order_by(LedgerEvent.seq)))


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
        ("older_than=00000000-0000-7000-8000-000000000000", False),
    ],
)
async def test_filters_and_senseless_addresses(house: House, query: str, is_shown: bool) -> None:
    await sand_case_of(house)

    answer = await (await house.visit("liu")).get(f"/cases?{query}")

    assert answer.status_code == 200
    assert (NUMBER in answer.text) is is_shown


async def test_the_list_goes_out_as_a_workbook_and_that_is_noted(house: House) -> None:
    await sand_case_of(house, title="=1+1", parties=())

    answer = await (await house.visit("liu")).get("/cases.xlsx?q=汝水罚")

    sheet = load_workbook(BytesIO(answer.content))["案件登记表"]
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


# Opening one


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


# Changing one


async def test_of_two_clerks_the_second_is_told_and_nothing_is_lost(house: House) -> None:
    case_id = await sand_case_of(house)
    liu, chen = await house.visit("liu"), await house.visit("chen")
    await liu.post(f"/cases/{case_id}/facts", data=FACTS | {"revision": "1"})

    told = await chen.post(
        f"/cases/{case_id}/facts", data=FACTS | {"title": "别的名称", "revision": "1"}
    )

    assert told.status_code == 422
    assert "刘敏于 10:00 改动了本案" in told.text
    assert "别的名称" in told.text
    assert "案件名称，现在是" in told.text
    assert 'name="revision" value="2"' in told.text
    again = await chen.post(
        f"/cases/{case_id}/facts", data=FACTS | {"title": "别的名称", "revision": "2"}
    )
    assert again.status_code == 303
    assert "别的名称" in (await liu.get(f"/cases/{case_id}")).text


async def test_who_also_left_a_field_empty_is_told_both(house: House) -> None:
    case_id = await sand_case_of(house)
    liu, chen = await house.visit("liu"), await house.visit("chen")
    await liu.post(f"/cases/{case_id}/facts", data=FACTS | {"revision": "1"})

    told = await chen.post(f"/cases/{case_id}/facts", data=FACTS | {"title": "", "revision": "1"})

    assert "刘敏于 10:00 改动了本案" in told.text
    assert "请填写“案件名称”" in told.text


@pytest.mark.parametrize("revision", ["", "-1", "one", "9" * 30, "\uff11"])
async def test_a_senseless_revision_is_one_of_before(house: House, revision: str) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")

    answer = await chen.post(f"/cases/{case_id}/facts", data=FACTS | {"revision": revision})

    assert answer.status_code == 422
    assert "改动了本案" in answer.text


async def test_a_box_that_was_unticked_comes_back_unticked(house: House) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")
    await chen.post(f"/cases/{case_id}/facts", data=FACTS | {"revision": "1", "mark-minor": "on"})

    answer = await chen.post(f"/cases/{case_id}/facts", data=FACTS | {"title": "", "revision": "2"})

    box = answer.text.split('id="mark-minor"')[1].split(">")[0]
    assert "checked" not in box


async def test_a_leader_is_refused_before_anything_is_read(house: House) -> None:
    case_id = await sand_case_of(house)
    zhao = await house.visit("zhao")

    answer = await zhao.post(f"/cases/{case_id}/facts", data={"title": ""})

    assert answer.status_code == 403
    assert "您不能改动" in answer.text
    assert (await house.history(case_id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_parties_are_added_corrected_and_struck_out(house: House) -> None:
    case_id = await sand_case_of(house, parties=())
    chen = await house.visit("chen")
    typed = {"name": RARE, "role": "party", "kind": "person", "revision": "1"}

    await chen.post(f"/cases/{case_id}/parties/new", data=typed)
    page = (await chen.get(f"/cases/{case_id}")).text
    party = page.split(f"/cases/{case_id}/parties/")[2].split('"')[0]
    assert RARE in (await chen.get(f"/cases/{case_id}/parties/{party}")).text
    corrected = await chen.post(
        f"/cases/{case_id}/parties/{party}", data=typed | {"name": "李大珊", "revision": "2"}
    )
    striking = f"/cases/{case_id}/parties/{party}/striking"
    struck = await chen.post(striking, data={"revision": "3", "reason": "登记错了人"})

    assert (corrected.status_code, struck.status_code) == (303, 303)
    page = (await chen.get(struck.headers["location"])).text
    assert "当事人已经划去" in page
    assert "，登记错了人）" in page
    assert "划去当事人：登记错了人" in page
    assert (await chen.get(f"/cases/{case_id}/parties/{party}")).status_code == 409
    late = await chen.post(striking, data={"revision": "3", "reason": "登记错了人"})
    assert late.status_code == 409
    assert "这个当事人已经划去" in late.text


async def test_a_party_is_struck_out_only_after_a_question_and_with_a_reason(house: House) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")
    page = (await chen.get(f"/cases/{case_id}")).text
    striking = next(
        part.split('"')[0]
        for part in page.split('href="')
        if part.split('"')[0].endswith("/striking")
    )

    question = await chen.get(striking)
    without = await chen.post(striking, data={"revision": "1", "reason": " "})

    assert question.status_code == 200
    assert "误划的，可以重新增加" in question.text
    assert without.status_code == 422
    assert "划去的原因" in without.text
    assert LedgerKind.CASE_PARTY_STRUCK not in [
        event.kind for event in await house.history(case_id)
    ]


async def test_a_handler_joins_takes_over_and_the_former_one_leaves(house: House) -> None:
    case_id = await sand_case_of(house)
    guo = await colleague_of_chen(house)
    chen = await house.visit("chen")
    address = f"/cases/{case_id}/handlers"

    added = await chen.post(f"{address}/new", data={"person": str(guo), "revision": "1"})
    main = await chen.post(f"{address}/main", data={"person": str(guo), "revision": "2"})
    left = await chen.post(f"{address}/{house.town.chen.id}/end", data={"revision": "3"})

    assert (added.status_code, main.status_code) == (303, 303)
    assert left.headers["location"] == "/cases"
    assert (await chen.get(f"/cases/{case_id}")).status_code == 404


async def test_somebody_of_elsewhere_is_not_offered_as_handler(house: House) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")

    answer = await chen.post(
        f"/cases/{case_id}/handlers/new",
        data={"person": str(house.town.qian.id), "revision": "1"},
    )

    assert answer.status_code == 422
    assert "请从列表中选择“承办人”" in answer.text


# Moving it on


async def test_a_step_says_what_it_means_and_is_taken(house: House) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")

    shown = await chen.get(f"/cases/{case_id}/steps/evidence")
    taken = await chen.post(f"/cases/{case_id}/steps/evidence", data={"revision": "1"})

    assert "转入调查取证" in shown.text
    assert taken.status_code == 303
    page = (await chen.get(f"/cases/{case_id}")).text
    assert "案件进入下一步：调查取证" in page
    assert "送法制审核" in page


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_second_press_on_a_step_says_that_it_is_done_and_leads_to_the_case(
    house: House, method: str
) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")
    step = f"/cases/{case_id}/steps/decided"
    await chen.post(step, data={"revision": "1"})

    again = await chen.request(method, step, data={"revision": "1"})

    assert again.status_code == 409
    assert "<h1>这一步已经办好</h1>" in again.text
    assert "没有权限" not in again.text
    assert f'href="/cases/{case_id}"' in again.text
    assert "主导航" in again.text
    assert LedgerKind.ACT_REFUSED not in [event.kind for event in await house.history(case_id)]


async def test_a_step_that_does_not_follow_is_refused_with_its_article(house: House) -> None:
    case_id = await sand_case_of(house)
    liu = await house.visit("liu")

    answer = await liu.post(f"/cases/{case_id}/steps/archived", data={"revision": "1"})

    assert answer.status_code == 403
    assert "不能直接办理“已归档”" in answer.text
    assert (await house.history(case_id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_file_without_documents_is_not_bound_and_the_page_says_why(house: House) -> None:
    case_id = await case_in(house, CaseState.CLOSED)
    liu = await house.visit("liu")

    answer = await liu.post(f"/cases/{case_id}/steps/file_bound", data={"revision": "1"})

    assert answer.status_code == 422
    assert "还没有定稿的文书" in answer.text


async def test_a_bound_case_offers_no_change_but_reopening(house: House) -> None:
    case_id = await case_in(house, CaseState.FILE_BOUND)
    liu = await house.visit("liu")

    page = (await liu.get(f"/cases/{case_id}")).text
    refused = await liu.get(f"/cases/{case_id}/facts")
    nameless = await liu.post(f"/cases/{case_id}/reopening", data={"revision": "1"})
    reopened = await liu.post(
        f"/cases/{case_id}/reopening", data={"reason": "复议撤销", "revision": "1"}
    )

    assert f"/cases/{case_id}/facts" not in page
    assert refused.status_code == 403
    assert "不得增加、抽取或者改动" in refused.text
    assert nameless.status_code == 422
    assert reopened.status_code == 303
    page = (await liu.get(f"/cases/{case_id}")).text
    assert "第 2 版" in page
    assert "重新立案：复议撤销" in page


# Numbering


async def test_the_pattern_is_set_and_the_next_case_gets_its_number(house: House) -> None:
    liu, chen = await house.visit("liu"), await house.visit("chen")
    address = f"/cases/numbering/{house.town.agency}/ordinary"

    saved = await liu.post(address, data={"pattern": "汝水罚〔{年}〕{序号}号", "last_no": "34"})

    assert saved.status_code == 303
    assert "已经保存" in (await liu.get(saved.headers["location"])).text
    assert "普通程序 汝水罚〔2026〕35号" in (await chen.get("/cases/new")).text
    opened = await chen.post("/cases/new", data=new_form(house, case_no=""))
    assert "汝水罚〔2026〕35号" in (await chen.get(opened.headers["location"])).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"pattern": "汝水罚{年}号", "last_no": "0"}, "应当有{序号}"),
        ({"pattern": "{年}{序号}", "last_no": "一"}, "之间的整数"),
        ({"pattern": "{年}{序号}", "last_no": "1000000"}, "之间的整数"),
    ],
)
async def test_a_pattern_that_cannot_be_used_comes_back(
    house: House, typed: dict[str, str], sentence: str
) -> None:
    liu = await house.visit("liu")

    answer = await liu.post(f"/cases/numbering/{house.town.agency}/ordinary", data=typed)
    example = await liu.get("/cases/numbering/example", params=typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed["pattern"] in answer.text
    assert sentence in example.text


@pytest.mark.parametrize("address", ["{stranger}/ordinary", "{agency}/whim", "{nothing}/ordinary"])
async def test_numbering_of_others_or_of_nothing_is_not_found(house: House, address: str) -> None:
    liu = await house.visit("liu")
    place = address.format(
        stranger=house.town.stranger_agency, agency=house.town.agency, nothing=new_id()
    )

    answer = await liu.post(f"/cases/numbering/{place}", data={"pattern": "{年}{序号}"})

    assert answer.status_code == 404


# With what a case was opened


REGISTRATION = {
    "case_no": "汝水罚〔2026〕7号",
    "procedure": "coercion",
    "opened_on": "2026-11-18",
    "reason": "与立案审批表不一致",
    "revision": "1",
}


async def test_number_procedure_and_day_are_corrected_and_the_page_tells_what_was(
    house: House,
) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")
    form = (await chen.get(f"/cases/{case_id}/registration")).text

    answer = await chen.post(f"/cases/{case_id}/registration", data=REGISTRATION)

    assert NUMBER in form
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case_id}")
    page = (await chen.get(f"/cases/{case_id}")).text
    assert "<h1>\n        汝水罚〔2026〕7号" in page
    assert f"案号由“{NUMBER}”改为“汝水罚〔2026〕7号”" in page
    assert "办案程序由“普通程序”改为“行政强制”" in page
    assert "理由：与立案审批表不一致" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"case_no": ""}, "案号"),
        ({"procedure": "whim"}, "办案程序"),
        ({"opened_on": "someday"}, "立案日期"),
        ({"opened_on": "2027-01-01"}, "立案日期不能晚于今天"),
        ({"reason": ""}, "更正的理由"),
    ],
    ids=["no number", "no procedure", "no day", "tomorrow", "no reason"],
)
async def test_a_registration_that_cannot_be_comes_back_as_it_was_typed(
    house: House, wrong: dict[str, str], words: str
) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")

    answer = await chen.post(f"/cases/{case_id}/registration", data={**REGISTRATION, **wrong})

    assert answer.status_code == 422
    assert words in answer.text
    assert wrong.get("reason", "与立案审批表不一致") in answer.text


async def test_a_number_of_another_case_is_told_in_the_form(house: House) -> None:
    case_id = await sand_case_of(house)
    await sand_case_of(house, case_no=REGISTRATION["case_no"])
    chen = await house.visit("chen")

    answer = await chen.post(f"/cases/{case_id}/registration", data=REGISTRATION)

    assert answer.status_code == 422
    assert "已经有这个案号的另一个案件" in answer.text


# A case without a main handler


async def leave_of_chen(house: House) -> None:
    zhou = await house.visit("zhou")
    chen = house.town.chen.id
    answer = await zhou.post(
        f"/people/{chen}/departure", data={"until": "2026-11-21", "why": "调出"}
    )
    assert answer.headers["location"] == f"/people/{chen}"


@pytest.mark.parametrize(
    ("who", "words"),
    [("liu", "请用“确定主办人”"), ("zhao", "由承办人或者资料保管人员尽快确定")],
)
async def test_the_page_asks_for_a_main_handler_once_the_last_has_left(
    house: House, who: str, words: str
) -> None:
    case_id = await sand_case_of(house)
    browser = await house.visit(who)
    before = (await browser.get(f"/cases/{case_id}")).text
    await leave_of_chen(house)

    page = (await browser.get(f"/cases/{case_id}")).text

    assert "没有主办人" not in before
    assert "本案现在没有主办人" in page
    assert words in page
    assert "承办人退出案件：离任" in page


async def test_a_case_that_lost_its_main_handler_gets_another(house: House) -> None:
    case_id = await sand_case_of(house)
    guo = await colleague_of_chen(house)
    await leave_of_chen(house)
    liu = await house.visit("liu")

    form = (await liu.get(f"/cases/{case_id}/handlers/main")).text
    answer = await liu.post(
        f"/cases/{case_id}/handlers/main", data={"person": str(guo), "revision": "2"}
    )

    assert "<h1>确定主办人</h1>" in form
    assert answer.status_code == 303
    assert "没有主办人" not in (await liu.get(f"/cases/{case_id}")).text


@pytest.mark.parametrize("address", ["/", "/cases"])
async def test_whoever_may_name_a_main_handler_is_led_to_the_cases_that_lack_one(
    house: House, address: str
) -> None:
    await sand_case_of(house)
    liu = await house.visit("liu")
    before = (await liu.get(address)).text
    await leave_of_chen(house)

    page = (await liu.get(address)).text

    assert "handled=nobody" not in before.replace('value="nobody"', "")
    assert 'href="/cases?handled=nobody"' in page
    found = (await liu.get("/cases?handled=nobody")).text
    assert "李大山未经许可在北汝河采砂案" in found


@pytest.mark.parametrize("who", ["zhao", "qian", "sun"])
async def test_whoever_may_name_nobody_is_not_asked_to(house: House, who: str) -> None:
    await sand_case_of(house)
    await leave_of_chen(house)
    browser = await house.visit(who)

    assert 'href="/cases?handled=nobody"' not in (await browser.get("/")).text
    assert 'href="/cases?handled=nobody"' not in (await browser.get("/cases")).text


async def test_a_closed_case_asks_for_no_main_handler(house: House) -> None:
    await case_in(house, CaseState.CLOSED)
    await leave_of_chen(house)
    liu = await house.visit("liu")

    assert 'href="/cases?handled=nobody"' not in (await liu.get("/cases")).text


async def test_nobody_is_found_as_the_handler_of_a_case_any_more_once_they_have_left(
    house: House,
) -> None:
    """At once, and not when the index is next gone through."""
    case_id = await sand_case_of(house)
    liu = await house.visit("liu")
    address = "/search?q=%E9%99%88%E7%AB%8B"
    before = (await liu.get(address)).text
    await leave_of_chen(house)

    after = (await liu.get(address)).text

    assert f'href="/cases/{case_id}"' in before
    assert f'href="/cases/{case_id}"' not in after
