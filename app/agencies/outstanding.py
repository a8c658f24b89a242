"""What agencies have yet to set, as whoever sets it meets it on the start page."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Unit
from app.people.authority import extent_of
from app.people.laws import units_by_pack
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.pack_combining import needed_settings
from app.policy.vocabulary import UnitKind


@dataclass(frozen=True, slots=True)
class Outstanding:
    """An agency, and the keys that it has to set and has not, in the order of the law's page."""

    unit_id: UUID
    name: str
    keys: tuple[str, ...]


async def outstanding_for(session: AsyncSession, actor: Actor) -> list[Outstanding]:
    """Return the agencies with something unset that this actor may set, by name."""
    reach = (await extent_of(session, actor, Act.AGENCY_ADOPT)).units
    wanted: dict[UUID, tuple[str, ...]] = {}
    for pack, units in await units_by_pack(session, reach):
        if keys := needed_settings(pack):
            wanted |= dict.fromkeys(reach.intersection(units), keys)
    if not wanted:
        return []
    agencies = await session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.id.in_(wanted), Unit.kind == UnitKind.AGENCY.value)
        .order_by(Unit.name, Unit.id)
    )
    return [Outstanding(unit_id, name, wanted[unit_id]) for unit_id, name in agencies]
