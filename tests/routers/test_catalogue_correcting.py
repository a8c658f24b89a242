"""The form that puts right what is said of a recording in a case."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.ledger.kinds import LedgerKind
from app.models import Case, EvidenceLink
from app.policy.case_words import CaseState
from tests.routers.cataloguing import case_in
from tests.routers.conftest import House
from tests.routers.shown_forms import sent_by
from tests.routers.test_case_materials import put

SAID = {
    "evidence_kind": "inquest",
    "object_of_proof": "采砂船正在作业",
    "making_method": "无人机拍摄",
    "made_at": "2026-11-21T09:00:00",
    "maker": "郭志强",
}


async def test_the_form_shows_what_is_said_and_the_history_tells_what_was(house: House) -> None:
    recording, link = await put(house, await case_in(house))
    address = f"/recordings/{recording}/links/{link}/correction"
    liu = await house.visit("liu")
    form = (await liu.get(address)).text
    stands = dict(re.findall(r'name="(\w+)"[^>]*?value="([^"]*)"', form))

    answer = await liu.post(address, data={**SAID, "revision": stands["revision"]})

    assert (stands["making_method"], stands["maker"]) == ("现场录像", "陈立")
    assert stands["made_at"] == "2026-11-21T09:00:00"
    assert (answer.status_code, answer.headers["location"]) == (303, f"/recordings/{recording}")
    page = (await liu.get(f"/recordings/{recording}")).text
    assert "制作方法由“现场录像”改为“无人机拍摄”；制作人由“陈立”改为“郭志强”" in page
    assert "证据种类由“视听资料”改为“勘验笔录、现场笔录”" in page
    assert "制作时间由" not in page


async def test_the_second_of_two_is_told_what_stands_there_and_may_insist(house: House) -> None:
    recording, link = await put(house, await case_in(house))
    address = f"/recordings/{recording}/links/{link}/correction"
    liu = await house.visit("liu")
    await liu.post(address, data={**SAID, "revision": "2"})

    late = await liu.post(address, data={**SAID, "maker": "孙强", "revision": "2"})
    again = await liu.post(address, data={**SAID, "maker": "孙强", "revision": "3"})

    assert late.status_code == 422
    assert "有人改动了本案" in late.text
    assert 'name="revision" value="3"' in late.text
    assert re.search(r"制作人，现在是</dt>\s*<dd>\s*郭志强", late.text)
    assert again.status_code == 303


async def test_what_the_second_did_not_touch_stands_as_the_first_left_it(house: House) -> None:
    recording, link = await put(house, await case_in(house))
    address = f"/recordings/{recording}/links/{link}/correction"
    liu = await house.visit("liu")
    opened = sent_by((await liu.get(address)).text)
    await liu.post(address, data={**SAID, "revision": "2"})

    late = await liu.post(address, data=opened | {"object_of_proof": "采砂的数量"})

    back = sent_by(late.text)
    assert late.status_code == 422
    assert (back["maker"], back["object_of_proof"]) == (SAID["maker"], "采砂的数量")
    assert re.search(r"制作人，您没有改动，已换成现在的</dt>\s*<dd>\s*郭志强", late.text)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"evidence_kind": "whim"}, "请从列表中选择“证据种类”"),
        ({"made_at": "2026-11-22T09:00"}, "制作时间不能晚于现在"),
        ({"made_at": "昨天"}, "请写成“年-月-日 时:分”"),
        ({"maker": "长" * 201}, "“制作人”最多 200 个字"),
    ],
    ids=["no kind", "made in the future", "no time", "too long"],
)
async def test_what_cannot_be_comes_back_as_it_was_typed(
    house: House, wrong: dict[str, str], told: str
) -> None:
    recording, link = await put(house, await case_in(house))
    liu = await house.visit("liu")

    answer = await liu.post(
        f"/recordings/{recording}/links/{link}/correction",
        data={**SAID, "revision": "2", **wrong},
    )

    assert answer.status_code == 422
    assert told in answer.text
    assert "无人机拍摄" in answer.text


async def test_a_bound_file_refuses_and_offers_nothing(house: House) -> None:
    """汝州调阅九."""
    recording, link = await put(house, await case_in(house))
    address = f"/recordings/{recording}/links/{link}/correction"
    async with house.sessions() as session, session.begin():
        await session.execute(update(Case).values(state=CaseState.FILE_BOUND.value))
    liu = await house.visit("liu")

    answer = await liu.post(address, data={**SAID, "revision": "2"})

    assert (answer.status_code, "第九条" in answer.text) == (403, True)
    assert "/correction" not in (await liu.get(f"/recordings/{recording}")).text
    async with house.sessions() as session:
        assert (await session.get_one(EvidenceLink, link)).making_method == "现场录像"


async def test_to_strangers_and_whoever_keeps_no_records_no_link_is_there(house: House) -> None:
    recording, link = await put(house, await case_in(house))
    address = f"/recordings/{recording}/links/{link}/correction"
    for who in ("qian", "chen", "zhao"):
        browser = await house.visit(who)

        answers = [
            await browser.get(address),
            await browser.post(address, data=SAID),
            await browser.post(f"/recordings/{uuid4()}/links/{link}/correction", data=SAID),
        ]

        assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (await house.stranger().post(address, data=SAID)).status_code == 303
    kinds = [event.kind for event in await house.history(recording)]
    assert LedgerKind.RECORDING_PARTICULARS_CORRECTED not in kinds
