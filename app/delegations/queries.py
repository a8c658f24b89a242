"""Read delegations: the list, and whom a form may offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Delegation, Person, RoleAssignment, Unit
from app.people.authority import Extent, thing_in, within
from app.people.queries import names_of
from app.policy.actor import Actor
from app.policy.delegating import may_lend
from app.policy.vocabulary import BUSINESS_ROLES, LEADERS, DelegationState, Role

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """One delegation with the names of everybody concerned."""

    id: UUID
    unit_id: UUID
    unit_name: str
    role: Role
    principal: str
    delegate: str
    from_on: date
    until_on: date
    document_no: str
    reason: str
    recorded_by: str
    withdrawn_by: str
    withdrawn_at: datetime | None
    state: DelegationState


@dataclass(frozen=True, slots=True)
class DelegationPage:
    """Some lines, newest first, and the id after which older ones follow."""

    lines: tuple[DelegationLine, ...]
    older: UUID | None


@dataclass(frozen=True, slots=True)
class LentRole:
    """A role that a leader holds himself and may lend."""

    person_id: UUID
    full_name: str
    unit_id: UUID
    unit_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be chosen to stand in."""

    person_id: UUID
    full_name: str
    post: str
    unit_name: str


async def list_delegations(
    session: AsyncSession,
    actor: Actor,
    extent: Extent,
    day: date,
    *,
    older_than: UUID | None = None,
) -> DelegationPage:
    """Return a page of the delegations within ``extent``, each with its state on ``day``."""
    conditions = [within(extent, actor, Delegation.unit_id, person=Delegation.delegate_id)]
    if older_than is not None:
        conditions.append(Delegation.id < older_than)
    rows = await session.execute(
        select(Delegation, Unit.name)
        .join(Unit, Unit.id == Delegation.unit_id)
        .where(*conditions)
        .order_by(Delegation.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    found = [(row, unit_name) for row, unit_name in rows]
    # Four joins with people at once leave the planner a choice that can cost minutes.
    names = await names_of(session, [person for row, _ in found for person in _people_of(row)])
    lines = tuple(_line(day, row, unit_name, names) for row, unit_name in found)
    older = lines[PAGE_SIZE - 1].id if len(lines) > PAGE_SIZE else None
    return DelegationPage(lines[:PAGE_SIZE], older)


async def roles_to_lend(
    session: AsyncSession, extent: Extent, actor: Actor, day: date
) -> list[LentRole]:
    """Return the roles of the leaders within ``extent`` that this leader can lend.

    What the rule refuses whoever is chosen is not offered.
    """
    leads = (
        select(RoleAssignment.person_id)
        .where(
            RoleAssignment.role.in_([role.value for role in LEADERS]),
            RoleAssignment.unit_id.in_(extent.units),
            or_(RoleAssignment.until_on.is_(None), RoleAssignment.until_on >= day),
        )
        .scalar_subquery()
    )
    rows = await session.execute(
        select(Person.id, Person.full_name, Unit.id, Unit.name, RoleAssignment.role)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .where(
            Person.id.in_(leads),
            Person.left_on.is_(None),
            RoleAssignment.unit_id.in_(extent.units),
            RoleAssignment.role.in_([role.value for role in BUSINESS_ROLES]),
            or_(RoleAssignment.until_on.is_(None), RoleAssignment.until_on >= day),
        )
        .order_by(Person.full_name, Person.id, Unit.name, RoleAssignment.role)
        .distinct()
    )
    held = [LentRole(*row[:4], Role(row[4])) for row in rows]
    led, above = actor.units_as(*LEADERS), {}
    for unit_id in {one.unit_id for one in held}:
        above[unit_id] = bool(led & (await thing_in(session, unit_id)).above)
    return [
        one
        for one in held
        if may_lend(one.role, is_own=one.person_id == actor.id, is_above=above[one.unit_id])
    ]


async def candidates(
    session: AsyncSession, extent: Extent, actor: Actor, day: date
) -> list[Candidate]:
    """Return who serves within ``extent`` and can be chosen.

    Whoever writes it down is left out, and so are those without any role any more and the three
    administrators: they do no business.
    """
    holds = select(RoleAssignment.person_id).where(
        or_(RoleAssignment.until_on.is_(None), RoleAssignment.until_on >= day)
    )
    administers = holds.where(RoleAssignment.role.not_in([role.value for role in BUSINESS_ROLES]))
    rows = await session.execute(
        select(Person.id, Person.full_name, Person.post, Unit.name)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Person.unit_id.in_(extent.units),
            Person.is_active,
            Person.left_on.is_(None),
            Person.id != actor.id,
            Person.id.in_(holds),
            Person.id.not_in(administers),
        )
        .order_by(Unit.name, Person.full_name, Person.id)
    )
    return [Candidate(*row) for row in rows]


def state_of(row: Delegation, day: date) -> DelegationState:
    """Return how a delegation stands on a day."""
    if row.withdrawn_at is not None:
        return DelegationState.WITHDRAWN
    if day < row.from_on:
        return DelegationState.COMING
    return DelegationState.RUNNING if day <= row.until_on else DelegationState.EXPIRED


def _people_of(row: Delegation) -> tuple[UUID | None, ...]:
    return row.principal_id, row.delegate_id, row.recorded_by_id, row.withdrawn_by_id


def _line(day: date, row: Delegation, unit_name: str, names: Mapping[UUID, str]) -> DelegationLine:
    return DelegationLine(
        id=row.id,
        unit_id=row.unit_id,
        unit_name=unit_name,
        role=Role(row.role),
        principal=names[row.principal_id],
        delegate=names[row.delegate_id],
        from_on=row.from_on,
        until_on=row.until_on,
        document_no=row.document_no,
        reason=row.reason,
        recorded_by=names[row.recorded_by_id],
        withdrawn_by=names[row.withdrawn_by_id] if row.withdrawn_by_id else "",
        withdrawn_at=row.withdrawn_at,
        state=state_of(row, day),
    )
