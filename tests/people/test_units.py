from sqlalchemy.ext.asyncio import AsyncSession

from app.people.laws import find_place, laws_of
from app.people.units import forget_units, units_above, with_units_below
from tests.questions import questions_of
from tests.world import Town


async def test_a_unit_comes_with_everything_below_it(session: AsyncSession, town: Town) -> None:
    units = await with_units_below(session, {town.agency})

    assert units == {town.agency, town.brigade}


async def test_a_unit_does_not_reach_upwards(session: AsyncSession, town: Town) -> None:
    units = await with_units_below(session, {town.brigade})

    assert units == {town.brigade}


async def test_no_unit_has_nothing_below_it(session: AsyncSession, town: Town) -> None:
    assert await with_units_below(session, set()) == frozenset()


async def test_what_stands_above_a_unit_and_its_law_are_one_question(
    session: AsyncSession, town: Town
) -> None:
    async with questions_of(session) as asked:
        above = await find_place(session, town.brigade)
        laws = await laws_of(session, [town.brigade])

    assert len(asked) == 1
    forget_units(session)
    assert above == await units_above(session, town.brigade) == {town.agency}
    assert laws == await laws_of(session, [town.brigade])


async def test_nothing_stands_above_a_unit_that_never_was(
    session: AsyncSession, town: Town
) -> None:
    nobody = town.terminal.id
    assert nobody is not None

    assert await find_place(session, nobody) == frozenset()
    assert await laws_of(session, [nobody]) == {}
