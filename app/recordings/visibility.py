"""Which recordings a person may know of, and of which units somebody keeps the records.

Both are lists of the same rules by which a single recording is judged (promise P13).
"""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Recording
from app.people.authority import Extent, extent_of, within
from app.policy.actor import Actor
from app.policy.acts import Act


async def custody_of(session: AsyncSession, actor: Actor) -> frozenset[UUID]:
    """Return the units whose records the actor keeps, each judged by the unit's own pack."""
    return (await extent_of(session, actor, Act.RECORDING_CATALOGUE)).units


async def knowledge_of(session: AsyncSession, actor: Actor) -> Extent:
    """Return where the actor may know of recordings."""
    return await extent_of(session, actor, Act.RECORDING_KNOW_FACTS)


def known_to(actor: Actor, extent: Extent) -> ColumnElement[bool]:
    """Return the condition that the actor may know a recording's facts."""
    return within(
        extent,
        actor,
        Recording.unit_id,
        person=Recording.submitted_by_person_id,
        device=Recording.submitted_by_device_id,
    )


def submitted_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor handed the recording in."""
    return known_to(actor, Extent(frozenset(), reaches_own=True, reaches_sent=True))
