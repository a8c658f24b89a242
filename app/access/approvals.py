"""What waits for a leader's word: the list, the count, and one request with what may be said to it.

The list shows what this leader may know; by each request stands whether their own word decides it
or whose it needs, worked out by the same rule that judges the answer (promise P13). The figure
counts the lines that wait for their word.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy import case as either
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.access.approving import needed_for
from app.access.batching import batch_facts
from app.access.facts import class_told, handled_by_requester
from app.access.requests import find_request, number_of, thing_of_request
from app.access.standing import Standing, approval_by, decides_alone, in_office, leader_of
from app.cases.visibility import knowledge_of_cases, known_cases
from app.models import AccessItem, AccessRequest, Case, Person, Unit
from app.people.authority import Extent, extent_of, thing_in
from app.people.laws import packs_of
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.approving import Approval, needs_a_leader
from app.policy.batching import singly_because
from app.policy.case_words import SecurityClass
from app.policy.consultation import ConsultFacts
from app.policy.consulting import approver_of
from app.policy.granting import WAITS_FOR_ANSWER, answers_in
from app.policy.law_words import Approver, ConsultAct, Requester

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One request that waits; ``barrier`` says why this leader's word does not decide it.

    ``singly`` says why it cannot be approved together with others.
    """

    id: UUID
    revision: int
    number: str
    unit_name: str
    requester: Requester
    applicant: str
    applicant_unit: str
    act: ConsultAct
    purpose: str
    case_no: str
    items: int
    security_class: SecurityClass | None
    wanted_days: int
    state: AccessState
    asked_at: datetime
    barrier: str
    singly: str

    @property
    def waits_for_this_word(self) -> bool:
        """Whether this leader can decide it now; what was asked back waits for the asker."""
        return _waits(self.state) and not self.barrier


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Some lines, the oldest request first, and the id after which later ones follow."""

    lines: tuple[WaitingLine, ...]
    later: UUID | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What one leader can say to one request, and who else could.

    ``approval`` is in whose office they would answer, ``leader`` the name of an absent one;
    ``barrier`` says why they cannot. ``security_class`` is as ``class_told`` returns it.
    ``asker_decides``: whoever asks holds the office that would answer.
    """

    answers: frozenset[ApprovalAnswer]
    security_class: SecurityClass | None
    needed: Approver
    approval: Approval | None
    leader: str
    barrier: str
    in_office: tuple[Standing, ...]
    asker_decides: bool


async def list_waiting(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    *,
    after: UUID | None = None,
    limit: int = AT_ONCE,
    now: datetime,
) -> WaitingPage:
    """Return a page of what waits within ``extent``; cases are named to whoever may know them."""
    asker = aliased(Person)
    conditions: list[ColumnElement[bool]] = [
        AccessRequest.unit_id.in_(extent.units),
        AccessRequest.state.in_([state.value for state in WAITS_FOR_ANSWER]),
    ]
    if after is not None:
        conditions.append(AccessRequest.id > after)
    items = select(func.count(AccessItem.id)).where(
        AccessItem.request_id == AccessRequest.id, AccessItem.is_granted
    )
    known = known_cases(actor, await knowledge_of_cases(session, actor))
    rows = await session.execute(
        select(
            AccessRequest,
            Unit.name,
            asker.full_name,
            either((known, Case.case_no), else_=""),
            items.scalar_subquery(),
            handled_by_requester(),
        )
        .join(Unit, Unit.id == AccessRequest.unit_id)
        .outerjoin(asker, asker.id == AccessRequest.requester_id)
        .outerjoin(Case, Case.id == AccessRequest.case_id)
        .where(*conditions)
        .order_by(AccessRequest.id)
        .limit(limit + 1)
    )
    found = rows.all()
    lines = [await _line(session, actor, row, known, now) for row in found[:limit]]
    return WaitingPage(tuple(lines), lines[-1].id if len(found) > limit else None)


async def count_for(session: AsyncSession, actor: Actor, *, now: datetime) -> int:
    """Return how many lines of the list wait for this leader's word (``waits_for_this_word``)."""
    extent = await extent_of(session, actor, Act.ACCESS_APPROVE)
    waiting = (
        select(
            AccessRequest.unit_id,
            AccessRequest.requester,
            AccessRequest.act,
            AccessRequest.asked_by_id,
            handled_by_requester().label("handles"),
        )
        .where(
            AccessRequest.unit_id.in_(extent.units),
            AccessRequest.state.in_([state.value for state in WAITS_FOR_ANSWER if _waits(state)]),
        )
        .subquery()
    )
    alike = select(*waiting.c, func.count().label("number")).group_by(*waiting.c)
    figure = 0
    for row in (await session.execute(alike)).all():
        who, act = Requester(row.requester), ConsultAct(row.act)
        asked = _Asked(row.unit_id, who, act, row.asked_by_id, handles=row.handles)
        if not await _barrier(session, actor, asked, now):
            figure += row.number
    return figure


async def desk_for(session: AsyncSession, actor: Actor, request_id: UUID, *, now: datetime) -> Desk:
    """Return what this actor can say to a request.

    Raises:
        NotFoundError: there is no such request for this actor.
    """
    request = await find_request(session, actor, request_id)
    thing = await thing_of_request(session, request)
    needed = await needed_for(session, request)
    approval = await approval_by(
        session, actor, thing, needed=needed, asker_id=request.asked_by_id, now=now
    )
    given = approval if isinstance(approval, Approval) else None
    known = known_cases(actor, await knowledge_of_cases(session, actor))
    return Desk(
        answers=answers_in(AccessState(request.state)),
        security_class=await class_told(session, request, known),
        needed=needed,
        approval=given,
        leader=leader_of(actor, given) if given else "",
        barrier="" if isinstance(approval, Approval) else approval,
        in_office=await in_office(
            session, thing, needed=needed, asker_id=request.asked_by_id, now=now
        ),
        asker_decides=await decides_alone(
            session, thing, needed=needed, asker_id=request.asked_by_id, now=now
        ),
    )


async def _line(
    session: AsyncSession,
    actor: Actor,
    found: Row[Any],
    known: ColumnElement[bool],
    now: datetime,
) -> WaitingLine:
    request, unit_name, asker, case_no, items, handles = tuple(found)
    facts = await batch_facts(session, request, known)
    asked = _Asked(
        request.unit_id, facts.requester, facts.act, request.asked_by_id, handles=handles
    )
    state = AccessState(request.state)
    return WaitingLine(
        id=request.id,
        revision=request.revision,
        number=number_of(request.year, request.serial),
        unit_name=unit_name,
        requester=facts.requester,
        applicant=asker or request.applicant_name,
        applicant_unit=request.applicant_unit,
        act=facts.act,
        purpose=request.purpose,
        case_no=case_no or "",
        items=items,
        security_class=facts.security_class,
        wanted_days=request.wanted_days,
        state=state,
        asked_at=request.asked_at,
        barrier=await _barrier(session, actor, asked, now),
        singly=singly_because(facts) or ("等待说明" if state is AccessState.QUESTIONED else ""),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """As much of a request as says whose word decides it."""

    unit_id: UUID
    requester: Requester
    act: ConsultAct
    asked_by_id: UUID
    handles: bool


def _waits(state: AccessState) -> bool:
    """Return whether a request in this state can be approved as it stands."""
    return ApprovalAnswer.APPROVED in answers_in(state)


async def _barrier(session: AsyncSession, actor: Actor, asked: _Asked, now: datetime) -> str:
    """Return why this actor's word does not decide it; nothing when it does."""
    pack = (await packs_of(session, [asked.unit_id]))[asked.unit_id]
    facts = ConsultFacts(asked.requester, asked.act, "", handles_case=asked.handles)
    needed = approver_of(pack, facts)
    approval = await approval_by(
        session,
        actor,
        await thing_in(session, asked.unit_id),
        needed=needed if needed and needs_a_leader(needed) else Approver.LEADER,
        asker_id=asked.asked_by_id,
        now=now,
    )
    return "" if isinstance(approval, Approval) else approval
