"""Units and sections that a form about devices may offer."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Section


async def sections_of(session: AsyncSession, unit_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """Return the sections of one unit by name."""
    rows = await session.execute(
        select(Section.id, Section.name).where(Section.unit_id == unit_id).order_by(Section.name)
    )
    return tuple((row[0], row[1]) for row in rows)
