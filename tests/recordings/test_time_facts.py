"""Which times speak against the one that was taken, and how that is said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.media.facts import MediaFacts, StartTimeSource
from app.models import Device, Recording
from app.policy.actor import Actor
from app.policy.attributing import AttributionFinding
from app.recordings.attributing import attribute_recording
from app.recordings.findings import words_for
from app.recordings.queries import FindingLine, findings_of
from tests.arrivals import arrive
from tests.devices.holders import qualify
from tests.world import EQUIPPED, NOW, Town

NINE = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
A = AttributionFinding


async def judged(
    session: AsyncSession,
    town: Town,
    taken: datetime | None,
    inside: datetime | None = None,
    *,
    sender: Actor | None = None,
    file_name: str = "现场.mp4",
) -> Recording:
    """A recording of ten minutes whose terminal and whose file each say a time."""
    recording = await session.get_one(
        Recording,
        await arrive(session, sender or town.terminal, town.brigade, file_name=file_name),
    )
    facts = MediaFacts("mp4", start_time=inside, start_time_source=StartTimeSource.CONTAINER_UTC)
    recording.recorded_at = taken
    recording.recorded_at_source = "terminal" if taken else None
    recording.duration_ms, recording.media = 600_000, facts.to_json()
    await session.flush()
    await attribute_recording(session, recording.id, NOW)
    return recording


async def times_found(session: AsyncSession, recording: Recording) -> list[FindingLine]:
    return [
        line for line in await findings_of(session, recording.id) if line.code != A.OFFICER_UNKNOWN
    ]


@pytest.mark.parametrize(
    ("times", "file_name", "codes"),
    [
        pytest.param((NINE, None), "现场.mp4", [], id="the file says nothing"),
        pytest.param((NINE, NINE + 5 * MINUTE), "现场.mp4", [], id="within the tolerance"),
        pytest.param((NINE, NINE + 12 * MINUTE), "现场.mp4", [], id="written at the end"),
        pytest.param(
            (NINE, NINE),
            "RZ-0001_20261121090000_0001.mp4",
            [],
            id="terminal, file and name agree",
        ),
        pytest.param(
            (NINE, NINE - 3 * HOUR - 20 * MINUTE), "现场.mp4", [A.RECORDED_TIME_DIFFERS], id="slow"
        ),
        pytest.param(
            (NINE, NINE + 8 * HOUR), "现场.mp4", [A.RECORDED_TIME_SHIFTED], id="local time as UTC"
        ),
        pytest.param(
            (NINE, NINE - 8 * HOUR), "现场.mp4", [A.RECORDED_TIME_SHIFTED], id="UTC as local time"
        ),
        pytest.param(
            (NINE, None),
            "RZ-0001_20261120143000_0001.mp4",
            [A.RECORDED_TIME_DIFFERS],
            id="the name of the file differs",
        ),
        pytest.param(
            (NOW + HOUR, None),
            "现场.mp4",
            [A.RECORDED_TIME_DOUBTFUL],
            id="declared after the arrival",
        ),
        pytest.param(
            (NOW + 9 * MINUTE, None), "现场.mp4", [], id="declared just after the arrival"
        ),
        pytest.param(
            (EQUIPPED - DAY, None),
            "现场.mp4",
            [A.RECORDED_BEFORE_DEVICE],
            id="before the camera was registered",
        ),
        pytest.param(
            (datetime(1980, 1, 1, tzinfo=UTC), NINE),
            "现场.mp4",
            [A.RECORDED_TIME_DOUBTFUL, A.RECORDED_TIME_DIFFERS],
            id="declared by a clock that was reset",
        ),
    ],
)
async def test_what_speaks_against_a_time(
    session: AsyncSession,
    town: Town,
    times: tuple[datetime, datetime | None],
    file_name: str,
    codes: list[str],
) -> None:
    recording = await judged(session, town, *times, file_name=file_name)

    assert [line.code for line in await times_found(session, recording)] == codes


async def test_without_a_device_the_arrival_bounds_the_time_as_well(
    session: AsyncSession, town: Town
) -> None:
    await qualify(session, town.chen)
    recording = await judged(session, town, NOW + HOUR, sender=town.chen)

    found = await findings_of(session, recording.id)

    assert [line.code for line in found] == [A.RECORDED_TIME_DOUBTFUL]


async def test_a_camera_bought_before_it_was_registered_may_have_recorded_since(
    session: AsyncSession, town: Town
) -> None:
    camera = await session.get_one(Device, town.terminal.id)
    camera.acquired_on = date(2026, 10, 1)

    recording = await judged(session, town, EQUIPPED - DAY)

    assert await times_found(session, recording) == []


async def test_a_finding_says_by_how_much_and_what_was_taken(
    session: AsyncSession, town: Town
) -> None:
    recording = await judged(session, town, NINE, NINE - 3 * HOUR - 20 * MINUTE)

    (found,) = await times_found(session, recording)

    words = words_for(found.code, found.detail)
    assert words.label == "记录时间不一致"
    assert words.sentence.startswith(
        "终端申报的时间是 2026-11-21 09:00，文件内部的时间是 2026-11-21 05:40，"
        "后者早 3 小时 20 分钟。系统采用终端申报的时间。"
    )
    assert "请内勤向执法人员核实实际执法时间" in words.sentence


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        pytest.param(8 * HOUR, "后者约晚 8 小时。", id="later"),
        pytest.param(-7 * HOUR, "后者约早 7 小时。", id="earlier"),
    ],
)
async def test_whole_hours_are_called_a_wrong_zone(
    session: AsyncSession, town: Town, ahead: timedelta, words: str
) -> None:
    recording = await judged(session, town, NINE, NINE + ahead)

    (found,) = await times_found(session, recording)

    said = words_for(found.code, found.detail)
    assert said.label == "设备时区可能设置有误"
    assert words in said.sentence
    assert "检查设备的时区" in said.sentence


@pytest.mark.parametrize(
    ("taken", "sentence"),
    [
        pytest.param(
            NOW + HOUR,
            "终端申报的时间是 2026-11-21 11:00，收到的时间是 2026-11-21 10:00。",
            id="after the arrival",
        ),
        pytest.param(
            EQUIPPED - DAY,
            "终端申报的时间是 2026-10-21 10:00，这台设备从 2026-10-22 10:00 起才有登记。",
            id="before the camera",
        ),
    ],
)
async def test_a_time_out_of_bounds_is_shown_with_its_bound(
    session: AsyncSession, town: Town, taken: datetime, sentence: str
) -> None:
    recording = await judged(session, town, taken)

    (found,) = await times_found(session, recording)

    assert words_for(found.code, found.detail).sentence.startswith(sentence)
