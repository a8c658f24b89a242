"""Find one person as somebody may know them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import NotFoundError
from app.models import Person, Section, Unit
from app.people.authority import authorise, extent_of, thing_in, within
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.grounds import Thing
from app.policy.vocabulary import Employment


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """One person with the posting of today; ``left_on`` is the last day in service."""

    id: UUID
    unit_id: UUID
    unit_name: str
    section_id: UUID | None
    section_name: str
    username: str
    full_name: str
    post: str
    employment: Employment
    officer_no: str | None
    is_active: bool
    left_on: date | None


async def find_person(session: AsyncSession, actor: Actor, person_id: UUID) -> PersonDetail:
    """Return a person the actor may know of.

    Raises:
        NotFoundError: there is none, or the actor may not know that there is one.
    """
    found = (
        await session.execute(
            select(Person, Unit, Section)
            .join(Unit, Unit.id == Person.unit_id)
            .outerjoin(Section, Section.id == Person.section_id)
            .where(Person.id == person_id)
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError
    person, unit, section = found
    detail = PersonDetail(
        id=person.id,
        unit_id=person.unit_id,
        unit_name=unit.name,
        section_id=person.section_id,
        section_name=section.name if section else "",
        username=person.username,
        full_name=person.full_name,
        post=person.post,
        employment=Employment(person.employment),
        officer_no=person.officer_no,
        is_active=person.is_active,
        left_on=person.left_on,
    )
    known = await authorise(session, actor, Act.PERSON_KNOW, await thing_of_person(session, detail))
    if not known.allowed:
        raise NotFoundError
    return detail


async def known_people(
    session: AsyncSession, actor: Actor, person_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Return those of the people whose page the actor may open, for links that lead somewhere."""
    if not person_ids:
        return frozenset()
    extent = await extent_of(session, actor, Act.PERSON_KNOW)
    found = await session.scalars(
        select(Person.id).where(
            Person.id.in_(person_ids), within(extent, actor, Person.unit_id, person=Person.id)
        )
    )
    return frozenset(found)


async def thing_of_person(session: AsyncSession, detail: PersonDetail) -> Thing:
    """Return what the rules need of a person."""
    return await thing_in(session, detail.unit_id, person_id=detail.id)
