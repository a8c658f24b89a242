"""Register units, sections and people. Each act has its ledger event."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.clock import day_of
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Person, Posting, RoleAssignment, Section, Unit
from app.people.units import forget_units
from app.policy.actor import Actor, Assignment
from app.policy.excluding import HeldRole
from app.policy.vocabulary import Employment, UnitKind


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is needed to register somebody; ``password_hash`` comes from ``PasswordPool``."""

    username: str
    full_name: str
    post: str
    password_hash: str
    section_id: UUID | None = None
    employment: Employment = Employment.REGULAR
    officer_no: str | None = None


async def register_unit(
    session: AsyncSession,
    actor: Actor,
    *,
    code: str,
    name: str,
    kind: UnitKind,
    pack_id: str,
    parent_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Add a unit to the tree and return its id. Appends ``unit:registered``."""
    unit = Unit(
        id=ids.new_id(),
        parent_id=parent_id,
        code=code,
        name=name,
        kind=kind.value,
        pack_id=pack_id,
        created_at=now,
    )
    session.add(unit)
    await session.flush()
    forget_units(session)
    await append(
        session,
        LedgerKind.UNIT_REGISTERED,
        actor,
        unit_id=unit.id,
        subject_id=unit.id,
        detail={"code": code, "pack": pack_id},
        now=now,
    )
    return unit.id


async def register_section(
    session: AsyncSession, actor: Actor, unit_id: UUID, name: str, *, now: datetime
) -> UUID:
    """Add a section to a unit and return its id. Appends ``section:registered``.

    Raises:
        sqlalchemy.exc.IntegrityError: the unit has or had a section of this name.
    """
    section = Section(id=ids.new_id(), unit_id=unit_id, name=name)
    session.add(section)
    await session.flush()
    await append(
        session,
        LedgerKind.SECTION_REGISTERED,
        actor,
        unit_id=unit_id,
        subject_id=section.id,
        now=now,
    )
    return section.id


async def register_person(
    session: AsyncSession,
    actor: Actor,
    unit_id: UUID,
    person: NewPerson,
    *,
    assignments: tuple[Assignment | HeldRole, ...],
    since: date | None = None,
    now: datetime,
) -> UUID:
    """Add a person with a posting and roles. Appends ``person:registered``.

    The posting begins on ``since``, an ``Assignment`` without days of its own today.

    Raises:
        sqlalchemy.exc.IntegrityError: the username is taken, or the roles exclude each other (P8).
    """
    row = await _add_row(session, unit_id, person, now)
    today = day_of(now)
    session.add(
        Posting(
            id=ids.new_id(),
            person_id=row.id,
            unit_id=unit_id,
            section_id=person.section_id,
            post=person.post,
            from_on=since or today,
        )
    )
    session.add_all(
        RoleAssignment(
            id=ids.new_id(),
            person_id=row.id,
            unit_id=held.unit_id,
            role=held.role.value,
            from_on=held.from_on,
            until_on=held.until_on,
            granted_by_id=actor.id,
        )
        for held in (_from_today(assignment, today) for assignment in assignments)
    )
    await session.flush()
    await append(
        session,
        LedgerKind.PERSON_REGISTERED,
        actor,
        unit_id=unit_id,
        subject_id=row.id,
        detail={"roles": [f"{a.role.value}@{a.unit_id}" for a in assignments]},
        now=now,
    )
    return row.id


async def _add_row(
    session: AsyncSession, unit_id: UUID, person: NewPerson, now: datetime
) -> Person:
    row = Person(
        id=ids.new_id(),
        unit_id=unit_id,
        section_id=person.section_id,
        username=person.username.strip().lower(),
        full_name=person.full_name,
        post=person.post,
        password_hash=person.password_hash,
        employment=person.employment.value,
        officer_no=person.officer_no,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return row


def _from_today(assignment: Assignment | HeldRole, today: date) -> HeldRole:
    if isinstance(assignment, HeldRole):
        return assignment
    return HeldRole(assignment.unit_id, assignment.role, today)


async def unit_by_code(session: AsyncSession, code: str) -> Unit | None:
    """Return the unit with this code."""
    return await session.scalar(select(Unit).where(Unit.code == code))
