"""Requests, viewings and copies for the register, laid down as rows and not by their own verbs."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.codes import new_code
from app.models import (
    AccessApproval,
    AccessItem,
    AccessPaper,
    AccessPermit,
    AccessRequest,
    CopyIssue,
    Original,
    Recording,
    SignInSession,
    Viewing,
)
from app.policy.access_words import AccessState, CopyMedium, ViewingEnd
from app.policy.actor import Actor
from app.policy.case_words import SecurityClass
from app.policy.law_words import ConsultAct, Requester, Scope
from tests.arrivals import arrive
from tests.world import NOW, Town

FULL_LENGTH_MS = 60_000


async def request_of(
    session: AsyncSession, actor: Actor, unit_id: UUID, **other: object
) -> AccessRequest:
    """Lay down a granted request of one of the staff for the unit's records."""
    facts = {
        "id": ids.new_id(),
        "unit_id": unit_id,
        "year": 2026,
        "serial": 1,
        "requester": Requester.OTHER_STAFF.value,
        "act": ConsultAct.VIEW.value,
        "wanted": Scope.WHOLE.value,
        "purpose": "核对现场情况",
        "wanted_days": 3,
        "asked_by_id": actor.id,
        "requester_id": actor.id,
        "state": AccessState.GRANTED.value,
        "asked_at": NOW,
        **other,
    }
    request = AccessRequest(**facts)
    session.add(request)
    await session.flush()
    return request


async def lawyers_request(
    session: AsyncSession, town: Town, unit_id: UUID, **other: object
) -> AccessRequest:
    """Lay down a request of a lawyer, entered by Liu, with the papers he has shown."""
    request = await request_of(
        session,
        town.liu,
        unit_id,
        requester=Requester.LAWYER.value,
        requester_id=None,
        applicant_name="何律师",
        applicant_unit="汝州正义律师事务所",
        applicant_document="律师执业证 14104202010000001",
        verified_by_id=town.liu.id,
        verified_at=NOW,
        **other,
    )
    for place, (kind, number) in enumerate((("intro_letter", "介字7号"), ("mandate", ""))):
        session.add(
            AccessPaper(
                id=ids.new_id(),
                request_id=request.id,
                kind=kind,
                document_no=number,
                taken_by_id=town.liu.id,
                taken_at=NOW + timedelta(seconds=place),
            )
        )
    await session.flush()
    return request


async def item_of(session: AsyncSession, request: AccessRequest, sender: Actor) -> AccessItem:
    """Add a recording of one minute to the request."""
    recording_id = await arrive(session, sender, request.unit_id)
    recording = await session.get_one(Recording, recording_id)
    recording.duration_ms = FULL_LENGTH_MS
    recording.recorded_at = NOW
    item = AccessItem(id=ids.new_id(), request_id=request.id, recording_id=recording_id)
    session.add(item)
    await session.flush()
    return item


async def approved(
    session: AsyncSession,
    request: AccessRequest,
    approver: Actor,
    *,
    instead_of: Actor | None = None,
    answer: str = "approved",
) -> None:
    """Let somebody answer the request, for an absent leader when one is named."""
    session.add(
        AccessApproval(
            id=ids.new_id(),
            request_id=request.id,
            asked_by_id=request.asked_by_id,
            approver_id=approver.id,
            on_behalf_of_id=instead_of.id if instead_of else None,
            delegation_no="汝水委〔2026〕3号" if instead_of else "",
            office="head_of_organ",
            answer=answer,
            reason="" if answer == "approved" else "理由不充分",
            decided_at=NOW,
        )
    )
    await session.flush()


async def permitted(session: AsyncSession, request: AccessRequest) -> AccessPermit:
    """Grant the request for three days."""
    permit = AccessPermit(
        id=ids.new_id(),
        request_id=request.id,
        unit_id=request.unit_id,
        person_id=request.requester_id,
        from_at=NOW,
        until_at=NOW + timedelta(days=3),
        ceiling=SecurityClass.NONE.value,
        in_reading_room=False,
        granted_at=NOW,
    )
    session.add(permit)
    await session.flush()
    return permit


async def viewing_of(
    session: AsyncSession,
    request: AccessRequest,
    permit: AccessPermit,
    *,
    spans: dict[str, object] | None = None,
    ended_at: datetime | None = NOW + timedelta(minutes=20),
    **other: object,
) -> Viewing:
    """Lay down a sitting of twenty minutes that has ended; ``None`` leaves it open."""
    facts = {
        "id": ids.new_id(),
        "request_id": request.id,
        "permit_id": permit.id,
        "unit_id": request.unit_id,
        "person_id": request.requester_id,
        "credential_id": await _signed_in(session, request.asked_by_id),
        "code": new_code(),
        "address": "10.0.0.9",
        "started_at": NOW,
        "last_seen_at": NOW,
        "ended_at": ended_at,
        "end_kind": ViewingEnd.CLOSED.value if ended_at else None,
        "spans": spans or {},
        **other,
    }
    viewing = Viewing(**facts)
    session.add(viewing)
    await session.flush()
    return viewing


async def viewed(session: AsyncSession, actor: Actor, unit_id: UUID, **other: object) -> Viewing:
    """Lay down a whole viewing of somebody of the staff: request, permit, one item, ten seconds."""
    request = await request_of(session, actor, unit_id, **other)
    item = await item_of(session, request, actor)
    permit = await permitted(session, request)
    return await viewing_of(session, request, permit, spans={str(item.id): [[5000, 15_000]]})


async def copy_of(
    session: AsyncSession,
    request: AccessRequest,
    permit: AccessPermit,
    issuer: Actor,
    **other: object,
) -> CopyIssue:
    """Lay down a disc that was signed for."""
    original = Original(
        id=ids.new_id(),
        storage_key=str(ids.new_id()),
        size_bytes=1,
        sha256=ids.new_id().hex * 2,
        sm3="0" * 64,
        sealed_at=NOW,
    )
    session.add(original)
    await session.flush()
    facts = {
        "id": ids.new_id(),
        "request_id": request.id,
        "permit_id": permit.id,
        "unit_id": request.unit_id,
        "act": ConsultAct.COPY.value,
        "medium": CopyMedium.DISC.value,
        "copies": 2,
        "code": new_code(),
        "manifest": {},
        "manifest_sha256": "0" * 64,
        "bundle_id": original.id,
        "issued_by_id": issuer.id,
        "issued_at": NOW,
        "taker_name": "何律师",
        "received_at": NOW + timedelta(minutes=5),
        **other,
    }
    issue = CopyIssue(**facts)
    session.add(issue)
    await session.flush()
    return issue


async def _signed_in(session: AsyncSession, person_id: UUID) -> UUID:
    row = SignInSession(
        id=ids.new_id(),
        token_hash=ids.digest_of_secret(ids.new_secret()),
        person_id=person_id,
        address="10.0.0.9",
        user_agent="",
        created_at=NOW,
        last_seen_at=NOW,
        expires_at=NOW + timedelta(hours=12),
    )
    session.add(row)
    await session.flush()
    return row.id
