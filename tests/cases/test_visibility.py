"""Who knows of a case, one by one and as a list: both say the same (promise P13)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.cases.visibility import find_case, knowledge_of_cases, known_cases, thing_of
from app.errors import NotFoundError
from app.models import Case, CaseHandler
from app.people.authority import authorise, extent_of
from app.policy.actor import Actor, Assignment
from app.policy.acts import Act
from app.policy.case_words import CaseState, SecurityClass
from app.policy.vocabulary import Role
from tests.cases.office import open_sand_case
from tests.world import NOW, Town, sessions_on, settle_town

EVERYBODY = ("liu", "chen", "zhao", "sun", "zhou", "wu", "qian", "terminal", "stranger_terminal")
KNOW = {"liu", "chen", "zhao"}


async def knows(session: AsyncSession, actor: Actor) -> bool:
    """Ask both ways; they have to agree."""
    (case_id,) = await session.scalars(select(Case.id))
    extent = await knowledge_of_cases(session, actor)
    listed = await session.scalar(select(Case.id).where(known_cases(actor, extent)))
    try:
        await find_case(session, actor, case_id)
    except NotFoundError:
        assert listed is None
        return False
    assert listed == case_id
    return True


@pytest.mark.parametrize("who", EVERYBODY)
async def test_keepers_handlers_and_leaders_know_and_nobody_else(
    session: AsyncSession, town: Town, who: str
) -> None:
    await open_sand_case(session, town)

    assert await knows(session, getattr(town, who)) == (who in KNOW)


async def test_whoever_handled_a_case_once_knows_it_no_more(
    session: AsyncSession, town: Town
) -> None:
    await open_sand_case(session, town)
    # Without any role, so that handling alone is asked.
    chen = replace(town.chen, assignments=())
    assert await knows(session, chen)

    await session.execute(update(CaseHandler).values(until=NOW + timedelta(days=1)))

    assert not await knows(session, chen)


UNITS = st.sampled_from(["agency", "brigade", "stranger_agency"])
PEOPLE = st.sampled_from(["liu", "chen", "zhao", "sun", "zhou", "wu", "qian"])
ACTS = (Act.CASE_CHANGE, Act.CASE_KEEP_FILE, Act.CASE_KNOW, Act.CASE_READ_FILE)
CASES = st.lists(
    st.tuples(UNITS, PEOPLE, st.sampled_from(list(CaseState)), st.sampled_from(SecurityClass)),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    cases=CASES,
    reader=PEOPLE,
    extra=st.lists(st.tuples(UNITS, st.sampled_from(list(Role))), max_size=3),
)
async def test_whatever_closes_cases_every_list_of_them_holds_what_the_rule_allows(
    engine: AsyncEngine,
    cases: list[tuple[str, str, CaseState, SecurityClass]],
    reader: str,
    extra: list[tuple[str, Role]],
) -> None:
    """In any state and of any class, for whoever holds any roles anywhere."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settle_town(session)
            for number, (unit, handler, state, security_class) in enumerate(cases):
                case_id = await open_sand_case(session, town, case_no=f"{number}")
                stands = {
                    "unit_id": getattr(town, unit),
                    "state": state.value,
                    "security_class": security_class.value,
                }
                await session.execute(update(Case).where(Case.id == case_id).values(**stands))
                handles = update(CaseHandler).where(CaseHandler.case_id == case_id)
                await session.execute(handles.values(person_id=getattr(town, handler).id))
            actor: Actor = getattr(town, reader)
            held = tuple(Assignment(getattr(town, unit), role) for unit, role in extra)
            actor = replace(actor, assignments=(*actor.assignments, *held))
            rows = (await session.scalars(select(Case))).all()
            for act in ACTS:
                extent = await extent_of(session, actor, act)
                listed = await session.scalars(select(Case.id).where(known_cases(actor, extent)))
                allowed = {
                    row.id
                    for row in rows
                    if (await authorise(session, actor, act, await thing_of(session, row))).allowed
                }
                assert set(listed) == allowed, act
        await outer.rollback()
