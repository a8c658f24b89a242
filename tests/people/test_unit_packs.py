"""A unit below an agency lives by the agency's regulation, and an agency names its own."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import InvalidInputError
from app.models import Unit
from app.packs.load import read_pack, shipped_packs
from app.people.queries import pack_of_unit
from app.people.register import register_unit
from app.people.unit_packs import pack_of_new_unit
from app.policy.actor import WORKER
from app.policy.vocabulary import UnitKind
from tests.world import NOW, Town


async def test_a_unit_below_an_agency_inherits_its_regulation(
    session: AsyncSession, town: Town
) -> None:
    zhangzi = await session.get_one(Unit, await an_agency(session))

    assert await pack_of_new_unit(session, zhangzi, None) == "zhangzi"
    assert await pack_of_new_unit(session, zhangzi, "zhangzi") == "zhangzi"


async def test_another_regulation_than_the_agencys_is_refused(
    session: AsyncSession, town: Town
) -> None:
    zhangzi = await session.get_one(Unit, await an_agency(session))

    with pytest.raises(InvalidInputError, match="随其机关适用同一规定，不能另行适用《汝州市水利局"):
        await pack_of_new_unit(session, zhangzi, "ruzhou")


async def test_an_agency_that_names_none_is_told_which_there_are(session: AsyncSession) -> None:
    with pytest.raises(InvalidInputError, match="--pack") as refused:
        await pack_of_new_unit(session, None, None)

    assert all(f"{each} 《" in refused.value.message for each in shipped_packs())


async def test_an_agency_lives_by_what_it_names(session: AsyncSession) -> None:
    assert await pack_of_new_unit(session, None, "changli") == "changli"


async def test_a_unit_that_was_registered_with_another_lives_as_its_agency_all_the_same(
    session: AsyncSession, town: Town
) -> None:
    agency = await an_agency(session)
    wrong = await a_unit(session, "ZZ-1", UnitKind.SUB_UNIT, "ruzhou", agency)
    below = await a_unit(session, "ZZ-1-1", UnitKind.SUB_UNIT, "ruzhou", wrong)

    assert await pack_of_unit(session, wrong) is read_pack("zhangzi")
    assert await pack_of_unit(session, below) is read_pack("zhangzi")


async def an_agency(session: AsyncSession) -> UUID:
    return await a_unit(session, "ZZ", UnitKind.AGENCY, "zhangzi", None)


async def a_unit(
    session: AsyncSession, code: str, kind: UnitKind, pack_id: str, parent_id: UUID | None
) -> UUID:
    return await register_unit(
        session,
        WORKER,
        code=code,
        name=f"长子县水利局{code}",
        kind=kind,
        pack_id=pack_id,
        parent_id=parent_id,
        now=NOW,
    )
