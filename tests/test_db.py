import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app import db
from app.db import make_engine
from app.embedded.services import Services


@pytest.fixture
async def one(services: Services) -> AsyncIterator[AsyncEngine]:
    """An engine of its own, whose only connection has been used and rests in the pool."""
    engine = make_engine(services.app_url)
    async with engine.connect() as connection:
        await connection.execute(text("SELECT true"))
    yield engine
    await engine.dispose()


async def driver_of(connection: AsyncConnection) -> Any:
    return (await connection.get_raw_connection()).driver_connection


async def test_a_connection_that_its_server_has_closed_reaches_no_request(
    one: AsyncEngine, engine: AsyncEngine
) -> None:
    closed = asyncio.Event()
    async with one.connect() as connection:
        driver = await driver_of(connection)
        driver.add_termination_listener(lambda _: closed.set())
        resting = driver.get_server_pid()
    async with engine.connect() as other:
        await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": resting})
    await closed.wait()
    async with one.connect() as connection:
        number = await connection.scalar(text("SELECT pg_backend_pid()"))

    assert number != resting


@pytest.mark.parametrize(("seconds", "messages"), [(1, 0), (3_600, 1)], ids=["just used", "rested"])
async def test_only_a_connection_that_has_rested_is_asked_whether_it_stands(
    one: AsyncEngine, monkeypatch: pytest.MonkeyPatch, seconds: int, messages: int
) -> None:
    asked: list[str] = []
    async with one.connect() as connection:
        (await driver_of(connection)).add_query_logger(lambda record: asked.append(record.query))
    used_at = monotonic()
    monkeypatch.setitem(vars(db), "monotonic", lambda: used_at + seconds)

    async with one.connect() as connection:
        await connection.execute(text("SELECT true"))

    assert asked.count(";") == messages


async def test_an_error_does_not_repeat_what_was_typed(engine: AsyncEngine) -> None:
    """The text of an error goes to the log; a name typed into a form must not go with it."""
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(text("SELECT CAST(:typed AS text)"), {"typed": "secret\x00"})

    assert "secret" not in str(caught.value)
