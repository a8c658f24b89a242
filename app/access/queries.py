"""Read one request: its facts, answers and permit, what the rule says now, who may do what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.access.again import LinkedRequest, followers_of, follows_of
from app.access.choosing import may_know_items
from app.access.facts import citations_in, ruling_of
from app.access.mailing import mails_request
from app.access.requests import EDITABLE, UNSETTLED, find_request, number_of, thing_of_request
from app.cases.visibility import may_know_case
from app.models import (
    AccessApproval,
    AccessPermit,
    AccessRequest,
    Case,
    CaseParty,
    Person,
    Unit,
)
from app.people.authority import authorise
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_words import SecurityClass
from app.policy.consultation import Answer, Consultation
from app.policy.consulting import OWN_STAFF
from app.policy.decision import Citation, Ruling
from app.policy.law_words import Approver, ConsultAct, Requester, Scope
from app.policy.requesting import decide_again


@dataclass(frozen=True, slots=True)
class RequestDetail:
    """One request as its page and its forms see it; ``revision`` is what they send back.

    ``unit_name`` is whose records are asked for, ``applicant_unit`` where the applicant belongs.
    ``case_no`` is empty for whoever may not know of the case.
    """

    id: UUID
    unit_id: UUID
    unit_name: str
    number: str
    requester: Requester
    act: ConsultAct
    wanted: Scope
    purpose: str
    material: str
    wanted_days: int
    asked_by_id: UUID
    asked_by: str
    requester_id: UUID | None
    applicant_name: str
    applicant_unit: str
    applicant_document: str
    applicant_contact: str
    party_name: str
    case_id: UUID | None
    case_no: str
    case_title: str
    is_about_themselves: bool
    procedure: str
    verified_by: str
    verified_at: datetime | None
    state: AccessState
    asked_at: datetime
    ended_at: datetime | None
    revision: int

    @property
    def is_from_outside(self) -> bool:
        """Whether the keeper entered it for somebody who came."""
        return self.requester_id is None

    @property
    def is_unsettled(self) -> bool:
        """Whether nothing has been answered for good."""
        return self.state in UNSETTLED


@dataclass(frozen=True, slots=True)
class PermitLine:
    """What was granted, as people are shown it."""

    id: UUID
    act: ConsultAct
    from_at: datetime
    until_at: datetime
    uses_allowed: int | None
    uses: int
    ceiling: SecurityClass
    limit: Scope | None
    in_reading_room: bool
    ended_at: datetime | None
    end_reason: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer of a leader, and the reply to a question."""

    answer: ApprovalAnswer
    approver: str
    on_behalf_of: str
    delegation_no: str
    office: str
    reason: str
    decided_at: datetime
    reply: str
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenedRequest:
    """A request with what one actor may do about it; each verb asks again.

    ``sees_names``: whether the items may be listed before the request is granted; ``sees_titles``:
    whether they are named by title and file, and not by kind and day alone. ``ruling`` is
    what the rule says now, while nothing is answered for good.
    """

    detail: RequestDetail
    ruling: Ruling[Consultation] | None
    permit: PermitLine | None
    answers: tuple[AnswerLine, ...]
    is_asker: bool
    may_receive: bool
    may_issue: bool
    may_approve: bool
    sees_names: bool
    sees_titles: bool
    follows: LinkedRequest | None
    followed_by: tuple[LinkedRequest, ...]
    reason: str
    """What the rule says now; of a request that was answered, what it said then."""
    basis: tuple[Citation, ...]

    @property
    def may_change_items(self) -> bool:
        """Whether items may be left out by this actor."""
        is_open = self.detail.state in EDITABLE
        return is_open and (self.may_receive or self.is_asker)

    @property
    def may_act_as_asker(self) -> bool:
        """Whether this actor withdraws and replies."""
        return self.is_asker or (self.detail.is_from_outside and self.may_receive)

    @property
    def may_ask_again(self) -> bool:
        """Whether this actor may ask for the same in a new request."""
        return self.may_act_as_asker and decide_again(self.detail.state).allowed


async def opened_request(session: AsyncSession, actor: Actor, request_id: UUID) -> OpenedRequest:
    """Return one request of which the actor may know, with what they may do about it.

    Raises:
        NotFoundError: there is none, or it is not for this actor to know.
    """
    request = await find_request(session, actor, request_id)
    thing = await thing_of_request(session, request)
    receives = (await authorise(session, actor, Act.ACCESS_RECEIVE, thing)).allowed
    approves = (await authorise(session, actor, Act.ACCESS_APPROVE, thing)).allowed
    is_asker = request.requester_id is not None and request.requester_id == actor.id
    detail = await detail_of(session, actor, request)
    ruling = await ruling_of(session, request) if detail.is_unsettled else None
    is_granted = detail.state in {AccessState.GRANTED, AccessState.ENDED}
    # Whoever described what they look for learns the names of what was found with the permit.
    named_by_asker = not request.material
    may_approve = approves and request.asked_by_id != actor.id
    return OpenedRequest(
        detail=detail,
        ruling=ruling,
        permit=await _permit(session, request.id),
        answers=await _answers(session, request.id),
        is_asker=is_asker,
        may_receive=receives,
        may_issue=receives or await mails_request(session, actor, request),
        may_approve=may_approve,
        sees_names=receives or approves or is_granted or named_by_asker,
        sees_titles=receives
        or may_approve
        or is_granted
        or await may_know_items(session, actor, request),
        follows=await follows_of(session, request),
        followed_by=await followers_of(session, request.id),
        reason=ruling.reason if ruling else str(request.basis.get("reason", "")),
        basis=ruling.citations if ruling else citations_in(request.basis),
    )


def is_unset(ruling: Ruling[Consultation] | None) -> bool:
    """Return whether the agency has to set something before anything can be said."""
    return ruling is not None and ruling.outcome.answer is Answer.UNSET


async def detail_of(session: AsyncSession, actor: Actor, request: AccessRequest) -> RequestDetail:
    """Return what a page says of a request that was found for this actor."""
    verifier, asker, home = aliased(Person), aliased(Person), aliased(Unit)
    row = (
        await session.execute(
            select(
                Unit.name,
                asker.full_name,
                home.name,
                verifier.full_name,
                Case.case_no,
                Case.title,
                CaseParty.name,
            )
            .select_from(AccessRequest)
            .join(Unit, Unit.id == AccessRequest.unit_id)
            .join(asker, asker.id == AccessRequest.asked_by_id)
            .join(home, home.id == asker.unit_id)
            .outerjoin(verifier, verifier.id == AccessRequest.verified_by_id)
            .outerjoin(Case, Case.id == AccessRequest.case_id)
            .outerjoin(CaseParty, CaseParty.id == AccessRequest.party_id)
            .where(AccessRequest.id == request.id)
        )
    ).one()
    unit_name, asked_by, askers_unit, verified_by, case_no, case_title, party_name = row
    knows = request.case_id is not None and await may_know_case(session, actor, request.case_id)
    is_staff = Requester(request.requester) in OWN_STAFF
    return RequestDetail(
        id=request.id,
        unit_id=request.unit_id,
        unit_name=unit_name,
        number=number_of(request.year, request.serial),
        requester=Requester(request.requester),
        act=ConsultAct(request.act),
        wanted=Scope(request.wanted),
        purpose=request.purpose,
        material=request.material,
        wanted_days=request.wanted_days,
        asked_by_id=request.asked_by_id,
        asked_by=asked_by,
        requester_id=request.requester_id,
        applicant_name=asked_by if is_staff else request.applicant_name,
        applicant_unit=askers_unit if is_staff else request.applicant_unit,
        applicant_document=request.applicant_document,
        applicant_contact=request.applicant_contact,
        party_name=party_name or "",
        case_id=request.case_id if knows else None,
        case_no=case_no if knows else "",
        case_title=case_title if knows else "",
        is_about_themselves=request.is_about_themselves,
        procedure=request.procedure,
        verified_by=verified_by or "",
        verified_at=request.verified_at,
        state=AccessState(request.state),
        asked_at=request.asked_at,
        ended_at=request.ended_at,
        revision=request.revision,
    )


async def _permit(session: AsyncSession, request_id: UUID) -> PermitLine | None:
    row = await session.scalar(select(AccessPermit).where(AccessPermit.request_id == request_id))
    if row is None:
        return None
    return PermitLine(
        id=row.id,
        act=ConsultAct(row.act),
        from_at=row.from_at,
        until_at=row.until_at,
        uses_allowed=row.uses_allowed,
        uses=row.uses,
        ceiling=SecurityClass(row.ceiling),
        limit=Scope(row.limit_scope) if row.limit_scope else None,
        in_reading_room=row.in_reading_room,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
    )


async def _answers(session: AsyncSession, request_id: UUID) -> tuple[AnswerLine, ...]:
    approver, principal = aliased(Person), aliased(Person)
    rows = await session.execute(
        select(AccessApproval, approver.full_name, principal.full_name)
        .join(approver, approver.id == AccessApproval.approver_id)
        .outerjoin(principal, principal.id == AccessApproval.on_behalf_of_id)
        .where(AccessApproval.request_id == request_id)
        .order_by(AccessApproval.id)
    )
    return tuple(
        AnswerLine(
            answer=ApprovalAnswer(row.answer),
            approver=name,
            on_behalf_of=absent or "",
            delegation_no=row.delegation_no,
            office=Approver(row.office).label,
            reason=row.reason,
            decided_at=row.decided_at,
            reply=row.reply or "",
            replied_at=row.replied_at,
        )
        for row, name, absent in rows
    )
