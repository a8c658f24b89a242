"""Cases are found by who handles them now, in the very transaction in which somebody stops."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import CaseSearch
from app.people.finding import find_person
from app.people.leaving import leave_service
from app.searching import handled
from app.searching.handled import index_given_up
from tests.cases.office import open_sand_case
from tests.world import NOW, Town


async def found_by_name(session: AsyncSession) -> int | None:
    return await session.scalar(
        select(func.count(CaseSearch.case_id.distinct())).where(CaseSearch.words.contains("陈立"))
    )


async def leave(session: AsyncSession, town: Town) -> None:
    assert town.chen.id is not None
    detail = await find_person(session, town.zhou, town.chen.id)
    refused = await leave_service(session, town.zhou, detail, date(2026, 11, 21), "调出", now=NOW)
    assert refused is None
    await index_given_up(session, town.chen.id, now=NOW)


async def test_the_name_of_whoever_left_finds_their_cases_no_more(
    session: AsyncSession, town: Town
) -> None:
    await open_sand_case(session, town)
    assert await found_by_name(session) == 1

    await leave(session, town)

    assert await found_by_name(session) == 0


async def test_of_very_many_cases_the_newest_are_not_waited_for_in_vain(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are found by their revision when the index is next gone through."""
    monkeypatch.setattr(handled, "AT_ONCE", 2)
    for number in range(3):
        await open_sand_case(session, town, case_no=f"汝水罚〔2026〕{number}号")

    await leave(session, town)

    assert await found_by_name(session) == 1
