"""People: their place, certificate, training, duty, and for whom they stand in."""

from app import ids
from app.models import (
    Delegation,
    DutyShift,
    Qualification,
    QualificationScan,
    RoleAssignment,
    Section,
    Training,
    TrainingAttendance,
)
from tests.papers.files import pdf
from tests.torture.authz.furnishing.parts import DAY, Parts
from tests.world import NOW


async def furnish(parts: Parts) -> None:
    """Let everybody have what is written of people."""
    await _place(parts)
    await _qualify(parts)
    await _train(parts)
    await _stand_in(parts)


async def _place(parts: Parts) -> None:
    home, add = parts.home, parts.add
    await add("section_id", Section(unit_id=home.unit, name=f"执法{home.code}中队"), keep=True)
    await add(
        "assignment_id",
        RoleAssignment(
            person_id=parts.found["person_id"],
            unit_id=home.unit,
            role="hearing_recorder",
            from_on=NOW.date(),
        ),
    )


async def _qualify(parts: Parts) -> None:
    """A certificate and its picture."""
    home, add = parts.home, parts.add
    certificate = await add(
        "qualification_id",
        Qualification(
            person_id=parts.found["person_id"],
            kind="provincial",
            certificate_no=f"{home.code}-C2",
            issuer="河南省人民政府",
            valid_from=NOW.date() - 100 * DAY,
            valid_until=NOW.date() + 100 * DAY,
            registered_at=NOW,
        ),
        keep=True,
    )
    scan = ids.new_id()
    content = pdf("scan", mark=home.code)
    row = QualificationScan(
        qualification_id=certificate,
        storage_key=parts.store.put_document(scan, content),
        sha256="0" * 64,
        size_bytes=len(content),
        media_type="application/pdf",
        uploaded_by_id=home.keeper.id,
        uploaded_at=NOW,
    )
    await add("scan_id", row, keep=True)


async def _train(parts: Parts) -> None:
    home, add = parts.home, parts.add
    training = await add(
        "training_id",
        Training(
            unit_id=home.unit,
            kind="training",
            title="培训",
            held_on=NOW.date(),
            organiser="局办公室",
            note="会议室",
            registered_at=NOW,
        ),
        keep=True,
    )
    await parts.session.merge(
        TrainingAttendance(training_id=training, person_id=parts.found["person_id"], remark="合格")
    )


async def _stand_in(parts: Parts) -> None:
    """Be on duty, and in somebody else's place."""
    home, add = parts.home, parts.add
    await add(
        "shift_id",
        DutyShift(
            unit_id=home.unit,
            person_id=home.officer.id,
            from_at=NOW,
            until_at=NOW + DAY,
            kind="duty",
            note="值班",
            noted_at=NOW,
        ),
    )
    await add(
        "delegation_id",
        Delegation(
            unit_id=home.unit,
            role="officer",
            principal_id=home.officer.id,
            delegate_id=home.helper.id,
            from_on=NOW.date(),
            until_on=(NOW + DAY).date(),
            document_no="代〔2026〕1号",
            reason="出差",
            recorded_by_id=home.keeper.id,
            recorded_at=NOW,
        ),
    )
