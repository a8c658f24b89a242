"""A recording of a foreign device, taken out of a case, held no more."""

from app.models import EvidenceLink, Hold, Recording
from tests.arrivals import arrive
from tests.torture.authz.past.things import Past
from tests.world import NOW


async def remember(past: Past) -> None:
    """A foreign recording of a known officer; a link and a hold that are over."""
    await _attribute(past)
    await _unlink(past)
    await _lift_hold(past)


async def _attribute(past: Past) -> None:
    home = past.home
    held = await past.session.get_one(Recording, home.recording)
    held.named_device_no, held.named_officer_no = "RZ-9", "豫9"
    foreign = await arrive(past.session, home.officer, home.unit, file_name="外单位.mp4")
    row = await past.session.get_one(Recording, foreign)
    row.device_source, row.device_note = "foreign", "借用外单位设备"
    row.officer_id, row.officer_source = home.officer.id, "custodian"
    row.officer_note, row.attributed_at = "本人说明", NOW
    past.found["recording_id"] = foreign


async def _unlink(past: Past) -> None:
    by = past.home.keeper.id
    await past.add(
        EvidenceLink(
            recording_id=past.found["recording_id"],
            case_id=past.of["case_id"],
            file_version=1,
            role="process_record",
            linked_by_id=by,
            linked_at=NOW,
            ended_at=NOW,
            ended_by_id=by,
            end_reason="放错",
        )
    )


async def _lift_hold(past: Past) -> None:
    home, by = past.home, past.home.keeper.id
    past.found["hold_id"] = await past.add(
        Hold(
            unit_id=home.unit,
            recording_id=past.found["recording_id"],
            ground="litigation",
            article="应诉通知书",
            reason="已起诉",
            placed_by_id=by,
            placed_at=NOW,
            lifted_by_id=home.leader.id,
            lifted_at=NOW,
            lift_reason="已结案",
        )
    )
