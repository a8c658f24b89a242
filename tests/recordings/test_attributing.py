"""Attribution on real rows: hand-overs, names, corrections, and what the ledger keeps."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.terminals import register_device
from app.ledger.book import history_of
from app.models import Device, DeviceHolding, Person, Recording, Upload
from app.policy.actor import WORKER, Actor
from app.policy.decision import Decision
from app.policy.vocabulary import DeviceKind, DeviceSource, HoldingEnd, OfficerSource
from app.recordings.attributing import attribute_recording, reattribute_device
from app.recordings.correcting import (
    Correction,
    UnknownDeviceError,
    UnknownOfficerError,
    correct_attribution,
)
from app.recordings.queries import find_recording, findings_of
from tests.arrivals import arrive
from tests.devices.holders import qualify
from tests.world import NOW, Town

EIGHT = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
async def everybody_is_qualified(session: AsyncSession, town: Town) -> None:
    """Who is not, is the subject of ``test_recorder_facts``."""
    for person in (town.chen, town.liu, town.zhao):
        await qualify(session, person)


async def hold(
    session: AsyncSession,
    device: Actor,
    person: Actor,
    from_at: datetime,
    until_at: datetime | None = None,
) -> UUID:
    """Let somebody hold a device, as the hand-over ledger would say it."""
    holding = DeviceHolding(
        id=ids.new_id(),
        device_id=device.id,
        person_id=person.id,
        from_at=from_at,
        until_at=until_at,
        ended=HoldingEnd.RETURNED.value if until_at else None,
        noted_at=NOW,
    )
    session.add(holding)
    await session.flush()
    return holding.id


async def recorded(
    session: AsyncSession,
    sender: Actor,
    unit: UUID,
    *,
    at: datetime | None = EIGHT + HOUR,
    file_name: str = "RZ0001.mp4",
    minutes: int = 10,
    **said: str,
) -> Recording:
    """A recording that began at a moment; ``said`` is what its terminal named."""
    recording = await session.get_one(
        Recording, await arrive(session, sender, unit, file_name=file_name)
    )
    upload = await session.get_one(Upload, recording.upload_id)
    upload.metadata_values = dict(said)
    recording.recorded_at = at
    recording.duration_ms = minutes * 60_000
    await session.flush()
    return recording


async def station_of(session: AsyncSession, town: Town) -> Actor:
    device_id = await register_device(
        session, WORKER, town.brigade, device_no="RZ-CJZ", kind=DeviceKind.DOCK_STATION, now=NOW
    )
    return Actor(town.terminal.kind, device_id, town.brigade)


async def codes_of(session: AsyncSession, recording: Recording) -> set[str]:
    return {line.code for line in await findings_of(session, recording.id)}


async def kinds_of(session: AsyncSession, recording: Recording) -> list[str]:
    return [line.kind.value for line in await history_of(session, recording.id)]


async def test_the_holder_of_that_hour_is_the_officer(session: AsyncSession, town: Town) -> None:
    """音像记录管理制度第四条：使用人员和交接时间由台账说明。"""
    holding = await hold(session, town.terminal, town.chen, EIGHT)
    recording = await recorded(session, town.terminal, town.brigade)

    await attribute_recording(session, recording.id, NOW)

    assert recording.officer_id == town.chen.id
    assert recording.officer_source == OfficerSource.HANDOVER
    assert recording.holding_id == holding
    assert recording.device_id == town.terminal.id
    assert await codes_of(session, recording) == set()
    assert await kinds_of(session, recording) == ["recording:attributed"]


async def test_the_holder_at_the_moment_of_arrival_is_not_taken_for_the_officer(
    session: AsyncSession, town: Town
) -> None:
    await hold(session, town.terminal, town.chen, EIGHT, EIGHT + HOUR)
    await hold(session, town.terminal, town.liu, EIGHT + HOUR)
    recording = await recorded(session, town.terminal, town.brigade, at=None)

    await attribute_recording(session, recording.id, NOW)

    assert recording.officer_id is None
    assert await codes_of(session, recording) == {
        "recorded_time_missing",
        "attribution_uncertain",
    }


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(datetime(1970, 1, 1, tzinfo=UTC), id="a clock that was reset"),
        pytest.param(NOW + 3 * HOUR, id="a clock that runs ahead"),
    ],
)
async def test_an_impossible_time_names_nobody_among_several(
    session: AsyncSession, town: Town, at: datetime
) -> None:
    await hold(session, town.terminal, town.chen, EIGHT, EIGHT + HOUR)
    await hold(session, town.terminal, town.liu, EIGHT + HOUR)
    recording = await recorded(session, town.terminal, town.brigade, at=at)

    await attribute_recording(session, recording.id, NOW)

    assert recording.officer_id is None
    assert "recorded_time_doubtful" in await codes_of(session, recording)


@pytest.mark.parametrize("name", ["0218", "刘敏", "liu"], ids=["number", "name", "user name"])
async def test_another_officer_named_by_the_terminal_is_a_finding(
    session: AsyncSession, town: Town, name: str
) -> None:
    await hold(session, town.terminal, town.chen, EIGHT)
    (await session.get_one(Person, town.liu.id)).officer_no = "0218"
    recording = await recorded(session, town.terminal, town.brigade, officer=name)

    await attribute_recording(session, recording.id, NOW)

    assert recording.officer_id == town.chen.id
    assert recording.named_officer_no == name
    assert await codes_of(session, recording) == {"officer_conflict"}


async def test_the_holder_named_by_the_file_is_no_finding(
    session: AsyncSession, town: Town
) -> None:
    await hold(session, town.terminal, town.chen, EIGHT)
    recording = await recorded(
        session, town.terminal, town.brigade, file_name="RZ-0001_陈立_20261121090000_0001.mp4"
    )

    await attribute_recording(session, recording.id, NOW)

    assert (recording.named_device_no, recording.named_officer_no) == ("RZ-0001", "陈立")
    assert await codes_of(session, recording) == set()


async def test_a_station_sends_for_the_camera_that_it_names(
    session: AsyncSession, town: Town
) -> None:
    await hold(session, town.terminal, town.chen, EIGHT)
    station = await station_of(session, town)
    recording = await recorded(session, station, town.brigade, device_no="rz0001")

    await attribute_recording(session, recording.id, NOW)

    assert recording.device_id == town.terminal.id
    assert recording.device_source == DeviceSource.NAMED
    assert recording.submitted_by_device_id == station.id
    assert recording.officer_id == town.chen.id


async def test_the_makers_number_names_the_camera_as_well(
    session: AsyncSession, town: Town
) -> None:
    (await session.get_one(Device, town.terminal.id)).serial_no = "SN-77 A"
    recording = await recorded(
        session, await station_of(session, town), town.brigade, device_no="sn77a"
    )

    await attribute_recording(session, recording.id, NOW)

    assert recording.device_id == town.terminal.id


@pytest.mark.parametrize("device_no", ["ZZ-9999", "JX-0001"], ids=["unknown", "of strangers"])
async def test_a_device_that_is_not_ours_sets_the_recording_aside(
    session: AsyncSession, town: Town, device_no: str
) -> None:
    recording = await recorded(
        session, await station_of(session, town), town.brigade, device_no=device_no
    )

    await attribute_recording(session, recording.id, NOW)

    assert recording.device_id is None
    assert recording.set_aside_at == NOW
    assert await codes_of(session, recording) == {"device_unknown"}
    assert await kinds_of(session, recording) == ["recording:attributed", "recording:set_aside"]


async def test_two_devices_that_fit_are_none(session: AsyncSession, town: Town) -> None:
    for number in ("A-1", "A1"):
        await register_device(
            session,
            WORKER,
            town.brigade,
            device_no=number,
            kind=DeviceKind.BODY_CAMERA,
            now=NOW,
        )
    recording = await recorded(
        session, await station_of(session, town), town.brigade, device_no="a1"
    )

    await attribute_recording(session, recording.id, NOW)

    assert recording.set_aside_at == NOW


@pytest.mark.parametrize(
    ("sender", "source", "codes"),
    [
        pytest.param("chen", OfficerSource.SUBMITTER, set[str](), id="an officer"),
        pytest.param("liu", None, {"officer_unknown"}, id="the record keeper"),
    ],
)
async def test_who_uploads_without_a_device(
    session: AsyncSession, town: Town, sender: str, source: str | None, codes: set[str]
) -> None:
    recording = await recorded(session, getattr(town, sender), town.brigade)

    await attribute_recording(session, recording.id, NOW)

    assert recording.officer_source == source
    assert recording.set_aside_at is None
    assert await codes_of(session, recording) == codes


async def test_judging_again_without_news_changes_and_says_nothing(
    session: AsyncSession, town: Town
) -> None:
    recording = await recorded(session, town.terminal, town.brigade)
    await attribute_recording(session, recording.id, NOW)

    await attribute_recording(session, recording.id, NOW)

    assert await codes_of(session, recording) == {"officer_unknown"}
    assert await kinds_of(session, recording) == ["recording:attributed"]


async def test_a_hand_over_noted_late_reaches_what_was_recorded_since(
    session: AsyncSession, town: Town
) -> None:
    early = await recorded(session, town.terminal, town.brigade, at=EIGHT - HOUR)
    late = await recorded(session, town.terminal, town.brigade)
    for recording in (early, late):
        await attribute_recording(session, recording.id, NOW)
    await hold(session, town.terminal, town.chen, EIGHT)
    assert town.terminal.id is not None

    changed = await reattribute_device(session, town.terminal.id, EIGHT, NOW + HOUR, actor=town.liu)

    assert changed == 1
    assert (early.officer_id, late.officer_id) == (None, town.chen.id)
    assert await codes_of(session, late) == set()
    line = (await history_of(session, late.id))[-1]
    assert line.kind.value == "recording:reattributed"
    assert line.actor_id == town.liu.id
    assert line.detail["before"]["officer"] is None
    assert line.detail["officer"] == str(town.chen.id)


async def test_a_hand_over_noted_late_shows_what_it_cuts_through(
    session: AsyncSession, town: Town
) -> None:
    await hold(session, town.terminal, town.chen, EIGHT)
    recording = await recorded(session, town.terminal, town.brigade, minutes=120)
    await attribute_recording(session, recording.id, NOW)
    holding = (await session.scalars(select(DeviceHolding))).one()
    holding.until_at, holding.ended = EIGHT + 2 * HOUR, HoldingEnd.RETURNED.value
    await session.flush()
    assert town.terminal.id is not None

    await reattribute_device(session, town.terminal.id, EIGHT + 2 * HOUR, NOW, actor=town.liu)

    assert recording.officer_id == town.chen.id
    assert await codes_of(session, recording) == {"spans_handover"}


async def test_the_custodian_decides_and_the_ledger_keeps_both(
    session: AsyncSession, town: Town
) -> None:
    await hold(session, town.terminal, town.chen, EIGHT)
    recording = await recorded(session, town.terminal, town.brigade, officer="9999")
    await attribute_recording(session, recording.id, NOW)
    detail = await find_recording(session, town.liu, recording.id)

    await correct_attribution(
        session, town.liu, detail, Correction(town.zhao.id, "", "与赵局长当面核实"), now=NOW
    )

    assert recording.officer_id == town.zhao.id
    assert recording.officer_source == OfficerSource.CUSTODIAN
    assert await codes_of(session, recording) == set()
    line = (await history_of(session, recording.id))[-1]
    assert line.kind.value == "recording:reattributed"
    assert line.detail["before"]["officer"] == str(town.chen.id)
    assert line.detail["why"] == "与赵局长当面核实"


async def test_what_the_custodian_decided_outlives_later_hand_overs(
    session: AsyncSession, town: Town
) -> None:
    recording = await recorded(session, town.terminal, town.brigade)
    await attribute_recording(session, recording.id, NOW)
    detail = await find_recording(session, town.liu, recording.id)
    await correct_attribution(
        session, town.liu, detail, Correction(town.zhao.id, "", "核实"), now=NOW
    )
    await hold(session, town.terminal, town.chen, EIGHT)
    assert town.terminal.id is not None

    changed = await reattribute_device(session, town.terminal.id, EIGHT, NOW, actor=town.liu)

    assert (changed, recording.officer_id) == (0, town.zhao.id)


async def test_the_custodian_may_give_the_word_back_to_the_hand_overs(
    session: AsyncSession, town: Town
) -> None:
    await hold(session, town.terminal, town.chen, EIGHT)
    recording = await recorded(session, town.terminal, town.brigade)
    detail = await find_recording(session, town.liu, recording.id)
    await correct_attribution(
        session, town.liu, detail, Correction(town.zhao.id, "", "误记"), now=NOW
    )

    await correct_attribution(session, town.liu, detail, Correction(None, "", "已补登"), now=NOW)

    assert recording.officer_id == town.chen.id
    assert recording.officer_source == OfficerSource.HANDOVER


@pytest.mark.parametrize("username", ["chen", "zhao"])
async def test_nobody_but_the_custodian_decides(
    session: AsyncSession, town: Town, username: str
) -> None:
    recording = await recorded(session, town.terminal, town.brigade)
    detail = await find_recording(session, town.liu, recording.id)
    actor = getattr(town, username)

    outcome = await correct_attribution(
        session, actor, detail, Correction(town.chen.id, "", "我"), now=NOW
    )

    assert isinstance(outcome, Decision)
    assert recording.officer_id is None
    assert await kinds_of(session, recording) == ["act:refused"]


async def test_a_stranger_cannot_be_named(session: AsyncSession, town: Town) -> None:
    recording = await recorded(session, town.terminal, town.brigade)
    detail = await find_recording(session, town.liu, recording.id)

    with pytest.raises(UnknownOfficerError):
        await correct_attribution(
            session, town.liu, detail, Correction(town.qian.id, "RZ-0001", "?"), now=NOW
        )

    assert (recording.officer_id, recording.device_source) == (None, None)


@pytest.mark.parametrize("device_no", ["ZZ-9", "JX-0001", "RZ-CJZ", "---"])
async def test_a_device_that_is_not_ours_cannot_be_named(
    session: AsyncSession, town: Town, device_no: str
) -> None:
    await station_of(session, town)
    recording = await recorded(session, town.chen, town.brigade)
    detail = await find_recording(session, town.liu, recording.id)

    with pytest.raises(UnknownDeviceError):
        await correct_attribution(
            session, town.liu, detail, Correction(None, device_no, "?"), now=NOW
        )


async def test_a_row_that_nobody_ever_judged_is_judged_with_the_others(
    session: AsyncSession, town: Town
) -> None:
    """Rows from before the ledger of use have a device and nothing else."""
    old = await recorded(session, town.terminal, town.brigade)
    waiting = await recorded(session, town.terminal, town.brigade)
    for row in (old, waiting):
        row.device_id, row.device_source = town.terminal.id, DeviceSource.SENDER.value
    old.settled_at = NOW
    await hold(session, town.terminal, town.chen, EIGHT)
    assert town.terminal.id is not None

    changed = await reattribute_device(session, town.terminal.id, EIGHT, NOW, actor=town.liu)

    assert (changed, old.officer_id) == (1, town.chen.id)
    assert await kinds_of(session, old) == ["recording:attributed"]
    assert waiting.attributed_at is None


async def test_a_hand_over_noted_late_finds_those_who_may_have_recorded_at_another_hour(
    session: AsyncSession, town: Town
) -> None:
    """The file says ten o'clock; until the hand-over is noted, Chen held the camera all day."""
    holding = await hold(session, town.terminal, town.chen, EIGHT)
    recording = await recorded(
        session, town.terminal, town.brigade, file_name="RZ-0001_20261121095000_0001.mp4"
    )
    recording.recorded_at, recording.recorded_at_source = EIGHT + HOUR / 2, "terminal"
    await attribute_recording(session, recording.id, NOW)
    assert await codes_of(session, recording) == {"recorded_time_differs"}
    row = await session.get_one(DeviceHolding, holding)
    row.until_at, row.ended = EIGHT + HOUR, HoldingEnd.RETURNED.value
    await hold(session, town.terminal, town.liu, EIGHT + HOUR)
    assert town.terminal.id is not None

    await reattribute_device(session, town.terminal.id, EIGHT + HOUR, NOW, actor=town.liu)

    assert recording.officer_id == town.chen.id
    assert await codes_of(session, recording) == {"recorded_time_differs", "holder_conflict"}
