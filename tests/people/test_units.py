from sqlalchemy.ext.asyncio import AsyncSession

from app.people.units import with_units_below
from tests.world import Town


async def test_a_unit_comes_with_everything_below_it(session: AsyncSession, town: Town) -> None:
    units = await with_units_below(session, {town.agency})

    assert units == {town.agency, town.brigade}


async def test_a_unit_does_not_reach_upwards(session: AsyncSession, town: Town) -> None:
    units = await with_units_below(session, {town.brigade})

    assert units == {town.brigade}


async def test_no_unit_has_nothing_below_it(session: AsyncSession, town: Town) -> None:
    assert await with_units_below(session, set()) == frozenset()
