"""Where holding, attribution, repair, terminals and people meet: lost, given up, and left."""

from app.policy.vocabulary import RecordingState
from tests.journeys.month import CAMERA, Month, begin, december
from tests.routers.conftest import House
from tests.routers.evidence import settle_everything

LOST_AT = "2026-12-03T15:00"


async def lost(house: House, clip: bytes) -> Month:
    """Chen has lost the camera on the third and reports it in the evening."""
    month = await begin(house, clip)
    month.at(3, "08:30")
    await month.hand("xu", "issue", "chen")
    month.at(3, "18:00")
    await month.service("chen", "loss", lost_at=LOST_AT, circumstances="汝河落水")
    return month


async def test_a_lost_camera_is_held_by_nobody_and_issued_to_nobody(
    house: House, clip: bytes
) -> None:
    month = await lost(house, clip)

    page = await month.read("xu", f"/devices/{month.camera}")

    assert "已丢失" in page
    assert "现由" not in page
    assert f'href="/handovers/{month.camera}"' not in page
    assert "不是完好状态" in await month.hand("xu", "issue", "ma", status=403)
    assert "因报失结束领用" in await month.read("xu", f"/devices/{month.camera}/ledger")


async def test_what_a_lost_camera_still_sends_waits_and_is_attributed_once_released(
    house: House, clip: bytes
) -> None:
    month = await lost(house, clip)
    month.at(4, "09:00")
    before = await month.record(CAMERA, december(3, "10:00"))
    after = await month.record(CAMERA, december(3, "16:00"))
    assert await month.officer_of(before) == ""

    for recording in (before, after):
        await month.submit("liu", f"/recordings/{recording}/release", {"reason": "群众拾得送还"})
    await settle_everything(house)

    assert await month.officer_of(before) == "陈立"
    assert await month.officer_of(after) == "", "whoever held it then is unknown"
    page = await month.read("liu", f"/recordings/{after}")
    assert RecordingState.QUARANTINED.value not in page


async def test_a_loss_reported_late_takes_back_what_was_attributed_meanwhile(
    house: House, clip: bytes
) -> None:
    month = await begin(house, clip)
    month.at(3, "08:30")
    await month.hand("xu", "issue", "chen")
    month.at(3, "17:00")
    recording = await month.record(CAMERA, december(3, "16:00"))
    assert await month.officer_of(recording) == "陈立"

    await month.service("chen", "loss", lost_at=LOST_AT, circumstances="执法中遗失")

    assert await month.officer_of(recording) == ""


async def test_a_camera_given_up_is_read_and_no_longer_used(house: House, clip: bytes) -> None:
    month = await begin(house, clip)
    month.at(3, "08:30")
    await month.hand("xu", "issue", "chen")
    await month.service("xu", "write-off", reason="超过使用年限")
    await month.submit(
        "zhao", f"/devices/{month.camera}/write-off-decision", {"decision": "yes"}, status=409
    )
    month.at(3, "12:00")
    await month.hand("xu", "return", content="未使用")
    await month.service("zhao", "write-off-decision", decision="yes", opinion="同意")

    assert "不是完好状态" in await month.hand("xu", "issue", "ma", status=403)
    assert "批准报废" in await month.read("xu", f"/devices/{month.camera}/ledger")
    page = await month.read("xu", f"/handovers/{month.camera}")
    assert "确认发放" not in page
    assert "不再使用，登记和履历继续保留。" in page


async def test_whoever_has_left_is_given_nothing_and_keeps_what_was_recorded(
    house: House, clip: bytes
) -> None:
    month = await begin(house, clip)
    month.at(3, "08:30")
    await month.hand("xu", "issue", "ma")
    month.at(3, "10:00")
    recording = await month.record(CAMERA, december(3, "09:00"))
    departure = f"/people/{month.people['ma']}/departure"
    leaving = {"until": "2026-12-03", "why": "调出"}
    held = await month.submit("zhou", departure, leaving, status=422)
    assert CAMERA in held.text
    await month.hand("xu", "return", content="采砂点检查")
    await month.submit("zhou", departure, leaving)

    refused = await month.hand("xu", "issue", "ma", status=403)

    assert "领用人已离职" in refused
    assert await month.officer_of(recording) == "马建国"
    late = await month.record(CAMERA, december(3, "09:30"))
    assert await month.officer_of(late) == "马建国"
