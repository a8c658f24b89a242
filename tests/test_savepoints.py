"""A cell undoes all that happens in it, whoever borrows its savepoint."""

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db import transaction, type_of_sessions
from app.models import Unit
from tests.savepoints import begin_cells, undone
from tests.world import Settled, Town, sessions_on


class OutOfLuckError(Exception):
    """Ends a transaction as an act of the product would."""


@pytest.fixture
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as connection:
        outer = await connection.begin()
        yield connection
        await outer.rollback()


@pytest.fixture
async def town(connection: AsyncConnection, settled: Settled) -> Town:
    async with sessions_on(connection)() as session:
        town = await settled.again(session)
        await session.commit()
    await begin_cells(connection)
    return town


@pytest.fixture
def sessions(connection: AsyncConnection) -> type_of_sessions:
    return sessions_on(connection)


async def rename(sessions: type_of_sessions, town: Town, name: str, *, fails: bool = False) -> None:
    async with transaction(sessions) as session:
        (await session.get_one(Unit, town.brigade)).name = name
        await session.flush()
        if fails:
            raise OutOfLuckError


async def name_of(sessions: type_of_sessions, town: Town) -> str:
    async with transaction(sessions) as session:
        name: str = (await session.scalars(select(Unit.name).where(Unit.id == town.brigade))).one()
    return name


async def test_what_was_committed_in_a_cell_is_seen_there_and_gone_afterwards(
    connection: AsyncConnection, sessions: type_of_sessions, town: Town
) -> None:
    for name in ("一大队", "二大队"):
        async with undone(connection):
            await rename(sessions, town, name)
            assert await name_of(sessions, town) == name

        assert await name_of(sessions, town) == "水政监察大队"


async def test_a_second_transaction_that_fails_leaves_what_the_first_has_committed(
    connection: AsyncConnection, sessions: type_of_sessions, town: Town
) -> None:
    async with undone(connection):
        await rename(sessions, town, "一大队")
        with pytest.raises(OutOfLuckError):
            await rename(sessions, town, "二大队", fails=True)

        assert await name_of(sessions, town) == "一大队"

    assert await name_of(sessions, town) == "水政监察大队"


async def test_what_follows_a_first_transaction_that_fails_is_undone_too(
    connection: AsyncConnection, sessions: type_of_sessions, town: Town
) -> None:
    async with undone(connection):
        with pytest.raises(OutOfLuckError):
            await rename(sessions, town, "一大队", fails=True)
        assert await name_of(sessions, town) == "水政监察大队"
        await rename(sessions, town, "二大队")
        assert await name_of(sessions, town) == "二大队"

    assert await name_of(sessions, town) == "水政监察大队"


async def test_an_attempt_within_a_transaction_is_undone_by_itself(
    connection: AsyncConnection, sessions: type_of_sessions, town: Town
) -> None:
    async with undone(connection):
        async with transaction(sessions) as session:
            unit = await session.get_one(Unit, town.brigade)
            unit.name = "一大队"
            with suppress(OutOfLuckError):
                async with session.begin_nested():
                    unit.name = "二大队"
                    await session.flush()
                    raise OutOfLuckError

        assert await name_of(sessions, town) == "一大队"
