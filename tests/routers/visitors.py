"""The facts that a door has of its visitor, for tests that ask a panel without a request."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Person, Section, Unit
from app.people.identifying import PersonFacts


async def person_facts(session: AsyncSession, person_id: UUID) -> PersonFacts:
    """Return them as a sign-in would find them."""
    person = await session.get_one(Person, person_id)
    unit = await session.get_one(Unit, person.unit_id)
    section = await session.get(Section, person.section_id) if person.section_id else None
    return PersonFacts(
        id=person.id,
        username=person.username,
        full_name=person.full_name,
        post=person.post,
        unit_id=unit.id,
        unit_name=unit.name,
        section_name=section.name if section else "",
    )
