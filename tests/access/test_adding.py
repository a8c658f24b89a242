"""What a keeper adds to a request at the desk, by the number of its case."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.adding import case_by_number
from tests.cases.office import open_sand_case
from tests.world import Town


async def test_a_number_finds_a_case_for_whoever_may_know_it_alone(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town, case_no="汝水罚〔2026〕7号")

    found = await case_by_number(session, town.liu, " 汝水罚〔2026〕7号 ")

    assert found is not None
    assert found.id == case_id
    assert await case_by_number(session, town.qian, "汝水罚〔2026〕7号") is None


@pytest.mark.parametrize(
    "typed", ["汝水罚(2026)7号", "汝水罚【\uff12\uff10\uff12\uff16】\uff17号", "汝水罚〔2026〕 7号"]
)
async def test_a_number_finds_its_case_however_it_is_written(
    session: AsyncSession, town: Town, typed: str
) -> None:
    case_id = await open_sand_case(session, town, case_no="汝水罚〔2026〕7号")

    found = await case_by_number(session, town.liu, typed)

    assert found is not None
    assert found.id == case_id
