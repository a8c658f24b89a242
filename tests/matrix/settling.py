"""The world of the matrix: the town with everybody and everything in it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.people.register import register_unit
from app.policy.actor import WORKER
from app.policy.grounds import Thing
from app.policy.vocabulary import UnitKind
from app.storage.store import Store
from tests.matrix.cast import World
from tests.matrix.things import put_things_there
from tests.matrix.visitors import register_everybody
from tests.world import NOW, Town


async def people_the_world(
    session: AsyncSession, town: Town, recording: UUID, store: Store
) -> World:
    """Register everybody; Chen comes to hold the camera and to have sent the recording."""
    below = await register_unit(
        session,
        WORKER,
        code="RZ-SZ-1",
        name="一中队驻点",
        kind=UnitKind.SUB_UNIT,
        pack_id="ruzhou",
        parent_id=town.brigade,
        now=NOW,
    )
    assert town.chen.id is not None
    assert town.terminal.id is not None
    return World(
        units={
            town.agency: frozenset(),
            town.brigade: frozenset({town.agency}),
            below: frozenset({town.agency, town.brigade}),
            town.stranger_agency: frozenset(),
        },
        visitors=await register_everybody(session, town, below),
        things=await put_things_there(session, town, recording, store),
        thing=Thing(
            town.brigade,
            frozenset({town.agency}),
            person_id=town.chen.id,
            device_id=town.terminal.id,
            handler_ids=frozenset({town.chen.id}),
            organ=frozenset({town.agency}),
        ),
    )
