"""The page of a request that was looked for in vain: the form, its mistakes, the printed answer."""

from uuid import UUID, uuid4

import pytest

from tests.routers.conftest import House
from tests.routers.test_access import REFERENCE, described, row

SAID = {
    "result": "not_found",
    "sought": "汝水罚〔2026〕1号的录像",
    "places": "2026年案卷目录、音像资料库",
    "told": "没有这一案号的案卷",
    "revision": "1",
}


async def answered(house: House) -> tuple[UUID, str]:
    """Return Chen's request that Liu answered, and where the answer is printed."""
    request_id = await described(house)
    answer = await (await house.visit("liu")).post(f"/access/{request_id}/lookups", data=SAID)
    assert answer.status_code == 303
    return request_id, answer.headers["location"]


async def test_the_keeper_answers_and_the_sheet_says_what_where_and_the_result(
    house: House,
) -> None:
    request_id, sheet = await answered(house)
    browser = await house.visit("liu")

    printed = (await browser.get(sheet)).text

    for said in ("查找结果答复", SAID["sought"], SAID["places"], "查无此件。没有这一案号的案卷"):
        assert said in printed
    assert "调阅监督制度第三条" in printed
    assert (await row(house)).state == "not_found"
    assert sheet in (await browser.get(f"/access/{request_id}")).text
    assert "查无此件" in (await browser.get("/access/register")).text
    assert str(request_id) in (await browser.get("/access?tab=all&state=not_found")).text


async def test_the_asker_reads_the_answer_and_may_ask_again(house: House) -> None:
    request_id, sheet = await answered(house)
    browser = await house.visit("chen")

    page = (await browser.get(f"/access/{request_id}")).text

    assert SAID["told"] in page
    assert "答复查找的结果" not in page
    assert f"/access/new?again={request_id}" in page
    assert (await browser.get(sheet)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"told": ""}, "请写明怎样答复"),
        ({"result": "nonsense"}, "请选择查找的结果"),
        ({"result": "partly_found"}, "还没有查到的资料"),
        ({"revision": "9"}, "有人办理了这份申请"),
    ],
    ids=["nothing told", "no result", "nothing found", "somebody was first"],
)
async def test_what_cannot_be_answered_is_said_and_what_was_typed_stays(
    house: House, changes: dict[str, str], told: str
) -> None:
    request_id = await described(house)
    browser = await house.visit("liu")

    answer = await browser.post(f"/access/{request_id}/lookups", data={**SAID, **changes})

    assert answer.status_code == 422
    assert told in answer.text
    assert SAID["places"] in answer.text
    assert (await row(house)).state == "open"


async def test_nobody_but_the_keeper_is_shown_the_form_or_answers(house: House) -> None:
    request_id = await described(house)
    browser = await house.visit("chen")

    assert "查找答复" not in (await browser.get(f"/access/{request_id}")).text
    assert (await browser.post(f"/access/{request_id}/lookups", data=SAID)).status_code == 403


async def test_to_others_the_answer_never_was(house: House) -> None:
    _, sheet = await answered(house)
    browser = await house.visit("qian")

    guessed = await browser.get(sheet)
    nothing = await browser.get(f"/access/{uuid4()}/lookups/{uuid4()}")

    assert guessed.status_code == nothing.status_code == 404
    assert REFERENCE.sub("", guessed.text) == REFERENCE.sub("", nothing.text)


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House) -> None:
    request_id, sheet = await answered(house)
    stranger = house.stranger()

    for answer in (
        await stranger.get(sheet),
        await stranger.post(f"/access/{request_id}/lookups", data=SAID),
    ):
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")
