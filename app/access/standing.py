"""In whose office somebody answers a request: their own, or an absent leader's (授权代行).

One's own office comes first; only where it does not carry far enough is the office of a principal
asked, and then the written delegation is part of the approval (promise P8).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.models import Delegation as DelegationRow
from app.models import Person, RoleAssignment
from app.people.identifying import assignments_on
from app.policy.actor import Actor
from app.policy.approving import Approval, Delegation, office_for, office_problem, reaches
from app.policy.grounds import Thing
from app.policy.law_words import Approver
from app.policy.vocabulary import LEADERS, ActorKind


@dataclass(frozen=True, slots=True)
class Standing:
    """Who would answer a request, and in which office; ``leader`` is the absent one's name."""

    person_id: UUID
    name: str
    approval: Approval
    leader: str = ""


async def approval_by(
    session: AsyncSession,
    actor: Actor,
    thing: Thing,
    *,
    needed: Approver,
    asker_id: UUID,
    now: datetime,
) -> Approval | str:
    """Return the approval that this actor can give, or in words why none of theirs counts.

    A deputy who stands in for the head hears what is wrong with standing in, and not that a deputy
    holds too little.
    """
    problems = {True: "", False: ""}
    for approval in await _approvals(session, actor, thing, needed, now):
        problem = office_problem(needed, str(asker_id), approval)
        if not problem:
            return approval
        problems[reaches(approval.office, needed)] = problem
    return problems[True] or problems[False] or f"这份申请须由{needed.label}审批"


async def decides_alone(
    session: AsyncSession, thing: Thing, *, needed: Approver, asker_id: UUID, now: datetime
) -> bool:
    """Return whether the asker holds the very office that answers, and so cannot lend it either."""
    held = await assignments_on(session, asker_id, day_of(now))
    # Lent roles are among them, and standing in for nobody leaves those out.
    own = Actor(ActorKind.PERSON, asker_id, assignments=held).standing_in_for(None).assignments
    office = office_for(
        needed, frozenset(each.role for each in own if each.unit_id in _units(thing))
    )
    return office is not None and reaches(office, needed)


async def in_office(
    session: AsyncSession, thing: Thing, *, needed: Approver, asker_id: UUID, now: datetime
) -> tuple[Standing, ...]:
    """Return everybody who could approve today, by name; delegates as delegates."""
    found = []
    people = await session.scalars(
        select(Person)
        .where(Person.is_active, or_(*_leads_today(_units(thing), now)))
        .order_by(Person.full_name, Person.id)
    )
    for person in people.all():
        held = await assignments_on(session, person.id, day_of(now))
        actor = Actor(ActorKind.PERSON, person.id, person.unit_id, assignments=held)
        approval = await approval_by(
            session, actor, thing, needed=needed, asker_id=asker_id, now=now
        )
        if isinstance(approval, Approval):
            leader = leader_of(actor, approval)
            found.append(Standing(person.id, person.full_name, approval, leader))
    return tuple(found)


def leader_of(actor: Actor, approval: Approval) -> str:
    """Return the name of the absent leader in whose office it is given; empty for one's own."""
    lent = approval.delegation
    return next(
        (each.name for each in actor.principals if lent and str(each.id) == lent.leader), ""
    )


async def _approvals(
    session: AsyncSession, actor: Actor, thing: Thing, needed: Approver, now: datetime
) -> list[Approval]:
    """Return what this actor could answer as: for themselves, then for each principal."""
    found = []
    for principal in (None, *actor.principals):
        standing = actor.standing_in_for(principal)
        office = office_for(
            needed,
            frozenset(held.role for held in standing.assignments if held.unit_id in _units(thing)),
        )
        if office is None:
            continue
        paper = None
        if principal is not None:
            document_no = await _paper_of(session, actor, principal.id, thing, now)
            paper = Delegation(str(principal.id), document_no)
        found.append(Approval(office, str(actor.id), paper))
    return found


async def _paper_of(
    session: AsyncSession, actor: Actor, principal_id: UUID, thing: Thing, now: datetime
) -> str:
    """Return the document by which a leader's role is lent today; empty where there is none."""
    paper = await session.scalar(
        select(DelegationRow.document_no)
        .where(
            DelegationRow.delegate_id == actor.id,
            DelegationRow.principal_id == principal_id,
            *_lent_today(_units(thing), now),
        )
        .order_by(DelegationRow.id)
        .limit(1)
    )
    return paper or ""


def _units(thing: Thing) -> frozenset[UUID]:
    return thing.above | {thing.unit_id}


def _leads_today(units: frozenset[UUID], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of which one holds for whoever leads, or stands in for a leader."""
    day, until = day_of(now), RoleAssignment.until_on
    own = select(RoleAssignment.person_id).where(
        RoleAssignment.unit_id.in_(units),
        RoleAssignment.role.in_([role.value for role in LEADERS]),
        RoleAssignment.from_on <= day,
        or_(until.is_(None), until >= day),
    )
    lent = select(DelegationRow.delegate_id).where(*_lent_today(units, now))
    return Person.id.in_(own), Person.id.in_(lent)


def _lent_today(units: frozenset[UUID], now: datetime) -> tuple[ColumnElement[bool], ...]:
    day = day_of(now)
    return (
        DelegationRow.unit_id.in_(units),
        DelegationRow.role.in_([role.value for role in LEADERS]),
        DelegationRow.from_on <= day,
        DelegationRow.until_on >= day,
        DelegationRow.withdrawn_at.is_(None),
    )
