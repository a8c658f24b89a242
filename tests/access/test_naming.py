"""What the ledger calls the things that happen at the access desk."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.naming import names_of_things
from tests.access.register import copy_of, lawyers_request, permitted, viewed
from tests.world import Town


async def test_a_viewing_and_a_copy_are_called_by_their_request(
    session: AsyncSession, town: Town
) -> None:
    viewing = await viewed(session, town.chen, town.agency)
    request = await lawyers_request(session, town, town.brigade)
    copy = await copy_of(session, request, await permitted(session, request), town.liu)
    ids = [viewing.id, copy.id]

    names = await names_of_things(session, [town.brigade, town.agency], ids)

    assert names == {
        viewing.id: "调阅〔2026〕1号的一次查阅",
        copy.id: "调阅〔2026〕1号的复制件",
    }
    assert await names_of_things(session, [town.stranger_agency], ids) == {}
