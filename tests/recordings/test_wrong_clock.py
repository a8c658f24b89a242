"""A camera with a wrong clock, from the upload door through the worker to the clerk."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app import ids
from app.models import DeviceHolding, Recording
from app.policy.vocabulary import HoldingEnd
from app.recordings.queries import findings_of
from tests.clips import begun_at
from tests.devices.holders import qualify, serve
from tests.routers.conftest import House, clip, house
from tests.routers.evidence import settle_everything
from tests.world import NOW

__all__ = ["clip", "house"]
HOUR = timedelta(hours=1)
MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
"""Eight o'clock of the day before: Chen has the camera until noon, Zhao afterwards."""
NOON = MORNING + 4 * HOUR


@pytest.fixture(autouse=True)
async def everybody_is_qualified(house: House) -> None:
    """Who is not, is the subject of ``tests/recordings/test_recorder_facts.py``."""
    async with house.sessions() as session, session.begin():
        for person in (house.town.chen, house.town.liu, house.town.zhao):
            await qualify(session, person)
            await serve(session, person)


async def hand_over_at_noon(house: House) -> None:
    """Let the camera change hands in the middle of the day."""
    async with house.sessions() as session, session.begin():
        for person, from_at, until_at in (
            (house.town.chen, MORNING, NOON),
            (house.town.zhao, NOON, None),
        ):
            holding = DeviceHolding(
                id=ids.new_id(),
                device_id=house.town.terminal.id,
                person_id=person.id,
                from_at=from_at,
                until_at=until_at,
                ended=HoldingEnd.RETURNED.value if until_at else None,
                noted_at=NOW,
            )
            session.add(holding)


async def send(house: House, content: bytes, declared: datetime | None) -> UUID:
    """Hand a file in as the camera does, with the time it declares; let the worker finish."""
    said = {"filename": "现场.mp4"}
    if declared is not None:
        said["recorded_at"] = declared.isoformat()
    pairs = ",".join(f"{key} {b64encode(word.encode()).decode()}" for key, word in said.items())
    token = {"Authorization": f"Bearer {house.town.terminal_token}", "Tus-Resumable": "1.0.0"}
    terminal = house.stranger(**token)
    opened = await terminal.post(
        "/files", headers={"Upload-Length": str(len(content)), "Upload-Metadata": pairs}
    )
    sent = await terminal.patch(
        opened.headers["Location"],
        headers={"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
        content=content,
    )
    assert sent.status_code == 204, sent.text
    await settle_everything(house)
    return UUID(sent.headers["Liuhen-Recording"].rpartition("/")[2])


async def read(house: House, recording_id: UUID) -> tuple[UUID | None, set[str]]:
    """The officer of a recording, and what was found about its time and its device."""
    async with house.sessions() as session:
        recording = await session.get_one(Recording, recording_id)
        found = await findings_of(session, recording_id)
    return recording.officer_id, {line.code for line in found}


@pytest.mark.parametrize(
    ("declared", "inside", "codes"),
    [
        pytest.param(MORNING + HOUR, MORNING + HOUR, [], id="an honest clock"),
        pytest.param(None, MORNING + HOUR, [], id="only the file says a time"),
        pytest.param(
            MORNING + HOUR,
            MORNING + 2 * HOUR + HOUR / 2,
            ["recorded_time_differs"],
            id="wrong, and held by the same officer",
        ),
        pytest.param(
            MORNING + HOUR,
            NOON + HOUR / 2,
            ["holder_conflict", "recorded_time_differs"],
            id="wrong, and held by the next one",
        ),
        pytest.param(
            MORNING + HOUR,
            MORNING + 9 * HOUR,
            ["holder_conflict", "recorded_time_shifted"],
            id="local time written as UTC",
        ),
        pytest.param(
            MORNING + HOUR,
            datetime(1970, 1, 1, tzinfo=UTC),
            ["clock_suspect", "recorded_time_differs"],
            id="a reset clock names nobody else",
        ),
    ],
)
async def test_the_declared_time_decides_and_the_file_is_heard(
    house: House, clip: bytes, declared: datetime | None, inside: datetime, codes: list[str]
) -> None:
    await hand_over_at_noon(house)

    recording_id = await send(house, begun_at(clip, inside), declared)

    assert await read(house, recording_id) == (house.town.chen.id, set(codes))


async def test_the_clerk_reads_both_times_and_the_inbox_names_the_conflict(
    house: House, clip: bytes
) -> None:
    await hand_over_at_noon(house)
    recording_id = await send(house, begun_at(clip, NOON + HOUR / 2), MORNING + HOUR)
    browser = await house.visit("liu")

    page = (await browser.get(f"/recordings/{recording_id}")).text
    inbox = (await browser.get("/inbox")).text

    assert "依据的记录时间是 2026-11-20 09:00（终端申报）" in page
    assert "执法人员按终端申报的时间（2026-11-20 09:00）认定。" in page
    assert "文件内部的时间是 2026-11-20 12:30，后者晚 3 小时 30 分钟" in page
    assert "领用人有冲突等 2 项" in inbox


async def test_the_receipt_carries_the_numbers(house: House, clip: bytes) -> None:
    recording_id = await send(house, begun_at(clip, MORNING + 9 * HOUR), MORNING + HOUR)
    terminal = house.stranger(Authorization=f"Bearer {house.town.terminal_token}")

    receipt = (await terminal.get(f"/api/recordings/{recording_id}")).json()

    found = {finding["code"]: finding for finding in receipt["findings"]}
    shifted = found["recorded_time_shifted"]
    assert shifted["detail"]["hours"] == 8
    assert shifted["detail"]["ahead_ms"] == 8 * 3_600_000
    assert "设备时区可能设置有误" in shifted["text"]


async def test_the_ledger_says_on_which_time_the_attribution_is_based(
    house: House, clip: bytes
) -> None:
    await hand_over_at_noon(house)

    recording_id = await send(house, begun_at(clip, NOON + HOUR / 2), MORNING + HOUR)

    (line,) = [
        line
        for line in await house.history(recording_id)
        if line.kind.value == "recording:attributed"
    ]
    assert line.detail["recorded_at"] == "2026-11-20T01:00:00.000000+00:00"
    assert line.detail["recorded_at_source"] == "terminal"
    assert line.detail["findings"] == ["holder_conflict", "recorded_time_differs"]


async def test_the_custodians_word_ends_the_conflict_and_not_the_difference(
    house: House, clip: bytes
) -> None:
    await hand_over_at_noon(house)
    recording_id = await send(house, begun_at(clip, NOON + HOUR / 2), MORNING + HOUR)
    browser = await house.visit("liu")

    await browser.post(
        f"/recordings/{recording_id}/attribution",
        data={"officer": str(house.town.zhao.id), "device": "", "reason": "终端时间有误，已核实"},
    )

    assert await read(house, recording_id) == (house.town.zhao.id, {"recorded_time_differs"})
