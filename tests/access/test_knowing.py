"""A list of requests shows exactly what the rule allows one by one (promise P13)."""

from dataclasses import replace
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app import ids
from app.access.requests import known_requests, thing_of_request
from app.models import AccessRequest
from app.people.authority import authorise, extent_of
from app.policy.access_words import AccessState
from app.policy.actor import Actor, Assignment
from app.policy.acts import Act
from app.policy.law_words import ConsultAct, Requester, Scope
from app.policy.vocabulary import Role
from tests.world import NOW, Settled, Town, sessions_on

UNITS = st.sampled_from(["agency", "brigade", "stranger_agency"])
ASKED = st.lists(
    st.tuples(st.sampled_from(["chen", "liu", "zhao", "qian"]), UNITS, st.booleans()),
    min_size=1,
    max_size=5,
)
READERS = st.sampled_from(["liu", "chen", "zhao", "sun", "wu", "qian", "terminal"])
HELD = st.lists(st.tuples(UNITS, st.sampled_from(list(Role))), max_size=3)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked=ASKED, reader=READERS, held=HELD)
async def test_the_list_shows_exactly_what_the_rule_allows(
    engine: AsyncEngine,
    settled: Settled,
    asked: list[tuple[str, str, bool]],
    reader: str,
    held: list[tuple[str, Role]],
) -> None:
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            rows = [row_of(town, number, *each) for number, each in enumerate(asked, 1)]
            session.add_all(rows)
            await session.flush()
            actor = holding(getattr(town, reader), town, held)

            extent = await extent_of(session, actor, Act.ACCESS_KNOW)
            listed = set(
                await session.scalars(select(AccessRequest.id).where(known_requests(actor, extent)))
            )
            allowed = {row.id for row in rows if await knows(session, actor, row)}

        await outer.rollback()
    assert listed == allowed


async def knows(session: AsyncSession, actor: Actor, row: AccessRequest) -> bool:
    thing = await thing_of_request(session, row)
    return (await authorise(session, actor, Act.ACCESS_KNOW, thing)).allowed


def row_of(town: Town, number: int, asker: str, unit: str, is_visit: bool) -> AccessRequest:
    """Return a request of one of the staff, or one that they entered for a visitor."""
    asker_id: UUID = getattr(town, asker).id
    who = Requester.PUBLIC_ORGAN if is_visit else Requester.OTHER_STAFF
    return AccessRequest(
        id=ids.new_id(),
        unit_id=getattr(town, unit),
        year=2026,
        serial=number,
        requester=who.value,
        act=ConsultAct.VIEW.value,
        wanted=Scope.CONCLUDING.value,
        purpose="核对",
        wanted_days=3,
        asked_by_id=asker_id,
        requester_id=None if is_visit else asker_id,
        applicant_name="马警官" if is_visit else "",
        state=AccessState.OPEN.value,
        asked_at=NOW,
    )


def holding(actor: Actor, town: Town, held: list[tuple[str, Role]]) -> Actor:
    more = tuple(Assignment(getattr(town, unit), role) for unit, role in held)
    return replace(actor, assignments=actor.assignments + more)
