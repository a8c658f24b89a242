"""设备与执法人员 on the page of a recording, and the custodian's form."""

from datetime import timedelta
from uuid import UUID

import pytest

from app import ids
from app.models import DeviceHolding, DutyShift, Recording
from app.routers.attribution import BY_ROSTER
from tests.clips import DEFAULT_START
from tests.devices.holders import qualify, serve
from tests.routers.conftest import House
from tests.routers.evidence import inspected, received
from tests.world import NOW

NAMED = "RZ-0001_李强_20261120093000_0001.mp4"


@pytest.fixture(autouse=True)
async def everybody_serves_and_is_qualified(house: House) -> None:
    """Who is not, is the subject of ``tests/recordings/test_recorder_facts.py``."""
    async with house.sessions() as session, session.begin():
        for person in (house.town.chen, house.town.liu, house.town.zhao):
            await qualify(session, person)
            await serve(session, person)


async def hold(house: House) -> None:
    """Let Chen hold the camera from before the clip was recorded."""
    async with house.sessions() as session, session.begin():
        session.add(
            DeviceHolding(
                id=ids.new_id(),
                device_id=house.town.terminal.id,
                person_id=house.town.chen.id,
                from_at=DEFAULT_START - timedelta(hours=1),
                noted_at=NOW,
            )
        )


async def roster_chen(house: House) -> None:
    async with house.sessions() as session, session.begin():
        session.add(
            DutyShift(
                id=ids.new_id(),
                unit_id=house.town.brigade,
                person_id=house.town.chen.id,
                from_at=DEFAULT_START,
                until_at=DEFAULT_START + timedelta(hours=8),
                kind="duty",
                noted_at=NOW,
            )
        )


async def officer_of(house: House, recording_id: UUID) -> UUID | None:
    async with house.sessions() as session:
        return (await session.get_one(Recording, recording_id)).officer_id


async def test_the_page_says_who_recorded_and_on_what_that_rests(house: House, clip: bytes) -> None:
    await hold(house)
    recording = await inspected(house, clip)
    browser = await house.visit("liu")

    page = (await browser.get(f"/recordings/{recording}")).text

    assert "按设备交接记录：2026-11-20 08:30 领用" in page
    assert "由这台设备自己上传" in page


async def test_a_conflict_is_a_finding_with_what_to_do(house: House, clip: bytes) -> None:
    await hold(house)
    recording = await inspected(house, clip, file_name=NAMED)
    browser = await house.visit("liu")

    page = (await browser.get(f"/recordings/{recording}")).text

    assert "执法人员不一致" in page
    assert "请补登设备交接" in page
    assert "执法人员 李强" in page


async def test_the_roster_fills_the_field_and_the_custodian_confirms_it_with_one_press(
    house: House, clip: bytes
) -> None:
    await roster_chen(house)
    recording = await inspected(house, clip)
    browser = await house.visit("liu")

    page = (await browser.get(f"/recordings/{recording}")).text

    assert "按值班表填写，待确认" in page
    assert "陈立（值班）" in page
    assert await officer_of(house, recording) is None
    chen = house.town.chen.id
    address = f"/recordings/{recording}/attribution?officer={chen}"
    assert f'href="{address}"' in page
    form = (await browser.get(address)).text
    assert f'value="{chen}" selected' in " ".join(form.split())
    assert BY_ROSTER in form
    await browser.post(
        f"/recordings/{recording}/attribution", data={"officer": str(chen), "reason": BY_ROSTER}
    )
    assert await officer_of(house, recording) == chen
    assert "按值班表填写" not in (await browser.get(f"/recordings/{recording}")).text


async def test_the_address_names_nobody_who_was_not_on_duty(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("liu")

    page = await browser.get(f"/recordings/{recording}/attribution?officer={house.town.chen.id}")

    assert page.status_code == 200
    assert BY_ROSTER not in page.text


async def test_the_inbox_names_the_officer_and_can_be_narrowed_to_one(
    house: House, clip: bytes
) -> None:
    await hold(house)
    await inspected(house, clip, file_name="held.mp4")
    await received(house, b"1", file_name="fresh.mp4")
    browser = await house.visit("liu")

    page = (await browser.get("/inbox", params={"officer": "陈"})).text

    assert "held.mp4" in page
    assert "陈立" in page
    assert "fresh.mp4" not in page


async def test_the_custodian_corrects_and_history_says_from_what_to_what(
    house: House, clip: bytes
) -> None:
    await hold(house)
    recording = await inspected(house, clip, file_name=NAMED)
    browser = await house.visit("liu")
    form = await browser.get(f"/recordings/{recording}/attribution")
    assert f'value="{house.town.chen.id}"' in form.text

    answer = await browser.post(
        f"/recordings/{recording}/attribution",
        data={"officer": str(house.town.zhao.id), "device": "", "reason": "当日由局长持机"},
    )

    assert answer.status_code == 303
    page = (await browser.get(f"/recordings/{recording}")).text
    assert "执法人员由“陈立”改为“赵国强”" in page
    assert "由保管人员核定。理由：当日由局长持机" in page
    assert "执法人员不一致" not in page
    assert (await house.history(recording))[-1].kind.value == "recording:reattributed"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": ""}, "请写明理由"),
        ({"reason": "长" * 201}, "200 字以内"),
        ({"reason": "核实", "officer": "nonsense"}, "没有找到这名执法人员"),
        ({"reason": "核实", "officer": str(UUID(int=7))}, "没有找到这名执法人员"),
        ({"reason": "核实", "device": "ZZ-1"}, "没有登记这个编号的记录设备"),
    ],
)
async def test_bad_input_changes_nothing(
    house: House, clip: bytes, typed: dict[str, str], words: str
) -> None:
    await hold(house)
    recording = await inspected(house, clip)
    browser = await house.visit("liu")

    answer = await browser.post(f"/recordings/{recording}/attribution", data=typed)

    assert answer.status_code == 422
    assert words in answer.text
    assert typed["reason"] in answer.text
    assert await officer_of(house, recording) == house.town.chen.id


async def test_whoever_sent_it_sees_the_officer_and_may_not_correct(
    house: House, clip: bytes
) -> None:
    recording = await inspected(house, clip, sender=house.town.chen)
    browser = await house.visit("chen")

    page = (await browser.get(f"/recordings/{recording}")).text
    form = await browser.get(f"/recordings/{recording}/attribution")
    answer = await browser.post(f"/recordings/{recording}/attribution", data={"reason": "x"})

    assert "由本人上传" in page
    assert "核定或更正" not in page
    assert (form.status_code, answer.status_code) == (403, 403)
    assert (await house.history(recording))[-1].kind.value == "act:refused"


async def test_to_strangers_there_is_no_such_recording(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)
    browser = await house.visit("qian")

    answer = await browser.post(
        f"/recordings/{recording}/attribution", data={"officer": "", "reason": "x"}
    )

    assert answer.status_code == 404


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House, clip: bytes) -> None:
    recording = await inspected(house, clip)

    answer = await house.stranger().get(f"/recordings/{recording}/attribution")

    assert answer.headers["location"].startswith("/sign-in")
