"""One of everything for an agency, as rows: no rule stands in the way of a strange state."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.storage.store import Store
from tests.torture.authz.furnishing import access, browsers, cases, devices, evidence, people
from tests.torture.authz.furnishing.parts import Household, Parts


async def furnish(session: AsyncSession, home: Household, store: Store) -> dict[str, UUID]:
    """Add what is missing and return everything by the name that it has in addresses."""
    parts = Parts(session, home, store)
    for subject in (people, browsers, devices, cases, evidence, access):
        await subject.furnish(parts)
    await session.flush()
    return parts.found
