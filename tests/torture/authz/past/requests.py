"""A lawyer's request that is over."""

from uuid import UUID

from app.models import AccessApproval, AccessPaper, AccessPermit, AccessRequest, CopyIssue
from tests.torture.authz.past.things import Past
from tests.world import NOW


async def remember(past: Past) -> None:
    """A request that was asked back, approved by a delegate, mailed out, taken back."""
    request = await _ask(past)
    await _answer(past, request)
    await _mail_out(past, request, await _take_back(past, request))


async def _ask(past: Past) -> UUID:
    home, add = past.home, past.add
    request = past.found["request_id"] = await add(
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
            case_id=past.of["case_id"],
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
    return request


async def _answer(past: Past, request: UUID) -> None:
    """A question with its reply, then an approval in the name of somebody absent."""
    home, add = past.home, past.add
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


async def _take_back(past: Past, request: UUID) -> UUID:
    home = past.home
    return await past.add(
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


async def _mail_out(past: Past, request: UUID, permit: UUID) -> None:
    home = past.home
    issued = await past.session.get_one(CopyIssue, past.of["copy_id"])
    past.found["copy_id"] = await past.add(
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
