"""编目 at the doors: accept, pick, undo, and the forms of one recording."""

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, CatalogueBatch, EvidenceLink, Recording, Unit
from app.policy.case_words import CaseState, SecurityClass
from app.policy.vocabulary import RecordingState
from tests.devices.holders import qualify
from tests.routers.cataloguing import case_in, shot_in, waits
from tests.routers.conftest import House

HTMX = {"HX-Request": "true"}


async def link_in(house: House) -> EvidenceLink:
    async with house.sessions() as session:
        return (await session.scalars(select(EvidenceLink).order_by(EvidenceLink.id))).all()[-1]


async def batch_in(house: House) -> UUID:
    async with house.sessions() as session:
        (batch,) = await session.scalars(select(CatalogueBatch.id))
    return batch


async def test_the_list_suggests_the_case_and_says_why(house: House) -> None:
    await case_in(house)
    await shot_in(house)
    browser = await house.visit("liu")

    page = (await browser.get("/inbox")).text

    assert "汝水罚〔2026〕1号" in page
    assert "案由：未经许可在河道采砂" in page
    assert "执法人员陈立是本案主办人，2026年11月21日记录，在2026年11月20日立案之后。" in page


async def test_of_two_likely_cases_none_is_accepted_and_the_choice_names_both(house: House) -> None:
    await case_in(house)
    await case_in(house, case_no="汝水罚〔2026〕2号")
    recording = await shot_in(house)
    browser = await house.visit("liu")

    page = (await browser.get("/inbox")).text
    choice = (await browser.get(f"/catalogue/changes?pick={recording}")).text

    assert "2 个案件同样可能，请选择" in page
    assert ("是本案主办人" in page, choice.count("是本案主办人")) == (False, 2)
    assert 'data-do="accept"' not in page
    assert f"/catalogue/changes?pick={recording}" in page
    assert "有 2 个案件同样可能，没有替您选择" in choice
    assert "selected" not in choice.split('id="case"')[1].split("</select>")[0]


async def test_a_recording_in_quarantine_gets_no_suggestion(house: House) -> None:
    await case_in(house)
    await shot_in(house, state=RecordingState.QUARANTINED)
    browser = await house.visit("liu")

    page = (await browser.get("/inbox?state=quarantined")).text
    assert "RZ0001.mp4" in page
    assert "汝水罚" not in page


async def test_accepting_without_scripts_leads_back_to_the_same_page(house: House) -> None:
    case, recording = await case_in(house), await shot_in(house)
    browser = await house.visit("liu")

    answer = await browser.post(
        "/inbox/acceptances",
        data={"accept": f"{recording}:{case}", "place": "/inbox?state=processed"},
    )

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/inbox?state=processed&done=")
    page = (await browser.get(answer.headers["location"])).text
    assert "已编目 1 件资料：放入案件“汝水罚〔2026〕1号”，作为证据。" in page
    assert not await waits(house, recording)


async def test_accepting_with_scripts_answers_the_list_and_its_address(house: House) -> None:
    case, recording = await case_in(house), await shot_in(house)
    other = await shot_in(house, "other.mp4")
    browser = await house.visit("liu")

    answer = await browser.post(
        "/inbox/acceptances",
        data={"accept": f"{recording}:{case}", "place": "/inbox"},
        headers=HTMX,
    )

    assert answer.text.lstrip().startswith("<section")
    assert f"recording-{recording}" not in answer.text
    assert str(other) in answer.text
    assert answer.headers["hx-replace-url"].startswith("/inbox?done=")


@pytest.mark.parametrize(
    "accept", ["", "x:y", "1", f"{uuid4()}"], ids=["nothing", "no ids", "one", "no case"]
)
async def test_a_button_that_no_page_has_is_answered_in_words(house: House, accept: str) -> None:
    browser = await house.visit("liu")

    answer = await browser.post("/inbox/acceptances", data={"accept": accept})

    assert answer.status_code == 422


async def test_accepting_what_somebody_accepted_before_says_so(house: House) -> None:
    case, recording = await case_in(house), await shot_in(house)
    browser = await house.visit("liu")
    button = {"accept": f"{recording}:{case}"}
    await browser.post("/inbox/acceptances", data=button)

    answer = await browser.post("/inbox/acceptances", data=button, headers=HTMX)

    assert answer.status_code == 409
    assert "已经放入这个案件" in answer.text


async def test_a_case_that_became_secret_meanwhile_takes_nothing_by_one_key(house: House) -> None:
    """汝州调阅 10, 汝州音像 14: the page may be older than the class."""
    case, recording = await case_in(house), await shot_in(house)
    async with house.sessions() as session, session.begin():
        await session.execute(update(Case).values(security_class=SecurityClass.SECRET.value))
    browser = await house.visit("liu")

    answer = await browser.post("/inbox/acceptances", data={"accept": f"{recording}:{case}"})

    assert answer.status_code == 403
    assert "不能按建议直接放入" in answer.text
    assert "第十条" in answer.text
    assert await waits(house, recording)
    async with house.sessions() as session:
        (refused,) = [
            each
            for each in await history_of(session, recording)
            if each.kind is LedgerKind.ACT_REFUSED
        ]
    assert refused.detail["act"] == "recording:catalogue"


async def test_a_case_that_was_bound_meanwhile_refuses_with_the_article(house: House) -> None:
    case, recording = await case_in(house), await shot_in(house)
    async with house.sessions() as session, session.begin():
        await session.execute(update(Case).values(state=CaseState.FILE_BOUND.value))
    browser = await house.visit("liu")

    answer = await browser.post("/inbox/acceptances", data={"accept": f"{recording}:{case}"})

    assert answer.status_code == 403
    assert "第九条" in answer.text
    assert await waits(house, recording)


@pytest.mark.parametrize("place", ["https://example.org/", "//example.org", "/people?x=1"])
async def test_the_way_back_is_always_the_inbox(house: House, place: str) -> None:
    case, recording = await case_in(house), await shot_in(house)
    browser = await house.visit("liu")

    answer = await browser.post(
        "/inbox/acceptances", data={"accept": f"{recording}:{case}", "place": place}
    )

    assert answer.headers["location"].startswith("/inbox?")


async def test_undoing_brings_the_row_back(house: House) -> None:
    case, recording = await case_in(house), await shot_in(house)
    browser = await house.visit("liu")
    await browser.post("/inbox/acceptances", data={"accept": f"{recording}:{case}"})
    batch = await batch_in(house)

    answer = await browser.post(
        f"/catalogue/batches/{batch}/undo", data={"place": "/inbox"}, headers=HTMX
    )

    assert "已撤销，1 件资料恢复到更改之前。" in answer.text
    assert str(recording) in answer.text
    assert await waits(house, recording)


async def test_undoing_twice_is_told(house: House) -> None:
    case, recording = await case_in(house), await shot_in(house)
    browser = await house.visit("liu")
    await browser.post("/inbox/acceptances", data={"accept": f"{recording}:{case}"})
    address = f"/catalogue/batches/{await batch_in(house)}/undo"
    await browser.post(address)

    answer = await browser.post(address)

    assert answer.status_code == 409
    assert "已经撤销" in answer.text


async def test_the_custodian_next_door_cannot_undo_ours(house: House) -> None:
    case, recording = await case_in(house), await shot_in(house)
    browser = await house.visit("liu")
    await browser.post("/inbox/acceptances", data={"accept": f"{recording}:{case}"})
    stranger = await house.visit("qian")

    answer = await stranger.post(f"/catalogue/batches/{await batch_in(house)}/undo")

    assert answer.status_code == 404
    assert "汝水罚" not in (await stranger.get("/catalogue/batches")).text


async def test_a_form_for_nothing_leads_back_to_what_can_be_picked(house: House) -> None:
    answer = await (await house.visit("liu")).get("/catalogue/changes")

    assert answer.status_code == 422
    assert 'href="/inbox">' in answer.text.split("没有选中资料")[1]


async def test_many_are_catalogued_by_one_form(house: House) -> None:
    await case_in(house)
    recordings = [await shot_in(house, f"{number}.mp4") for number in range(3)]
    browser = await house.visit("liu")
    address = "/catalogue/changes?place=%2Finbox&" + "&".join(f"pick={it}" for it in recordings)
    form = (await browser.get(address)).text
    assert "3 件" in form
    action = re.findall(r'action="([^"]+)"', form)[-1].replace("&amp;", "&")

    answer = await browser.post(
        action, data={"case_no": "汝水罚〔2026〕1号", "role": "process_record", "place": "北汝河"}
    )

    assert answer.status_code == 303
    page = (await browser.get(answer.headers["location"])).text
    assert "已编目 3 件资料：放入案件“汝水罚〔2026〕1号”，作为过程记录；地点：北汝河。" in page
    assert [await waits(house, it) for it in recordings] == [False] * 3


async def test_the_officer_of_many_is_chosen_among_those_who_may_be_it(house: House) -> None:
    async with house.sessions() as session, session.begin():
        await qualify(session, house.town.zhao)
    recordings = [await shot_in(house, f"{number}.mp4") for number in range(2)]
    browser = await house.visit("liu")
    address = "/catalogue/changes?" + "&".join(f"pick={it}" for it in recordings)
    form = (await browser.get(address)).text
    assert f'value="{house.town.zhao.id}"' in form
    assert f'value="{house.town.sun.id}"' not in form

    bare = await browser.post(address, data={"officer": str(house.town.zhao.id)})
    answer = await browser.post(
        address, data={"officer": str(house.town.zhao.id), "officer_reason": "当日由局长持机"}
    )

    assert (bare.status_code, answer.status_code) == (422, 303)
    assert "请写明核定执法人员的理由" in bare.text
    page = (await browser.get(answer.headers["location"])).text
    assert "执法人员：赵国强（2 件，理由：当日由局长持机）" in page


@pytest.mark.parametrize(("count", "is_chosen"), [(1, True), (2, False)], ids=["one", "several"])
async def test_a_suggested_case_is_filled_in_for_one_recording_and_never_for_several(
    house: House, count: int, is_chosen: bool
) -> None:
    await case_in(house)
    picks = [str(await shot_in(house, f"{number}.mp4")) for number in range(count)]
    browser = await house.visit("liu")

    page = (await browser.get("/catalogue/changes", params={"pick": picks})).text

    choice = page.split('id="case"')[1].split("</select>")[0]
    assert "汝水罚〔2026〕1号" in choice
    assert ("selected" in choice) is is_chosen


async def test_a_closed_case_is_no_running_one_and_is_put_in_by_its_number(house: House) -> None:
    case, recording = await case_in(house), await shot_in(house)
    async with house.sessions() as session, session.begin():
        await session.execute(update(Case).values(state=CaseState.CLOSED.value))
    browser = await house.visit("liu")
    address = f"/catalogue/changes?pick={recording}"

    page = (await browser.get(address)).text
    answer = await browser.post(address, data={"case_no": "汝水罚〔2026〕1号", "role": "evidence"})

    assert f'value="{case}"' not in page
    assert answer.status_code == 303
    assert not await waits(house, recording)


async def test_all_of_a_filter_are_catalogued_and_no_other(house: House) -> None:
    sand = [await shot_in(house, f"采砂{number}.mp4") for number in range(60)]
    other = await shot_in(house, "取水口.mp4")
    browser = await house.visit("liu")
    address = "/catalogue/changes?all=1&place=%2Finbox%3Fname%3D%E9%87%87%E7%A0%82"

    answer = await browser.post(address, data={"cause": "未经许可采砂", "finish": "on"})

    assert answer.status_code == 303
    assert not await waits(house, sand[0])
    assert await waits(house, other)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "还没有填写任何内容"),
        ({"case_no": "没有这个号"}, "没有找到这个案号的案件"),
        ({"cause": "长" * 201}, "最多 200 个字"),
        ({"situation": "picnic"}, "请从列表中选择"),
    ],
    ids=["nothing", "no such case", "too long", "no such word"],
)
async def test_what_cannot_be_taken_is_shown_again(
    house: House, typed: dict[str, str], said: str
) -> None:
    recording = await shot_in(house)
    browser = await house.visit("liu")

    answer = await browser.post(
        f"/catalogue/changes?pick={recording}", data={"note": "仍在", **typed} if typed else typed
    )

    assert answer.status_code == 422
    assert said in answer.text
    assert not typed or "仍在" in answer.text


@pytest.mark.parametrize("query", ["", "?pick=x", "?all=1"])
async def test_nothing_picked_says_what_to_do(house: House, query: str) -> None:
    browser = await house.visit("liu")

    answer = await browser.get(f"/catalogue/changes{query}")

    assert answer.status_code == 422
    assert "没有选中资料" in answer.text


async def test_what_others_keep_cannot_be_picked(house: House) -> None:
    recording = await shot_in(house)
    browser = await house.visit("qian")

    answer = await browser.get(f"/catalogue/changes?pick={recording}")

    assert answer.status_code == 404


async def test_the_page_of_a_recording_says_what_is_missing_and_the_article(house: House) -> None:
    """长子 16."""
    recording = await shot_in(house)
    async with house.sessions() as session, session.begin():
        await session.execute(update(Unit).values(pack_id="zhangzi"))
    browser = await house.visit("liu")

    page = (await browser.get(f"/recordings/{recording}")).text

    assert "还缺：科室名称、当事人、案由" in page
    assert "第十六条" in page


async def test_a_sender_does_not_see_party_and_cause(house: House) -> None:
    recording = await shot_in(house)
    async with house.sessions() as session, session.begin():
        await session.execute(update(Recording).values(submitted_by_person_id=house.town.chen.id))
    browser = await house.visit("chen")

    page = (await browser.get(f"/recordings/{recording}")).text

    assert "所在案件" not in page


async def test_one_recording_is_catalogued_by_its_form(house: House) -> None:
    recording = await shot_in(house)
    browser = await house.visit("liu")
    address = f"/recordings/{recording}/catalogue"
    form = (await browser.get(address)).text
    assert "编目完成，移出待编目" in form

    answer = await browser.post(
        f"{address}?revision=0", data={"parties": "李大山，王小河", "cause": "日常巡查"}
    )

    assert answer.status_code == 303
    page = (await browser.get(f"/recordings/{recording}")).text
    assert "李大山、王小河" in page
    assert await waits(house, recording)


async def test_of_two_who_edit_at_once_the_second_keeps_what_was_typed(house: House) -> None:
    recording = await shot_in(house)
    browser = await house.visit("liu")
    address = f"/recordings/{recording}/catalogue?revision=0"
    await browser.post(address, data={"cause": "先到的"})

    answer = await browser.post(address, data={"cause": "后到的"})

    assert answer.status_code == 422
    assert "刚刚由他人更改" in answer.text
    assert "案由：先到的" in answer.text
    assert 'value="后到的"' in answer.text
    assert "revision=1" in answer.text


async def test_one_recording_goes_into_a_case_and_out_again(house: House) -> None:
    recording, case = await shot_in(house), await case_in(house)
    browser = await house.visit("liu")
    address = f"/recordings/{recording}/links"
    form = (await browser.get(address)).text
    assert f'value="{case}" selected' in re.sub(r"\s+", " ", form)

    put = await browser.post(address, data={"case": str(case), "object_of_proof": "采砂行为"})

    link = await link_in(house)
    assert (put.status_code, link.object_of_proof, link.maker) == (303, "采砂行为", "陈立")
    page = (await browser.get(f"/recordings/{recording}")).text
    assert "汝水罚〔2026〕1号" in page
    out = await browser.post(f"{address}/{link.id}/end", data={"reason": "放错了"})
    assert out.status_code == 303
    assert await waits(house, recording)


async def test_putting_it_in_twice_is_said_on_the_form(house: House) -> None:
    recording, case = await shot_in(house), await case_in(house)
    browser = await house.visit("liu")
    address = f"/recordings/{recording}/links"
    await browser.post(address, data={"case": str(case)})

    answer = await browser.post(address, data={"case": str(case)})

    assert answer.status_code == 422
    assert "已经放入这个案件" in answer.text


async def test_taking_out_wants_a_reason(house: House) -> None:
    recording, case = await shot_in(house), await case_in(house)
    browser = await house.visit("liu")
    await browser.post(f"/recordings/{recording}/links", data={"case": str(case)})
    link = await link_in(house)
    address = f"/recordings/{recording}/links/{link.id}/end"
    assert (await browser.get(address)).status_code == 200

    answer = await browser.post(address, data={"reason": ""})

    assert answer.status_code == 422
    assert "请写明移出的理由" in answer.text


async def test_a_link_of_another_recording_never_was(house: House) -> None:
    recording, case = await shot_in(house), await case_in(house)
    other = await shot_in(house)
    browser = await house.visit("liu")
    await browser.post(f"/recordings/{recording}/links", data={"case": str(case)})
    link = await link_in(house)

    answer = await browser.get(f"/recordings/{other}/links/{link.id}/end")

    assert answer.status_code == 404


@pytest.mark.parametrize("door", ["/inbox/acceptances", "/catalogue/changes"])
async def test_whoever_keeps_no_records_is_refused_and_that_is_an_event(
    house: House, door: str
) -> None:
    browser = await house.visit("chen")

    answer = await browser.post(door, data={"cause": "长" * 500})

    assert answer.status_code == 403
    line = (await house.history(house.town.brigade))[-1]
    assert (line.kind, line.detail["act"]) == (LedgerKind.ACT_REFUSED, "recording:catalogue")


@pytest.mark.parametrize("door", ["catalogue", "links"])
async def test_a_sender_who_catalogues_is_refused_and_that_is_an_event(
    house: House, door: str
) -> None:
    recording = await shot_in(house)
    async with house.sessions() as session, session.begin():
        await session.execute(update(Recording).values(submitted_by_person_id=house.town.chen.id))
    browser = await house.visit("chen")

    answer = await browser.post(f"/recordings/{recording}/{door}", data={"cause": "长" * 500})

    assert answer.status_code == 403
    assert (await house.history(recording))[-1].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("door", ["/inbox/acceptances", "/catalogue/changes", "/catalogue/batches"])
async def test_nobody_signed_in_is_sent_to_the_entrance(house: House, door: str) -> None:
    stranger = house.stranger()

    answer = await (stranger.get if door.endswith("batches") else stranger.post)(door)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
