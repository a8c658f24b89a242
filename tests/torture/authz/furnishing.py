"""One of everything for an agency, as rows: no rule stands in the way of a strange state."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.models import (
    AccessApproval,
    AccessItem,
    AccessLookup,
    AccessPaper,
    AccessPermit,
    AccessRequest,
    Base,
    Case,
    CaseDocument,
    CaseFile,
    CaseHandler,
    CaseParty,
    CatalogueBatch,
    CatalogueEntry,
    CopyIssue,
    Deadline,
    Delegation,
    DeviceFault,
    DeviceHolding,
    DeviceMaintenance,
    DevicePrecheck,
    DeviceRepair,
    DocumentKind,
    DutyShift,
    EnrolmentCode,
    EvidenceLink,
    Hold,
    ImportBatch,
    KnownBrowser,
    Original,
    Qualification,
    QualificationScan,
    ReadingTerminal,
    Recording,
    RegisterLine,
    RoleAssignment,
    SavedView,
    Section,
    SignInSession,
    Training,
    TrainingAttendance,
    Upload,
    Viewing,
)
from app.policy.actor import Actor
from app.storage.store import Store, StoredPart
from tests.papers.files import pdf
from tests.torture.authz.canaries import canary_of
from tests.world import NOW

if TYPE_CHECKING:
    from tests.torture.authz.settling import Household

DAY = timedelta(days=1)
_ROOM = "10.9.0.0/16"
_OF_THE_DESK = frozenset({"item_id", "line_id", "request_id", "terminal_id", "viewing_id"})
"""What the matrix has, about which its entries say who may do what."""


async def furnish(session: AsyncSession, home: "Household", store: Store) -> dict[str, UUID]:
    """Add what is missing and return everything by the name that it has in addresses."""
    parts = _Parts(session, home, store)
    await parts.people()
    await parts.devices()
    await parts.case()
    await parts.evidence()
    await parts.access()
    await session.flush()
    return parts.found


class _Parts:
    """Fills one agency; each method is one subject."""

    def __init__(self, session: AsyncSession, home: "Household", store: Store) -> None:
        self._session, self._home, self._store = session, home, store
        self.found: dict[str, UUID] = {
            **home.things,
            "device_id": home.device,
            "recording_id": home.recording,
        }

    async def _add(self, name: str, row: Base, *, keep: bool = False) -> UUID:
        """Add a row under its name in addresses; with ``keep`` only where there is none yet."""
        row.id = ids.new_id()  # type: ignore[attr-defined]
        self._session.add(row)
        await self._session.flush()
        found: UUID = row.id  # type: ignore[attr-defined]
        if name and not ((keep or name in _OF_THE_DESK) and name in self.found):
            self.found[name] = found
        return found

    async def people(self) -> None:
        home, add = self._home, self._add
        person = self.found["person_id"]
        await add("section_id", Section(unit_id=home.unit, name=f"执法{home.code}中队"), keep=True)
        await add(
            "assignment_id",
            RoleAssignment(
                person_id=person, unit_id=home.unit, role="hearing_recorder", from_on=NOW.date()
            ),
        )
        certificate = await add(
            "qualification_id",
            Qualification(
                person_id=person,
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
            storage_key=self._store.put_document(scan, content),
            sha256="0" * 64,
            size_bytes=len(content),
            media_type="application/pdf",
            uploaded_by_id=home.keeper.id,
            uploaded_at=NOW,
        )
        await add("scan_id", row, keep=True)
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
        await self._session.merge(
            TrainingAttendance(training_id=training, person_id=person, remark="合格")
        )
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
        await self._of_one_person(home.officer)

    async def _of_one_person(self, officer: Actor) -> None:
        home, add = self._home, self._add
        await add(
            "session_id",
            SignInSession(
                token_hash=ids.digest_of_secret(ids.new_secret()),
                person_id=officer.id,
                address="10.0.0.9",
                user_agent="",
                created_at=NOW,
                last_seen_at=NOW,
                expires_at=NOW + DAY,
                confirmed_at=NOW,
            ),
        )
        await add(
            "browser_id",
            KnownBrowser(
                token_hash=ids.digest_of_secret(ids.new_secret()),
                person_id=officer.id,
                user_agent="",
                address="10.0.0.9",
                created_at=NOW,
                last_used_at=NOW,
                expires_at=NOW + DAY,
            ),
        )
        await add(
            "view_id", SavedView(person_id=officer.id, name="我的", query="q=采砂", kept_at=NOW)
        )
        word = canary_of("import_batch", "content") if home.code == "RZ" else "甲"
        for name, kind in (("batch_id", "people"), ("holders_batch_id", "qualifications")):
            batch = ImportBatch(
                kind=kind,
                unit_id=home.unit,
                person_id=home.keeper.id,
                sheet=word.encode(),
                content=[{"full_name": word}],
                problems=[],
                created_at=NOW,
                expires_at=NOW + DAY,
            )
            await add(name, batch)
        upload = Upload(
            unit_id=home.unit,
            person_id=officer.id,
            state="open",
            length=10,
            committed_offset=0,
            epoch=1,
            metadata_text="",
            metadata_values={"note": self._word("upload", "metadata_values")},
            file_name="未完.mp4",
            declared_type="video/mp4",
            created_at=NOW,
            expires_at=NOW + DAY,
        )
        await add("name", upload)

    def _word(self, table: str, column: str) -> str:
        """Return the canary of a column that is no plain text; the strangers have none."""
        return canary_of(table, column) if self._home.code == "RZ" else "甲"

    async def devices(self) -> None:
        home, add = self._home, self._add
        holding = await add(
            "",
            DeviceHolding(
                device_id=home.device,
                person_id=home.officer.id,
                from_at=NOW - DAY,
                until_at=NOW - DAY / 2,
                ended="returned",
                purpose="巡河",
                content="巡河全程",
                remark="完好",
                noted_at=NOW,
            ),
        )
        await add(
            "",
            DevicePrecheck(
                device_id=home.device,
                person_id=home.officer.id,
                holding_id=holding,
                at=NOW - DAY,
                items={},
                note="正常",
            ),
        )
        await add(
            "",
            DeviceMaintenance(
                device_id=home.device,
                done_on=NOW.date(),
                done_by="厂家",
                what="清洁",
                result="正常",
                noted_by_id=home.keeper.id,
                noted_at=NOW,
            ),
        )
        fault = await add(
            "",
            DeviceFault(
                device_id=home.device,
                found_at=NOW - DAY,
                description="镜头模糊",
                reported_by_id=home.officer.id,
                reported_at=NOW - DAY,
                closed_at=NOW,
            ),
        )
        await add(
            "",
            DeviceRepair(
                device_id=home.device,
                fault_id=fault,
                state="passed",
                asked_by_id=home.officer.id,
                asked_at=NOW - DAY,
                plan="更换镜头",
                repairer="维修部",
                work="已换",
            ),
        )
        await add(
            "code_id",
            EnrolmentCode(
                device_id=home.device,
                scanned_hash=ids.digest_of_secret(ids.new_secret()),
                typed_hash=ids.digest_of_secret(ids.new_secret()),
                made_by_id=home.keeper.id,
                made_at=NOW,
                expires_at=NOW + DAY,
            ),
        )

    async def case(self) -> None:
        home, add = self._home, self._add
        case = await add(
            "case_id",
            Case(
                unit_id=home.unit,
                case_no=f"{home.code}水罚〔2026〕7号",
                title="采砂案",
                cause="未经许可在河道采砂",
                procedure="ordinary",
                state="evidence",
                place="北汝河",
                note="另案并查",
                opened_on=NOW.date(),
                opened_by_id=home.officer.id,
                opened_at=NOW,
            ),
        )
        await add(
            "",
            CaseFile(case_id=case, version=1, begun_at=NOW, begun_by_id=home.officer.id),
        )
        await add(
            "",
            CaseHandler(case_id=case, person_id=home.officer.id, is_main=True, since=NOW - DAY),
        )
        await add(
            "party_id",
            CaseParty(
                case_id=case,
                kind="person",
                role="party",
                name="李大山",
                document_no="4104821970",
                contact="138",
                added_at=NOW,
            ),
        )
        kind = DocumentKind(unit_id=home.unit, name="现场笔录", position=1)
        await add("kind_id", kind, keep=True)
        await add(
            "document_id",
            CaseDocument(
                case_id=case,
                file_version=1,
                kind="询问笔录",
                title="询问笔录",
                document_no="1",
                position=1,
                page_count=1,
                state="ready",
                original_id=await self.original("document"),
                file_name="询问笔录.pdf",
                media_type="application/pdf",
                content_text="他说沙子卖给了",
                added_by_id=home.officer.id,
                added_at=NOW,
            ),
        )

    async def original(self, name: str) -> UUID:
        """Keep a real file of its own."""
        content = pdf(name, mark=self._home.code)
        original = ids.new_id()
        writer = self._store.begin_segment(original, 0, 1)
        writer.write([content])
        part = writer.finish()
        key = self._store.assemble_original(
            original, [StoredPart(part.key, part.length, part.sha256)]
        )
        digests = self._store.digest_original(key)
        self._session.add(
            Original(
                id=original,
                storage_key=key,
                size_bytes=digests.size_bytes,
                sha256=digests.sha256,
                sm3=digests.sm3,
                sealed_at=NOW,
            )
        )
        await self._session.flush()
        return original

    async def evidence(self) -> None:
        home, add = self._home, self._add
        recording = await self._session.get_one(Recording, home.recording)
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
            parties=[self._word("catalogue_entry", "parties")],
            cause="采砂",
            place="北汝河",
            note="编目",
            changed_at=NOW,
            changed_by_id=home.keeper.id,
            batch_id=batch,
        )
        await self._session.merge(entry)
        await add(
            "link_id",
            EvidenceLink(
                recording_id=home.recording,
                case_id=self.found["case_id"],
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
        await add(
            "deadline_id",
            Deadline(
                unit_id=home.unit,
                subject_kind="section",
                subject_id=self.found["section_id"],
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

    async def access(self) -> None:
        """A visitor's request that was granted, with its papers, a sitting, a copy and its line."""
        home, add = self._home, self._add
        request = await add(
            "request_id",
            AccessRequest(
                unit_id=home.unit,
                year=2026,
                serial=7,
                requester="public_organ",
                act="view",
                wanted="whole",
                purpose="核查案件",
                material="采砂的录像",
                wanted_days=3,
                asked_by_id=home.keeper.id,
                applicant_name="马警官",
                applicant_unit="公安局",
                applicant_document="警官证",
                applicant_contact="139",
                case_id=self.found["case_id"],
                state="granted",
                asked_at=NOW,
            ),
        )
        await add(
            "item_id",
            AccessItem(request_id=request, recording_id=home.recording, is_granted=True),
        )
        await add(
            "paper_id",
            AccessPaper(
                request_id=request,
                kind="intro_letter",
                document_no="介1",
                original_id=await self.original("paper"),
                media_type="application/pdf",
                file_name="介绍信.pdf",
                taken_by_id=home.keeper.id,
                taken_at=NOW,
            ),
        )
        await add(
            "lookup_id",
            AccessLookup(
                # An answer is asked for below its request, by the request that doors are given.
                request_id=self.found["request_id"],
                result="partly_found",
                sought="采砂的录像",
                places="音像资料库",
                told="其余没有记录",
                answered_by_id=home.keeper.id,
                answered_at=NOW,
                basis={"citations": []},
            ),
        )
        await add(
            "approval_id",
            AccessApproval(
                request_id=request,
                asked_by_id=home.keeper.id,
                approver_id=home.leader.id,
                office="bureau_leader",
                answer="approved",
                reason="同意",
                reply="已说明",
                replied_at=NOW,
                decided_at=NOW,
            ),
        )
        permit = await add(
            "permit_id",
            AccessPermit(
                request_id=request,
                unit_id=home.unit,
                from_at=NOW - DAY,
                until_at=NOW + DAY,
                act="view",
                ceiling="none",
                in_reading_room=True,
                granted_at=NOW,
            ),
        )
        terminal = await add(
            "terminal_id",
            ReadingTerminal(
                unit_id=home.unit,
                name="阅览室一号",
                token_hash=ids.digest_of_secret(ids.new_secret()),
                networks=[_ROOM],
                enrolled_by_id=home.keeper.id,
                enrolled_at=NOW,
            ),
        )
        viewing = await add(
            "viewing_id",
            Viewing(
                request_id=request,
                permit_id=permit,
                unit_id=home.unit,
                terminal_id=terminal,
                served_by_id=home.keeper.id,
                code=f"{home.code}7K2P",
                address="10.9.0.1",
                started_at=NOW,
                last_seen_at=NOW,
                spans={},
            ),
        )
        copy = await add(
            "copy_id",
            CopyIssue(
                request_id=request,
                permit_id=permit,
                unit_id=home.unit,
                act="copy",
                medium="disc",
                code=f"{home.code}8K2P",
                manifest=self._manifest(),
                manifest_sha256="0" * 64,
                bundle_id=await self.original("bundle"),
                issued_by_id=home.keeper.id,
                issued_at=NOW,
                taker_name="马警官",
                taker_document="警官证",
                received_at=NOW,
            ),
        )
        await add("line_id", self._line(request, viewing, copy))
        self.found.setdefault("granted_id", request)

    def _manifest(self) -> dict[str, Any]:
        """What a copy says of itself; every word of it is the secret of whoever may know it."""
        said = self._word("copy_issue", "taker_name")
        words = "act code issued_at issued_by medium request_no taker taker_unit unit"
        file = dict.fromkeys(("kind", "name", "title", "sha256", "sm3"), said)
        return dict.fromkeys(words.split(), said) | {
            "articles": [],
            "copies": 1,
            "files": [file | {"size_bytes": 1}],
            "left_out": [],
            "regulation": {"pack": "ruzhou", "sha256": "", "title": said, "version": 1},
        }

    def _line(self, request: UUID, viewing: UUID, copy: UUID) -> RegisterLine:
        said = self._word("register_line", "columns")
        names = "applicant unit papers reason material case approver way from to keeper note"
        columns: dict[str, Any] = dict.fromkeys(names.split(), said)
        return RegisterLine(
            unit_id=self._home.unit,
            year=2026,
            line_no=7,
            at=NOW,
            kind="viewed",
            request_id=request,
            viewing_id=viewing,
            copy_id=None,
            columns=columns,
        )
