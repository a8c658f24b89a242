"""What the doors are asked about: one of each kind, all of them here, all of them Chen's."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.registering import register_refusal
from app.cases.opening import NewCase, open_case
from app.holds.actions import NewHold, place_hold
from app.models import (
    CaseDocument,
    Deadline,
    DeviceHolding,
    Original,
    Qualification,
    QualificationScan,
    Recording,
    RoleAssignment,
    Training,
    TrainingAttendance,
)
from app.papers.kinds import NewKind, add_kind
from app.people.register import register_section
from app.policy.actor import WORKER
from app.policy.case_words import CaseProcedure, DocumentState
from app.policy.vocabulary import DeadlineSubject, HoldGround, QualificationKind, TrainingKind
from app.storage.store import Store, StoredPart
from tests.access.desk import ask
from tests.matrix.cast import Things
from tests.matrix.sittings import seat_chen
from tests.world import NOW, Town


async def put_things_there(
    session: AsyncSession, town: Town, recording: UUID, store: Store
) -> Things:
    """Make them; Chen comes to hold the camera and to have sent the recording."""
    await _make_chens(session, town, recording)
    assert town.chen.id is not None
    assert town.terminal.id is not None
    certificate, scan, training = await _file_of_chen(session, town, store)
    case = await _case_of_chen(session, town)
    document, kind = await _document_of_chen(session, town, case, store)
    return Things(
        case=case,
        recording=recording,
        deadline=await _handover(session, town),
        device=town.terminal.id,
        hold=await _held(session, town, recording),
        line=await _refused(session, town, recording),
        person=town.chen.id,
        unit=town.brigade,
        section=await register_section(session, WORKER, town.brigade, "执法二中队", now=NOW),
        assignment=await _role_of(session, town.chen.id),
        qualification=certificate,
        scan=scan,
        training=training,
        document=document,
        kind=kind,
        request=await ask(session, town.chen, material="采砂案的询问录像"),
        **await seat_chen(session, town, case, recording, store=store),
    )


async def _make_chens(session: AsyncSession, town: Town, recording: UUID) -> None:
    row = await session.get_one(Recording, recording)
    row.submitted_by_person_id = town.chen.id
    row.device_id = row.device_source = None
    row.set_aside_at = NOW
    session.add(
        DeviceHolding(
            id=ids.new_id(),
            device_id=town.terminal.id,
            person_id=town.chen.id,
            from_at=NOW - timedelta(hours=2),
            noted_at=NOW,
        )
    )
    await session.flush()


async def _role_of(session: AsyncSession, person_id: UUID) -> UUID:
    rows = await session.scalars(
        select(RoleAssignment.id).where(RoleAssignment.person_id == person_id)
    )
    return rows.one()


async def _refused(session: AsyncSession, town: Town, recording: UUID) -> UUID:
    line = await register_refusal(
        session,
        town.chen,
        unit_id=town.brigade,
        subject_id=recording,
        reason="没有申请",
        now=NOW,
    )
    assert line is not None
    return line


async def _held(session: AsyncSession, town: Town, recording: UUID) -> UUID:
    hold = NewHold(HoldGround.LITIGATION, "应诉通知书", "原告已提起行政诉讼")
    placed = await place_hold(session, town.liu, recording, hold, now=NOW)
    assert isinstance(placed, UUID)
    return placed


async def _case_of_chen(session: AsyncSession, town: Town) -> UUID:
    """Return a case that nobody but Chen handles, without any party yet."""
    assert town.chen.id is not None
    new = NewCase(
        title="采砂案",
        cause="未经许可在河道采砂",
        procedure=CaseProcedure.ORDINARY,
        opened_on=NOW.date(),
        main_handler_id=town.chen.id,
        case_no="汝水罚〔2026〕1号",
    )
    opened = await open_case(session, town.chen, town.brigade, new, now=NOW)
    assert isinstance(opened, UUID)
    return opened


async def _handover(session: AsyncSession, town: Town) -> UUID:
    """Return a hand-over that Chen has to see to."""
    section = await register_section(session, WORKER, town.brigade, "执法三中队", now=NOW)
    row = Deadline(
        id=ids.new_id(),
        unit_id=town.brigade,
        subject_kind=DeadlineSubject.SECTION.value,
        subject_id=section,
        key="handover.day",
        period="2026-11",
        person_id=town.chen.id,
        starts_at=NOW,
        due_at=NOW + timedelta(days=4),
        reason="",
        facts={},
        basis={"citations": []},
        opened_at=NOW,
    )
    session.add(row)
    await session.flush()
    return row.id


async def _file_of_chen(session: AsyncSession, town: Town, store: Store) -> tuple[UUID, UUID, UUID]:
    """Return Chen's certificate, its scan, and a training in which she took part."""
    certificate, training, scan = ids.new_id(), ids.new_id(), ids.new_id()
    session.add(
        Qualification(
            id=certificate,
            person_id=town.chen.id,
            kind=QualificationKind.PROVINCIAL.value,
            certificate_no="豫D1",
            issuer="河南省人民政府",
            valid_from=NOW.date() - timedelta(days=100),
            valid_until=NOW.date() + timedelta(days=100),
            registered_at=NOW,
        )
    )
    session.add(
        Training(
            id=training,
            unit_id=town.brigade,
            kind=TrainingKind.TRAINING.value,
            title="培训",
            held_on=NOW.date(),
            organiser="局办公室",
            registered_at=NOW,
        )
    )
    await session.flush()
    session.add(TrainingAttendance(training_id=training, person_id=town.chen.id))
    session.add(
        QualificationScan(
            id=scan,
            qualification_id=certificate,
            storage_key=store.put_document(scan, b"%PDF-1.4\n%%EOF"),
            sha256="0" * 64,
            size_bytes=14,
            media_type="application/pdf",
            uploaded_by_id=town.liu.id,
            uploaded_at=NOW,
        )
    )
    await session.flush()
    return certificate, scan, training


async def _document_of_chen(
    session: AsyncSession, town: Town, case: UUID, store: Store
) -> tuple[UUID, UUID]:
    """Return a document in the file of her case, and a kind of her agency."""
    kind = await add_kind(session, town.liu, NewKind("询问笔录"), now=NOW)
    assert isinstance(kind, UUID)
    original, document = ids.new_id(), ids.new_id()
    writer = store.begin_segment(original, 0, 1)
    writer.write([b"%PDF-1.4\n%%EOF"])
    part = writer.finish()
    key = store.assemble_original(original, [StoredPart(part.key, part.length, part.sha256)])
    digests = store.digest_original(key)
    session.add(
        Original(
            id=original,
            storage_key=key,
            size_bytes=digests.size_bytes,
            sha256=digests.sha256,
            sm3=digests.sm3,
            sealed_at=NOW,
        )
    )
    await session.flush()
    session.add(
        CaseDocument(
            id=document,
            case_id=case,
            file_version=1,
            kind="询问笔录",
            title="询问笔录",
            position=1,
            page_count=1,
            state=DocumentState.READY.value,
            original_id=original,
            file_name="询问笔录.pdf",
            media_type="application/pdf",
            added_by_id=town.chen.id,
            added_at=NOW,
        )
    )
    await session.flush()
    return document, kind
