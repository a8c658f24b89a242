"""Running cases that lack a main handler: counted for whoever may name one, listed alike."""

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.listing import CaseFilter, list_cases
from app.cases.unassigned import count_without_main
from app.cases.visibility import knowledge_of_cases
from app.models import Case, CaseHandler
from app.policy.case_words import CaseState
from tests.cases.office import open_sand_case
from tests.world import NOW, Town


async def three_cases(session: AsyncSession, town: Town) -> None:
    """Open one with a main handler, one without, and one without that is closed."""
    await open_sand_case(session, town, case_no="甲")
    for case_no in ("乙", "丙"):
        case = await open_sand_case(session, town, case_no=case_no)
        await session.execute(
            update(CaseHandler).where(CaseHandler.case_id == case).values(until=NOW)
        )
    await session.execute(
        update(Case).where(Case.case_no == "丙").values(state=CaseState.CLOSED.value)
    )


async def test_the_list_shows_what_the_figure_says(session: AsyncSession, town: Town) -> None:
    await three_cases(session, town)
    extent = await knowledge_of_cases(session, town.liu)

    found = await list_cases(session, town.liu, extent, CaseFilter(lacks_main=True))

    assert [line.case_no for line in found.lines] == ["乙"]
    assert await count_without_main(session, town.liu) == 1


@pytest.mark.parametrize("who", ["zhao", "qian", "sun", "zhou", "wu", "terminal"])
async def test_whoever_may_change_no_case_is_told_of_none(
    session: AsyncSession, town: Town, who: str
) -> None:
    await three_cases(session, town)

    assert await count_without_main(session, getattr(town, who)) == 0
