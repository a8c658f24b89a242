"""The list filter and the pure viewing rule agree (promise P13)."""

from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.models import Recording
from app.packs.load import read_pack
from app.policy.actor import ANONYMOUS, Actor, Assignment
from app.policy.acts import Act
from app.policy.authorising import authorise
from app.policy.grounds import Thing
from app.policy.vocabulary import Role
from app.recordings.visibility import knowledge_of, known_to
from tests.arrivals import arrive
from tests.world import Settled, Town, sessions_on

SENDERS = st.lists(
    st.sampled_from(["chen", "liu", "qian", "terminal", "stranger_terminal"]),
    min_size=1,
    max_size=5,
)
READERS = st.sampled_from(
    ["liu", "chen", "zhao", "sun", "zhou", "wu", "qian", "terminal", "stranger_terminal"]
)
UNITS = st.sampled_from(["agency", "brigade", "stranger_agency"])
EXTRA_ROLES = st.lists(st.tuples(UNITS, st.sampled_from(list(Role))), max_size=3)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    senders=SENDERS,
    units=st.lists(UNITS, min_size=5, max_size=5),
    reader=READERS,
    extra=EXTRA_ROLES,
)
async def test_the_list_shows_exactly_what_the_rule_allows(
    engine: AsyncEngine,
    settled: Settled,
    *,
    senders: list[str],
    units: list[str],
    reader: str,
    extra: list[tuple[str, Role]],
) -> None:
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            world = await populate(session, town, senders, units)
            actor = with_roles(getattr(town, reader), town, extra)

            listed = set(
                await session.scalars(
                    select(Recording.id).where(known_to(actor, await knowledge_of(session, actor)))
                )
            )

        await outer.rollback()
    pack = read_pack("ruzhou")
    allowed = {
        recording_id
        for recording_id, thing in world.items()
        if authorise(actor, Act.RECORDING_KNOW_FACTS, thing, pack).allowed
    }
    assert listed == allowed


async def populate(
    session: AsyncSession, town: Town, senders: list[str], units: list[str]
) -> dict[UUID, Thing]:
    world = {}
    for name, unit in zip(senders, units, strict=False):
        recording_id = await arrive(session, getattr(town, name), getattr(town, unit))
        row = await session.get_one(Recording, recording_id)
        world[recording_id] = Thing(
            row.unit_id,
            person_id=row.submitted_by_person_id,
            device_id=row.submitted_by_device_id,
        )
    return world


def with_roles(actor: Actor, town: Town, extra: list[tuple[str, Role]]) -> Actor:
    held = tuple(Assignment(getattr(town, unit), role) for unit, role in extra)
    return Actor(actor.kind, actor.id, actor.unit_id, None, actor.assignments + held)


async def test_nobody_sees_nothing(session: AsyncSession, town: Town) -> None:
    await arrive(session, town.chen, town.brigade)

    found = await session.scalars(
        select(Recording).where(known_to(ANONYMOUS, await knowledge_of(session, ANONYMOUS)))
    )

    assert found.all() == []
