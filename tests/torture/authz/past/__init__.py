"""What has been over for a while in our agency: struck, ended, lifted, revoked, lost, reopened.

Many texts are written only when something comes to its end. The things stand apart, by the names
that they have in addresses, and are asked for by whoever may know them.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tests.torture.authz.furnishing.parts import Household
from tests.torture.authz.past import cases, devices, people, recordings, requests
from tests.torture.authz.past.things import Past


async def remember(
    session: AsyncSession, home: Household, furnished: Mapping[str, UUID]
) -> dict[str, UUID]:
    """Put it all there and return what can be asked for, by its name in addresses."""
    past = Past(session, home, furnished)
    for subject in (requests, cases, recordings, devices, people):
        await subject.remember(past)
    await session.flush()
    return past.found
