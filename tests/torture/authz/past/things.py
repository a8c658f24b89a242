"""What those who remember share: the agency, what was furnished, and what is over."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.models import Base
from tests.torture.authz.furnishing.parts import Household


class Past:
    """One agency: ``of`` holds what stands in it today, ``found`` what is over, by their names."""

    def __init__(
        self, session: AsyncSession, home: Household, furnished: Mapping[str, UUID]
    ) -> None:
        self.session, self.home, self.of = session, home, furnished
        self.found: dict[str, UUID] = {}

    async def add(self, row: Base) -> UUID:
        """Add a row and return its id."""
        row.id = ids.new_id()  # type: ignore[attr-defined]
        self.session.add(row)
        await self.session.flush()
        found: UUID = row.id  # type: ignore[attr-defined]
        return found
