"""The SQL twin of ``app.policy.viewing``: which recordings a person may know of.

Every list starts here. A property test builds random worlds and compares both (promise P13).
"""

from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Recording, Unit
from app.packs.load import read_pack
from app.policy.actor import Actor
from app.policy.viewing import keeps_records
from app.policy.vocabulary import ActorKind


async def custody_of(session: AsyncSession, actor: Actor) -> frozenset[UUID]:
    """Return the units whose records the actor keeps, each judged by the unit's own pack."""
    units = {assignment.unit_id for assignment in actor.assignments}
    if not units:
        return frozenset()
    rows = await session.execute(select(Unit.id, Unit.pack_id).where(Unit.id.in_(units)))
    return frozenset(row[0] for row in rows if keeps_records(actor, row[0], read_pack(row[1])))


def known_to(actor: Actor, custody: frozenset[UUID]) -> ColumnElement[bool]:
    """Return the condition that the actor may know a recording's facts."""
    ways: list[ColumnElement[bool]] = [false()]
    if custody:
        ways.append(Recording.unit_id.in_(custody))
    if actor.id is not None and actor.kind is ActorKind.PERSON:
        ways.append(Recording.submitted_by_person_id == actor.id)
    if actor.id is not None and actor.kind is ActorKind.TERMINAL:
        ways.append(Recording.submitted_by_device_id == actor.id)
    return or_(*ways)
