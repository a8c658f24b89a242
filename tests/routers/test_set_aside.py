"""来源待核: nothing is refused at the door; the keeper finds out and sees no content."""

from uuid import UUID, uuid4

import pytest

from app.models import Recording
from app.policy.actor import Actor
from app.policy.vocabulary import Role
from app.recordings.queries import findings_of
from tests.routers.conftest import House
from tests.routers.evidence import inspected, settle_everything

TUS = {"Tus-Resumable": "1.0.0"}
NAMED = "ZZ-9999_李强_20261121080000_0001.mp4"


async def set_aside(
    house: House, clip: bytes, *, file_name: str = NAMED, sender: Actor | None = None
) -> UUID:
    """A recording that a person sent and whose name speaks of a camera nobody knows."""
    return await inspected(house, clip, sender=sender or house.town.chen, file_name=file_name)


async def row_of(house: House, recording_id: UUID) -> Recording:
    async with house.sessions() as session:
        return await session.get_one(Recording, recording_id)


async def test_an_upload_that_names_an_unknown_device_is_accepted_and_set_aside(
    house: House, clip: bytes
) -> None:
    """未知设备先收下，再核实：上传时绝不拒绝。"""
    browser = await house.visit("chen")
    metadata = "filename YS5tcDQ=,device_no WlotOTk5OQ=="
    opened = await browser.post(
        "/files",
        headers={**TUS, "Upload-Length": str(len(clip)), "Upload-Metadata": metadata},
    )
    assert opened.status_code == 201

    sent = await browser.patch(
        opened.headers["location"],
        headers={
            **TUS,
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
        },
        content=clip,
    )

    assert sent.status_code == 204
    recording_id = UUID(sent.headers["liuhen-recording"].rpartition("/")[2])
    await settle_everything(house)
    row = await row_of(house, recording_id)
    assert row.state == "processed"
    assert row.named_device_no == "ZZ-9999"
    assert row.set_aside_at is not None


async def test_the_terminals_own_uploads_need_nobody(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)

    row = await row_of(house, recording)

    assert row.device_id == house.town.terminal.id
    assert row.set_aside_at is None


async def test_the_keeper_sees_what_names_the_device_and_no_content(
    house: House, clip: bytes
) -> None:
    recording = await set_aside(house, clip)
    await house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    browser = await house.visit("xu")

    page = (await browser.get("/set-aside")).text
    form = (await browser.get(f"/set-aside/{recording}")).text

    assert NAMED in page
    assert all(words in page for words in ("ZZ-9999", "李强", "陈立", "2026-11-20 09:30"))
    assert "RZ-0001" in form
    assert ".jpg" not in page + form
    assert (await browser.get(f"/recordings/{recording}")).status_code == 404
    assert (await browser.get(f"/recordings/{recording}/media")).status_code == 404


async def test_an_empty_list_says_what_would_be_in_it(house: House) -> None:
    await house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    browser = await house.visit("xu")

    assert "没有待核的资料" in (await browser.get("/set-aside")).text


async def test_the_keeper_names_the_device_and_the_recording_leaves_the_list(
    house: House, clip: bytes
) -> None:
    recording = await set_aside(house, clip)
    await house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    browser = await house.visit("xu")

    answer = await browser.post(
        f"/set-aside/{recording}/device", data={"device": "rz0001", "reason": "编号贴纸脱落"}
    )

    assert answer.status_code == 303
    assert NAMED not in (await browser.get("/set-aside")).text
    row = await row_of(house, recording)
    assert (row.device_id, row.device_source) == (house.town.terminal.id, "settled")
    assert row.set_aside_at is None
    line = (await house.history(recording))[-1]
    assert line.kind.value == "recording:device_settled"
    assert line.detail["why"] == "编号贴纸脱落"
    async with house.sessions() as session:
        codes = {line.code for line in await findings_of(session, recording)}
    assert codes >= {"officer_unknown"}
    assert "device_unknown" not in codes


async def test_others_of_the_same_number_may_be_settled_together(house: House, clip: bytes) -> None:
    first = await set_aside(house, clip)
    second = await set_aside(house, clip + b"2", file_name=NAMED.replace("0001", "0002"))
    other = await set_aside(house, clip + b"3", file_name=NAMED.replace("ZZ", "YY"))
    await house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    browser = await house.visit("xu")
    assert "其余 1 件一并处理" in (await browser.get(f"/set-aside/{first}")).text

    await browser.post(
        f"/set-aside/{first}/device",
        data={"device": "RZ-0001", "reason": "换过贴纸", "alike": "1"},
    )

    settled = [(await row_of(house, it)).device_id for it in (first, second, other)]
    assert settled == [house.town.terminal.id, house.town.terminal.id, None]


async def test_a_foreign_device_leaves_the_list_with_its_reason(house: House, clip: bytes) -> None:
    recording = await set_aside(house, clip)
    await house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    browser = await house.visit("xu")

    await browser.post(f"/set-aside/{recording}/foreign", data={"reason": "群众提供"})

    row = await row_of(house, recording)
    assert (row.device_source, row.device_note, row.set_aside_at) == ("foreign", "群众提供", None)
    assert (await house.history(recording))[-1].kind.value == "recording:device_settled"


@pytest.mark.parametrize(
    ("door", "typed", "words"),
    [
        ("device", {"device": "ZZ-9", "reason": "核实过"}, "没有登记这个编号的记录设备"),
        ("device", {"device": "", "reason": "核实过"}, "请填写或选择已登记的设备编号"),
        ("device", {"device": "RZ-0001", "reason": " "}, "请写明理由"),
        ("device", {"device": "\x00", "reason": "核实过"}, "没有登记这个编号的记录设备"),
        ("foreign", {"reason": ""}, "请写明理由"),
        ("foreign", {"reason": "长" * 201}, "理由请控制在 200 字以内"),
    ],
)
async def test_bad_input_keeps_what_was_typed_and_says_what_to_do(
    house: House, clip: bytes, door: str, typed: dict[str, str], words: str
) -> None:
    recording = await set_aside(house, clip)
    await house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    browser = await house.visit("xu")

    answer = await browser.post(f"/set-aside/{recording}/{door}", data=typed)

    assert answer.status_code == 422
    assert words in answer.text
    assert typed["reason"].strip() in answer.text
    assert (await row_of(house, recording)).set_aside_at is not None


@pytest.mark.parametrize("username", ["chen", "liu", "zhao", "sun", "qian"])
async def test_the_list_is_for_device_keepers_only(house: House, username: str) -> None:
    browser = await house.visit(username)

    answer = await browser.get("/set-aside")

    assert answer.status_code == 403
    assert "由设备管理员核实" in answer.text


async def test_what_does_not_wait_is_not_there(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    await house.hire("xu", "徐海涛", Role.DEVICE_KEEPER)
    browser = await house.visit("xu")

    answers = [(await browser.get(f"/set-aside/{it}")).status_code for it in (recording, uuid4())]

    assert answers == [404, 404]


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().get("/set-aside")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
