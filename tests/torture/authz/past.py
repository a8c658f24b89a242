"""What has been over for a while in our agency: struck, ended, lifted, revoked, lost, reopened.

Many texts are written only when something comes to its end. The things stand apart, by the names
that they have in addresses, and are asked for by whoever may know them.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.devices.terminals import register_device
from app.models import (
    AccessApproval,
    AccessPaper,
    AccessPermit,
    AccessRequest,
    Base,
    CaseDocument,
    CaseFile,
    CaseParty,
    CopyIssue,
    Deadline,
    DeviceLoss,
    DeviceRepair,
    DeviceWriteOff,
    EvidenceLink,
    Hold,
    Person,
    Qualification,
    Recording,
    StoringException,
    TerminalToken,
)
from app.policy.actor import WORKER
from app.policy.vocabulary import DeviceKind
from tests.arrivals import arrive
from tests.world import NOW

if TYPE_CHECKING:
    from tests.torture.authz.settling import Household


async def remember(
    session: AsyncSession, home: "Household", furnished: Mapping[str, UUID]
) -> dict[str, UUID]:
    """Put it all there and return what can be asked for, by its name in addresses."""
    past = _Past(session, home, furnished)
    await past.request()
    await past.case()
    await past.recordings()
    await past.devices()
    await past.people()
    await session.flush()
    return past.found


class _Past:
    def __init__(
        self,
        session: AsyncSession,
        home: "Household",
        furnished: Mapping[str, UUID],
    ) -> None:
        self._session, self._home, self._of = session, home, furnished
        self.found: dict[str, UUID] = {}

    async def _add(self, row: Base) -> UUID:
        row.id = ids.new_id()  # type: ignore[attr-defined]
        self._session.add(row)
        await self._session.flush()
        found: UUID = row.id  # type: ignore[attr-defined]
        return found

    async def request(self) -> None:
        """A lawyer's request: asked back, approved by a delegate, mailed out, taken back."""
        home, add = self._home, self._add
        request = self.found["request_id"] = await add(
            AccessRequest(
                unit_id=home.unit,
                year=2026,
                serial=6,
                requester="lawyer",
                act="copy",
                wanted="whole",
                purpose="代理诉讼",
                material="全部录像",
                wanted_days=3,
                asked_by_id=home.keeper.id,
                applicant_name="何律师",
                applicant_unit="法正律师事务所",
                applicant_document="执业证",
                applicant_contact="137",
                case_id=self._of["case_id"],
                state="ended",
                asked_at=NOW,
            )
        )
        await add(
            AccessPaper(
                request_id=request,
                kind="mandate",
                document_no="委1",
                taken_by_id=home.keeper.id,
                taken_at=NOW,
                struck_at=NOW,
                struck_by_id=home.keeper.id,
                strike_reason="不是本案的",
            )
        )
        for said in (
            {"answer": "asked", "reason": "与谁有关？", "reply": "当事人", "replied_at": NOW},
            {
                "answer": "approved",
                "reason": "同意",
                "on_behalf_of_id": home.leader.id,
                "delegation_no": "委〔2026〕1号",
            },
        ):
            await add(
                AccessApproval(
                    request_id=request,
                    asked_by_id=home.keeper.id,
                    approver_id=home.helper.id,
                    office="bureau_leader",
                    decided_at=NOW,
                    **said,
                )
            )
        permit = await add(
            AccessPermit(
                request_id=request,
                unit_id=home.unit,
                from_at=NOW,
                until_at=NOW.replace(year=2027),
                act="copy",
                ceiling="none",
                in_reading_room=False,
                granted_at=NOW,
                ended_at=NOW,
                ended_by_id=home.leader.id,
                end_kind="revoked",
                end_reason="不再需要",
            )
        )
        issued = await self._session.get_one(CopyIssue, self._of["copy_id"])
        self.found["copy_id"] = await add(
            CopyIssue(
                request_id=request,
                permit_id=permit,
                unit_id=home.unit,
                act="copy",
                medium="disc",
                code="RZ9K2P",
                manifest=issued.manifest,
                manifest_sha256="0" * 64,
                bundle_id=issued.bundle_id,
                issued_by_id=home.keeper.id,
                issued_at=NOW,
                mail_to="宝丰县人民路 1 号",
                mail_no="EMS1",
                mailed_on=NOW.date(),
                mailed_by_id=home.keeper.id,
            )
        )

    async def case(self) -> None:
        """A case that was reopened, a party and a document that were struck."""
        case = self.found["case_id"] = self._home.things["case_id"]
        by = self._home.keeper.id
        await self._add(
            CaseFile(
                case_id=case, version=2, begun_at=NOW, begun_by_id=by, reopen_reason="法院发回"
            )
        )
        await self._add(
            CaseParty(
                case_id=case,
                kind="person",
                role="party",
                name="王小山",
                added_at=NOW,
                struck_at=NOW,
                strike_reason="登记错了人",
            )
        )
        document = await self._session.get_one(CaseDocument, self._of["document_id"])
        self.found["document_id"] = await self._add(
            CaseDocument(
                case_id=document.case_id,
                file_version=1,
                kind="询问笔录",
                title="第二次询问",
                position=2,
                page_count=1,
                state="ready",
                original_id=document.original_id,
                file_name="二.pdf",
                media_type="application/pdf",
                added_by_id=by,
                added_at=NOW,
                struck_at=NOW,
                struck_by_id=by,
                strike_reason="放错",
            )
        )

    async def recordings(self) -> None:
        """A foreign recording of a known officer; a link and a hold that are over."""
        home, by = self._home, self._home.keeper.id
        held = await self._session.get_one(Recording, home.recording)
        held.named_device_no, held.named_officer_no = "RZ-9", "豫9"
        foreign = await arrive(self._session, home.officer, home.unit, file_name="外单位.mp4")
        row = await self._session.get_one(Recording, foreign)
        row.device_source, row.device_note = "foreign", "借用外单位设备"
        row.officer_id, row.officer_source = home.officer.id, "custodian"
        row.officer_note, row.attributed_at = "本人说明", NOW
        self.found["recording_id"] = foreign
        await self._add(
            EvidenceLink(
                recording_id=foreign,
                case_id=self._of["case_id"],
                file_version=1,
                role="process_record",
                linked_by_id=by,
                linked_at=NOW,
                ended_at=NOW,
                ended_by_id=by,
                end_reason="放错",
            )
        )
        self.found["hold_id"] = await self._add(
            Hold(
                unit_id=home.unit,
                recording_id=foreign,
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

    async def devices(self) -> None:
        """A lost camera whose writing off was declined, a repair that was tested, a lost token."""
        home, by = self._home, self._home.keeper.id
        lost = self.found["device_id"] = await register_device(
            self._session,
            WORKER,
            home.unit,
            device_no="RZ-0009",
            kind=DeviceKind.BODY_CAMERA,
            now=NOW,
        )
        for each in (lost, home.device):
            is_found = each == home.device
            await self._add(
                DeviceLoss(
                    device_id=each,
                    lost_at=NOW,
                    circumstances="落水",
                    reported_by_id=home.officer.id,
                    reported_at=NOW,
                    found_at=NOW if is_found else None,
                    found_note="下游寻回" if is_found else "",
                    found_noted_by_id=by if is_found else None,
                )
            )
        await self._add(
            DeviceWriteOff(
                device_id=lost,
                reason="无法修复",
                proposed_by_id=by,
                proposed_at=NOW,
                decided_by_id=home.leader.id,
                decided_at=NOW,
                is_approved=False,
                opinion="再找",
            )
        )
        repairs = await self._session.scalars(
            select(DeviceRepair).where(DeviceRepair.device_id == home.device)
        )
        for repair in repairs:
            repair.is_authorised, repair.decided_by_id = True, home.leader.id
            repair.decided_at, repair.opinion = NOW, "同意"
            repair.tested_by_id, repair.tested_at, repair.test_note = by, NOW, "正常"
        await self._add(
            TerminalToken(
                device_id=lost,
                token_hash=ids.digest_of_secret(ids.new_secret()),
                created_at=NOW,
                revoked_at=NOW,
                revoked_by_id=by,
                revoked_for="lost",
                revoked_note="落水",
            )
        )

    async def people(self) -> None:
        """A certificate that was revoked, a duty that was dropped, a late storing."""
        home, person = self._home, self._of["person_id"]
        (await self._session.get_one(Person, person)).officer_no = "豫R9"
        self.found["qualification_id"] = await self._add(
            Qualification(
                person_id=person,
                kind="water_supervision",
                certificate_no="部9",
                issuer="水利部",
                valid_from=NOW.date(),
                valid_until=NOW.date(),
                revoked_on=NOW.date(),
                revoked_as="cancelled",
                revoked_why="调离",
                registered_at=NOW,
            )
        )
        self.found["deadline_id"] = await self._add(
            Deadline(
                unit_id=home.unit,
                subject_kind="section",
                subject_id=self._of["section_id"],
                key="handover.day",
                period="2026-09",
                person_id=person,
                starts_at=NOW,
                due_at=NOW,
                reason="移交",
                facts={},
                basis={"citations": []},
                opened_at=NOW,
                cancelled_at=NOW,
                cancel_reason="科室撤销",
            )
        )
        await self._add(
            StoringException(
                unit_id=home.unit,
                person_id=person,
                ground="off_site",
                from_on=NOW.date(),
                until_on=NOW.date(),
                note="外地取证",
                declared_at=NOW,
            )
        )
