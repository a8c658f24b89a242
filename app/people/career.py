"""任职经历 and 岗位 of one person, past ones included, as their page shows them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Posting, RoleAssignment, Section, Unit
from app.policy.vocabulary import Role

_TOLD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PostingLine:
    """Where somebody belonged from a day to a day; no last day means today's posting."""

    unit_name: str
    section_name: str
    post: str
    from_on: date
    until_on: date | None
    ended_why: str


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role held in a unit from a day to a day."""

    id: UUID
    unit_id: UUID
    unit_name: str
    role: Role
    from_on: date
    until_on: date | None

    def has_ended(self, today: date) -> bool:
        """Return whether its last day is over."""
        return self.until_on is not None and self.until_on < today


async def postings_of(session: AsyncSession, person_id: UUID) -> list[PostingLine]:
    """Return every posting, the newest first."""
    rows = await session.execute(
        select(Posting, Unit.name, Section.name)
        .join(Unit, Unit.id == Posting.unit_id)
        .outerjoin(Section, Section.id == Posting.section_id)
        .where(Posting.person_id == person_id)
        .order_by(Posting.from_on.desc())
    )
    return [
        PostingLine(
            unit, section or "", row.post, row.from_on, row.until_on, ended_why=row.ended_why
        )
        for row, unit, section in rows
    ]


async def roles_of(session: AsyncSession, person_id: UUID) -> list[RoleLine]:
    """Return every role, those without an end first, then by their last day, newest first."""
    rows = await session.execute(
        select(RoleAssignment, Unit.name)
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .where(RoleAssignment.person_id == person_id)
        .order_by(
            RoleAssignment.until_on.desc().nulls_first(),
            RoleAssignment.from_on.desc(),
            RoleAssignment.id,
        )
    )
    return [
        RoleLine(row.id, row.unit_id, unit, Role(row.role), row.from_on, row.until_on)
        for row, unit in rows
    ]


async def lapsed_roles(session: AsyncSession, person_id: UUID, today: date) -> list[RoleLine]:
    """Return the roles that ended within the last week and were not given again."""
    roles = await roles_of(session, person_id)
    held = {(each.role, each.unit_id) for each in roles if not each.has_ended(today)}
    return [
        each
        for each in roles
        if each.until_on is not None
        and today - _TOLD_FOR <= each.until_on < today
        and (each.role, each.unit_id) not in held
    ]
