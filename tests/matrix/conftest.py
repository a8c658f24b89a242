"""One world with everybody in it, settled once for all cells of a file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from app.embedded.services import Services
from app.live import NewsDesk, Topic
from app.main import make_resources
from app.queue import Nudge, Nudger
from tests.matrix.asking import Stage
from tests.matrix.settling import people_the_world
from tests.routers.conftest import HandClock, House, clip
from tests.routers.evidence import inspected
from tests.savepoints import begin_cells
from tests.settings import settings_of
from tests.world import QuickPasswords, Settled, sessions_on

__all__ = ["clip"]


class DeafNudger(Nudger):
    """Wakes nobody: no worker may touch a world that is about to be undone."""

    async def send(self, nudge: Nudge) -> bool:
        return True


class SilentNews(NewsDesk):
    """Never has any: a stream waits here, where going away disturbs no query."""

    @asynccontextmanager
    async def subscribe(self, topic: Topic) -> AsyncIterator[asyncio.Queue[str]]:
        await asyncio.Event().wait()
        yield asyncio.Queue()


@pytest.fixture(scope="module")
async def stage(
    services: Services,
    application: FastAPI,
    settled: Settled,
    engine: AsyncEngine,
    clip: bytes,
    *,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Stage]:
    """The world with everybody in it, settled once for all cells of a file.

    Not once for the whole run: its rows wait in a transaction, and a test that commits the same
    town meanwhile would wait for it.
    """
    clock = HandClock()
    resources = make_resources(settings_of(services, tmp_path_factory.mktemp("matrix")), clock)
    passwords = QuickPasswords()
    async with engine.connect() as connection:
        outer = await connection.begin()
        sessions = sessions_on(connection)
        application.state.resources = replace(
            resources,
            sessions=sessions,
            passwords=passwords,
            nudger=DeafNudger(services.redis_url),
            news=SilentNews(services.app_url),
        )
        async with sessions() as session:
            town = await settled.again(session)
            await session.commit()
            recording = await inspected(House(application, town, clock, sessions), clip)
            world = await people_the_world(session, town, recording, resources.store)
            await session.commit()
        await begin_cells(connection)
        yield Stage(application, connection, world)
        await outer.rollback()
    for pool in (passwords, resources.passwords):
        pool.close()
    await resources.engine.dispose()
