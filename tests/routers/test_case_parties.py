"""Who is in a case and who handles it, on the forms of its page."""

from app.ledger.kinds import LedgerKind
from tests.routers.casework import RARE, colleague_of_chen, sand_case_of
from tests.routers.conftest import House


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
    leaving = f"{address}/{house.town.chen.id}/end"
    left = await chen.post(leaving, data={"revision": "3", "why": "调离水政监察大队"})

    assert (added.status_code, main.status_code) == (303, 303)
    assert left.headers["location"] == "/cases"
    assert (await chen.get(f"/cases/{case_id}")).status_code == 404


async def test_a_handler_leaves_only_after_a_question_and_with_a_reason(house: House) -> None:
    case_id = await sand_case_of(house)
    guo = await colleague_of_chen(house)
    chen = await house.visit("chen")
    address = f"/cases/{case_id}/handlers"
    await chen.post(f"{address}/new", data={"person": str(guo), "revision": "1"})

    page = (await chen.get(f"/cases/{case_id}")).text
    question = await chen.get(f"{address}/{guo}/end")
    without = await chen.post(f"{address}/{guo}/end", data={"revision": "2", "why": " "})
    left = await chen.post(f"{address}/{guo}/end", data={"revision": "2", "why": "误加入本案"})

    assert f'href="{address}/{guo}/end"' in page
    assert f'action="{address}/{guo}/end"' not in page
    assert "查阅随即结束" in question.text
    assert without.status_code == 422
    assert left.headers["location"] == f"/cases/{case_id}"
    event = (await house.history(case_id))[-1]
    assert (event.kind, event.detail["why"]) == (LedgerKind.CASE_HANDLER_ENDED, "误加入本案")
    assert "承办人退出案件：误加入本案" in (await chen.get(f"/cases/{case_id}")).text


async def test_only_a_handler_of_today_who_is_not_the_main_one_is_asked_about(
    house: House,
) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")
    address = f"/cases/{case_id}/handlers"

    main = await chen.get(f"{address}/{house.town.chen.id}/end")
    nobody = await chen.get(f"{address}/{house.town.zhao.id}/end")

    assert (main.status_code, nobody.status_code) == (409, 404)
    assert "请先变更主办人" in main.text


async def test_somebody_of_elsewhere_is_not_offered_as_handler(house: House) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")

    answer = await chen.post(
        f"/cases/{case_id}/handlers/new",
        data={"person": str(house.town.qian.id), "revision": "1"},
    )

    assert answer.status_code == 422
    assert "请从列表中选择“承办人”" in answer.text
