"""A recording that was catalogued, linked and held, and a duty that runs."""

from app.models import CatalogueBatch, CatalogueEntry, Deadline, EvidenceLink, Hold, Recording
from tests.torture.authz.furnishing.parts import DAY, Parts
from tests.world import NOW


async def furnish(parts: Parts) -> None:
    """Put the recording to use."""
    await _catalogue(parts)
    await _link(parts)
    await _hold(parts)
    await _owe(parts)


async def _catalogue(parts: Parts) -> None:
    home, add = parts.home, parts.add
    recording = await parts.session.get_one(Recording, home.recording)
    recording.submitted_by_person_id = home.officer.id
    # The other kind of batch has the same name in its addresses and is asked for there, too.
    batch = await add(
        "catalogue_batch_id",
        CatalogueBatch(
            unit_id=home.unit,
            made_by_id=home.keeper.id,
            made_at=NOW,
            change={"note": "批量", "count": 1, "left_count": 0, "left": []},
            before=[],
        ),
    )
    entry = CatalogueEntry(
        recording_id=home.recording,
        parties=[parts.word("catalogue_entry", "parties")],
        cause="采砂",
        place="北汝河",
        note="编目",
        changed_at=NOW,
        changed_by_id=home.keeper.id,
        batch_id=batch,
    )
    await parts.session.merge(entry)


async def _link(parts: Parts) -> None:
    home, add = parts.home, parts.add
    await add(
        "link_id",
        EvidenceLink(
            recording_id=home.recording,
            case_id=parts.found["case_id"],
            file_version=1,
            role="evidence",
            evidence_kind="audio_visual",
            object_of_proof="采砂的事实",
            making_method="执法记录仪",
            maker="陈立",
            linked_by_id=home.keeper.id,
            linked_at=NOW,
        ),
    )


async def _hold(parts: Parts) -> None:
    home, add = parts.home, parts.add
    await add(
        "hold_id",
        Hold(
            unit_id=home.unit,
            recording_id=home.recording,
            ground="litigation",
            article="应诉通知书",
            reason="已起诉",
            placed_by_id=home.keeper.id,
            placed_at=NOW,
        ),
        keep=True,
    )


async def _owe(parts: Parts) -> None:
    home, add = parts.home, parts.add
    await add(
        "deadline_id",
        Deadline(
            unit_id=home.unit,
            subject_kind="section",
            subject_id=parts.found["section_id"],
            key="handover.day",
            period="2026-10",
            person_id=home.officer.id,
            starts_at=NOW,
            due_at=NOW + DAY,
            reason="移交",
            facts={},
            basis={"citations": []},
            opened_at=NOW,
        ),
        keep=True,
    )
