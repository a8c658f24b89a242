"""Links from one page to another subject's page, only where the visitor may open it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.queries import known_devices
from app.people.finding import known_people
from app.routers.visitor import Visitor


async def device_href(session: AsyncSession, visitor: Visitor, device_id: UUID | None) -> str:
    """Return where the page of a device is, or nothing: a link must not end at a refusal."""
    if device_id is None or not await known_devices(session, visitor.actor, {device_id}):
        return ""
    return f"/devices/{device_id}"


async def person_href(session: AsyncSession, visitor: Visitor, person_id: UUID | None) -> str:
    """Return where the page of a person is, or nothing."""
    if person_id is None or not await known_people(session, visitor.actor, {person_id}):
        return ""
    return f"/people/{person_id}"
