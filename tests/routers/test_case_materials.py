"""The recordings of a case as people meet them: on its page, page by page, changed, taken out."""

from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, update

from app.cataloguing.linking import link_recording
from app.ledger.kinds import LedgerKind
from app.models import Case, EvidenceLink, Recording, Unit
from app.policy.case_words import CaseState, MaterialRole
from app.policy.linking import NewLink
from app.routers import case_materials
from tests.routers.cataloguing import case_in, shot_in
from tests.routers.conftest import House
from tests.world import NOW

NUMBER = "汝水罚〔2026〕1号"
PROOF = {"evidence_kind": "inquest", "object_of_proof": "采砂船正在作业"}


async def put(
    house: House, case: UUID, role: MaterialRole = MaterialRole.EVIDENCE, name: str = "甲.mp4"
) -> tuple[UUID, UUID]:
    """Return a recording in the case, and its link."""
    recording = await shot_in(house, name)
    async with house.sessions() as session, session.begin():
        link = await link_recording(
            session, house.town.liu, recording, case, NewLink(role), now=NOW
        )
    assert isinstance(link, UUID)
    return recording, link


async def newest_link(house: House) -> EvidenceLink:
    async with house.sessions() as session:
        found = select(EvidenceLink).where(EvidenceLink.ended_at.is_(None))
        return (await session.scalars(found)).one()


async def turn(
    browser: AsyncClient, recording: UUID, link: UUID, data: Mapping[str, str], query: str = ""
) -> Response:
    return await browser.post(f"/recordings/{recording}/links/{link}/turn{query}", data=data)


async def test_the_page_of_a_case_lists_what_lies_in_it_for_its_custodian(house: House) -> None:
    case = await case_in(house)
    recording, link = await put(house, case)
    liu = await house.visit("liu")

    page = (await liu.get(f"/cases/{case}")).text

    assert f'href="/recordings/{recording}"' in page
    assert "RZ-0001，陈立" in page
    assert "视听资料" in page
    assert "与“未经许可在河道采砂”有关的事实和执法过程" in page
    assert f"/recordings/{recording}/links/{link}/turn?at=case" in page
    assert f"/recordings/{recording}/links/{link}/end?at=case" in page


async def test_the_stages_of_the_law_lead_to_what_each_has(house: House) -> None:
    """山西三."""
    async with house.sessions() as session, session.begin():
        await session.execute(update(Unit).values(pack_id="zhangzi"))
    case = await case_in(house)
    await put(house, case)
    liu = await house.visit("liu")

    page = (await liu.get(f"/cases/{case}")).text
    listed = (await liu.get(f"/cases/{case}/recordings?stage=investigation")).text
    empty = (await liu.get(f"/cases/{case}/recordings?stage=service")).text
    odd = (await liu.get(f"/cases/{case}/recordings?stage=x")).text
    papers = (await liu.get(f"/cases/{case}/documents?stage=service")).text

    assert "办案阶段" in page
    assert "第三条第一款" in page
    assert f"/cases/{case}/recordings?stage=investigation" in page
    assert "甲.mp4" in listed
    assert "只列“调查取证”阶段的" in listed
    assert "甲.mp4" not in empty
    assert "甲.mp4" in odd
    assert "只列“送达执行”阶段的文书" in papers


async def test_a_photo_has_no_length_and_no_comma_after_its_kind(house: House) -> None:
    case = await case_in(house)
    recording, _ = await put(house, case)
    async with house.sessions() as session, session.begin():
        await session.execute(
            update(Recording).where(Recording.id == recording).values(kind="photo")
        )
    liu = await house.visit("liu")

    page = (await liu.get(f"/cases/{case}")).text

    assert '<span class="facts__source">照片</span>' in page


async def test_a_handler_reads_the_names_and_a_leader_the_kinds_and_neither_changes_them(
    house: House,
) -> None:
    case = await case_in(house)
    recording, _ = await put(house, case)
    for who, reads in (("chen", True), ("zhao", False)):
        browser = await house.visit(who)

        page = (await browser.get(f"/cases/{case}")).text

        assert ("甲.mp4" in page) is reads
        assert "RZ-0001，陈立" in page
        assert f"/recordings/{recording}" not in page


@pytest.mark.parametrize(
    ("who", "words"),
    [("liu", 'href="/inbox">待编目</a>里放入案件'), ("chen", "由资料保管人员放入案件")],
)
async def test_an_empty_case_says_how_recordings_get_there(
    house: House, who: str, words: str
) -> None:
    case = await case_in(house)
    browser = await house.visit(who)

    assert words in (await browser.get(f"/cases/{case}")).text
    assert words in (await browser.get(f"/cases/{case}/recordings")).text


async def test_what_is_too_much_for_the_page_of_the_case_follows_by_key(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_materials, "FEW", 1)
    case = await case_in(house)
    _, first = await put(house, case)
    _, second = await put(house, case, name="乙.mp4")
    liu = await house.visit("liu")

    page = (await liu.get(f"/cases/{case}")).text
    further = (await liu.get(f"/cases/{case}/recordings?after={first}")).text
    nothing = (await liu.get(f"/cases/{case}/recordings?after={second}")).text

    assert f"/cases/{case}/recordings?after={first}" in page
    assert ("甲.mp4" in further, "乙.mp4" in further) == (False, True)
    assert "后面没有资料了" in nothing


@pytest.mark.parametrize("after", ["x", "", "9" * 300, "%00"])
async def test_a_key_that_is_none_begins_at_the_first(house: House, after: str) -> None:
    case = await case_in(house)
    await put(house, case)
    liu = await house.visit("liu")

    answer = await liu.get(f"/cases/{case}/recordings?after={after}")

    assert (answer.status_code, "甲.mp4" in answer.text) == (200, True)


async def test_to_a_stranger_the_list_never_was(house: House) -> None:
    case = await case_in(house)
    qian = await house.visit("qian")

    known = await qian.get(f"/cases/{case}/recordings")
    never = await qian.get(f"/cases/{uuid4()}/recordings")

    assert known.status_code == never.status_code == 404
    assert (await house.stranger().get(f"/cases/{case}/recordings")).status_code == 303


@pytest.mark.parametrize(("query", "place"), [("?at=case", "cases"), ("", "recordings")])
async def test_a_record_becomes_evidence_and_one_comes_back_to_where_one_was(
    house: House, query: str, place: str
) -> None:
    case = await case_in(house)
    recording, link = await put(house, case, MaterialRole.PROCESS_RECORD)
    liu = await house.visit("liu")
    form = (await liu.get(f"/recordings/{recording}/links/{link}/turn{query}")).text

    answer = await turn(liu, recording, link, PROOF, query)

    key = case if place == "cases" else recording
    assert "<h1>改为证据</h1>" in form
    assert f'href="/{place}/{key}"' in form
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{place}/{key}")
    assert (await newest_link(house)).object_of_proof == "采砂船正在作业"
    assert (await house.history(recording))[-1].kind is LedgerKind.RECORDING_TURNED


async def test_evidence_is_let_go_of_with_a_reason_that_the_page_of_the_recording_tells(
    house: House,
) -> None:
    recording, link = await put(house, await case_in(house))
    liu = await house.visit("liu")

    missing = await turn(liu, recording, link, {"reason": ""})
    await turn(liu, recording, link, {"reason": "与案件事实无关"})

    assert (missing.status_code, "不再作为证据的理由" in missing.text) == (422, True)
    page = (await liu.get(f"/recordings/{recording}")).text
    assert "由“证据”改为“过程记录”；理由：与案件事实无关" in page
    assert "改为证据" in page


@pytest.mark.parametrize(
    "wrong",
    [{"evidence_kind": "whim"}, {"evidence_kind": "inquest", "object_of_proof": "长" * 201}],
    ids=["no kind", "too long"],
)
async def test_what_cannot_be_taken_comes_back_with_what_was_typed(
    house: House, wrong: dict[str, str]
) -> None:
    recording, link = await put(house, await case_in(house), MaterialRole.PROCESS_RECORD)
    liu = await house.visit("liu")

    answer = await turn(liu, recording, link, {"object_of_proof": "正在作业", **wrong})

    assert answer.status_code == 422
    assert wrong.get("object_of_proof", "正在作业") in answer.text


async def test_the_second_of_two_is_told_and_keeps_what_was_typed(house: House) -> None:
    recording, link = await put(house, await case_in(house), MaterialRole.PROCESS_RECORD)
    first, second = await house.visit("liu"), await house.visit("liu")
    await turn(first, recording, link, PROOF)

    answer = await turn(second, recording, link, {**PROOF, "object_of_proof": "另一说法"})
    opened = await second.get(f"/recordings/{recording}/links/{link}/turn")
    ending = await second.post(f"/recordings/{recording}/links/{link}/end", data={"reason": "误"})

    assert answer.status_code == ending.status_code == 422
    assert "已经有人更改" in answer.text
    assert "另一说法" in answer.text
    assert opened.status_code == 409


async def test_whoever_was_too_late_to_take_it_out_is_told(house: House) -> None:
    recording, link = await put(house, await case_in(house))
    liu = await house.visit("liu")
    address = f"/recordings/{recording}/links/{link}/end"
    await liu.post(address, data={"reason": "放错了"})

    opened, again = await liu.get(address), await liu.post(address, data={"reason": "放错了"})

    assert (opened.status_code, again.status_code) == (409, 422)
    assert "已经从案件中移出" in opened.text
    assert "已经从案件中移出" in again.text


async def test_a_bound_file_refuses_with_the_article_and_offers_nothing(house: House) -> None:
    case = await case_in(house)
    recording, link = await put(house, case)
    async with house.sessions() as session, session.begin():
        await session.execute(update(Case).values(state=CaseState.FILE_BOUND.value))
    liu = await house.visit("liu")

    answer = await turn(liu, recording, link, {"reason": "无关"})

    assert (answer.status_code, "第九条" in answer.text) == (403, True)
    assert "/turn" not in (await liu.get(f"/cases/{case}")).text
    page = (await liu.get(f"/recordings/{recording}")).text
    assert "/turn" not in page
    assert "案卷已经立卷，不能更正、移出或者更改用途" in page


async def test_to_strangers_and_whoever_keeps_no_records_no_link_is_there(house: House) -> None:
    recording, link = await put(house, await case_in(house))
    for who in ("qian", "chen", "zhao"):
        browser = await house.visit(who)

        answers = [
            await turn(browser, recording, link, {"reason": "无关"}),
            await browser.get(f"/recordings/{recording}/links/{link}/turn"),
            await turn(browser, uuid4(), link, {"reason": "无关"}),
        ]

        assert [answer.status_code for answer in answers] == [404, 404, 404]
    nobody = house.stranger()
    assert (await turn(nobody, recording, link, {"reason": "无关"})).status_code == 303


async def test_a_link_of_another_recording_is_none(house: House) -> None:
    case = await case_in(house)
    _, link = await put(house, case)
    other, _ = await put(house, case, name="乙.mp4")
    liu = await house.visit("liu")

    assert (await turn(liu, other, link, {"reason": "无关"})).status_code == 404


async def test_the_case_is_one_click_from_the_recording_and_stands_on_its_sheet(
    house: House,
) -> None:
    """长子十六: the six fields are printed with the recording."""
    case = await case_in(house)
    recording, _ = await put(house, case)
    liu = await house.visit("liu")

    page = (await liu.get(f"/recordings/{recording}")).text

    assert f'<a href="/cases/{case}">{NUMBER}' in page
    sheet = page.split("执法音视频资料登记表")[1]
    for words in ("科室名称", "使用时间", "当事人", "李大山、汝州市河道砂石有限公司", NUMBER):
        assert words in sheet
