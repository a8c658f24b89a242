"""Who knows of a case, one by one and as a list: both say the same (promise P13)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.visibility import find_case, knowledge_of_cases, known_cases
from app.errors import NotFoundError
from app.models import Case, CaseHandler
from app.policy.actor import Actor
from tests.cases.office import open_sand_case
from tests.world import NOW, Town

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
