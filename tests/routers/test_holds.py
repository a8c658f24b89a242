"""The register of holds and the holds of one recording, as people meet them."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.ledger.kinds import LedgerKind
from app.policy.vocabulary import Role
from tests.routers.conftest import House, house
from tests.routers.evidence import received

__all__ = ["house"]

LAWSUIT = {"ground": "litigation", "article": "应诉通知书", "reason": "原告已起诉", "until": ""}


async def test_the_keeper_holds_a_recording_and_sees_it_in_the_register(house: House) -> None:
    recording = await received(house)
    liu = await house.visit("liu")

    placed = await liu.post(f"/recordings/{recording}/holds", data=LAWSUIT)

    assert placed.headers["location"] == f"/recordings/{recording}/holds"
    assert "原告已起诉" in (await liu.get(placed.headers["location"])).text
    assert "原告已起诉" in (await liu.get("/holds?text=起诉")).text
    assert "已冻结" in (await liu.get(f"/recordings/{recording}")).text
    assert (await house.history(recording))[-1].kind is LedgerKind.HOLD_PLACED


async def test_the_leader_sees_the_hold_without_the_file_and_lifts_it(house: House) -> None:
    recording = await received(house, file_name="秘密的名字.mp4")
    liu, zhao = await house.visit("liu"), await house.visit("zhao")
    await liu.post(f"/recordings/{recording}/holds", data=LAWSUIT)

    page = (await zhao.get(f"/recordings/{recording}/holds")).text
    hold = page.split("/holds/")[-1].split("/lifting")[0]
    lifted = await zhao.post(f"/holds/{hold}/lifting", data={"reason": "原告撤诉"})

    assert "秘密的名字" not in page
    assert lifted.status_code == 303
    assert "原告撤诉" in (await zhao.get(f"/recordings/{recording}/holds")).text


async def test_lifting_without_a_reason_changes_nothing(house: House) -> None:
    recording = await received(house)
    liu, zhao = await house.visit("liu"), await house.visit("zhao")
    await liu.post(f"/recordings/{recording}/holds", data=LAWSUIT)
    page = (await zhao.get(f"/recordings/{recording}/holds")).text
    hold = page.split("/holds/")[-1].split("/lifting")[0]

    answer = await zhao.post(f"/holds/{hold}/lifting", data={"reason": " "})

    assert answer.status_code == 422
    assert "请写明解除冻结的原因" in answer.text
    assert "生效中" in answer.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ground": ""}, "请选择冻结的事由"),
        ({"ground": "whim"}, "请选择冻结的事由"),
        ({"article": ""}, "请写明冻结的依据"),
        ({"reason": ""}, "请写明为什么"),
        ({"until": "31.3.2027"}, "截止日期没有写成"),
    ],
)
async def test_what_is_missing_is_named_and_what_was_typed_is_kept(
    house: House, wrong: dict[str, str], sentence: str
) -> None:
    recording = await received(house)
    liu = await house.visit("liu")
    typed = LAWSUIT | {"article": "保留这几个字", "reason": "也保留这些"}

    answer = await liu.post(f"/recordings/{recording}/holds", data=typed | wrong)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "保留这" in answer.text or "也保留" in answer.text


async def test_a_last_day_in_the_past_is_refused_in_words(house: House) -> None:
    recording = await received(house)
    liu = await house.visit("liu")

    answer = await liu.post(
        f"/recordings/{recording}/holds", data=LAWSUIT | {"until": "2026-11-20"}
    )

    assert answer.status_code == 409
    assert "已经过去" in answer.text


async def test_the_register_goes_out_as_a_workbook_and_that_is_noted(house: House) -> None:
    recording = await received(house)
    await house.hire("song", "宋文博", Role.LEGAL_REVIEWER)
    song = await house.visit("song")
    await song.post(f"/recordings/{recording}/holds", data=LAWSUIT | {"reason": "=1+1"})

    answer = await song.get("/holds.xlsx?state=standing")

    sheet = load_workbook(BytesIO(answer.content))["冻结登记簿"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in texts
    assert str(recording) in texts
    assert "宋文博" in texts


async def test_an_officer_has_no_register(house: House) -> None:
    chen = await house.visit("chen")

    answer = await chen.get("/holds")

    assert answer.status_code == 403
    assert "冻结情况只向" in answer.text
