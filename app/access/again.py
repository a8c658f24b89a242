"""重新申请: ask again after a request that came to nothing; the old one stays as it was.

The new request starts from what was typed then and names the one it follows.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.facts import items_of
from app.access.requests import find_request, number_of
from app.cases.visibility import may_know_case
from app.errors import ConflictError, NotFoundError
from app.models import AccessItem, AccessRequest
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.access_words import AccessState
from app.policy.actor import Actor
from app.policy.law_words import ConsultAct, Requester, Scope
from app.policy.requesting import decide_again


@dataclass(frozen=True, slots=True)
class LinkedRequest:
    """A request beside another: the one that it follows, or one that follows it."""

    id: UUID
    number: str
    state: AccessState


@dataclass(frozen=True, slots=True)
class EarlierRequest:
    """What was typed into a request that may be asked again.

    ``case_id``, ``documents`` and ``recordings`` are empty for whoever described what they look
    for: what the keeper found has not been named to them.
    """

    id: UUID
    number: str
    state: AccessState
    requester: Requester
    unit_id: UUID
    act: ConsultAct
    days: int
    purpose: str
    material: str
    case_id: UUID | None
    documents: frozenset[UUID]
    recordings: frozenset[UUID]
    is_whole: bool
    name: str
    unit: str
    document: str
    contact: str
    party_id: UUID | None
    is_about_themselves: bool


async def earlier_request(session: AsyncSession, actor: Actor, request_id: UUID) -> EarlierRequest:
    """Return a request as this actor may ask it again.

    Raises:
        ConflictError: it has not come to nothing, so nothing is to be asked again.
        NotFoundError: there is no such request of this actor, nor one that they entered at a desk.
    """
    row = await _own(session, actor, request_id)
    is_untold = bool(row.material) and row.requester_id is not None
    case_id = None if is_untold else row.case_id
    if case_id is not None and not await may_know_case(session, actor, case_id):
        case_id = None
    documents, recordings = await _items(session, row.id)
    return EarlierRequest(
        id=row.id,
        number=number_of(row.year, row.serial),
        state=AccessState(row.state),
        requester=Requester(row.requester),
        unit_id=row.unit_id,
        act=ConsultAct(row.act),
        days=row.wanted_days,
        purpose=row.purpose,
        material=row.material,
        case_id=case_id,
        documents=frozenset() if is_untold else documents,
        recordings=frozenset() if is_untold else recordings,
        is_whole=row.wanted == Scope.WHOLE.value,
        name=row.applicant_name,
        unit=row.applicant_unit,
        document=row.applicant_document,
        contact=row.applicant_contact,
        party_id=row.party_id,
        is_about_themselves=row.is_about_themselves,
    )


async def require_followed(
    session: AsyncSession, actor: Actor, follows_id: UUID | None, *, unit_id: UUID, is_staff: bool
) -> None:
    """Raise unless a new request to this unit may name the one it follows.

    Staff follow their own requests, visitors those of visitors, so that whoever may know one of
    the two may know the other.

    Raises:
        ConflictError, NotFoundError: as ``earlier_request`` says.
        NotAcceptableError: it was asked of another unit.
    """
    if follows_id is None:
        return
    row = await _own(session, actor, follows_id)
    if (row.requester_id is not None) is not is_staff:
        raise NotFoundError
    if row.unit_id != unit_id:
        raise NotAcceptableError(
            FieldProblem("unit", "重新申请应当向原来的单位提出。向别的单位申请的，请另外申请。")
        )


async def follows_of(session: AsyncSession, request: AccessRequest) -> LinkedRequest | None:
    """Return the request that this one was asked again after."""
    if request.follows_id is None:
        return None
    return _linked(await session.get_one(AccessRequest, request.follows_id))


async def followers_of(session: AsyncSession, request_id: UUID) -> tuple[LinkedRequest, ...]:
    """Return the requests that were asked again after this one, the oldest first."""
    rows = await session.scalars(
        select(AccessRequest)
        .where(AccessRequest.follows_id == request_id)
        .order_by(AccessRequest.id)
    )
    return tuple(_linked(row) for row in rows)


async def _own(session: AsyncSession, actor: Actor, request_id: UUID) -> AccessRequest:
    row = await find_request(session, actor, request_id)
    if row.requester_id not in {None, actor.id}:
        raise NotFoundError
    decision = decide_again(AccessState(row.state))
    if not decision.allowed:
        raise ConflictError(decision.reason)
    return row


async def _items(
    session: AsyncSession, request_id: UUID
) -> tuple[frozenset[UUID], frozenset[UUID]]:
    rows = (
        await session.execute(
            select(AccessItem.document_id, AccessItem.recording_id).where(items_of(request_id))
        )
    ).all()
    documents = frozenset(document for document, _ in rows if document is not None)
    return documents, frozenset(recording for _, recording in rows if recording is not None)


def _linked(row: AccessRequest) -> LinkedRequest:
    return LinkedRequest(row.id, number_of(row.year, row.serial), AccessState(row.state))
