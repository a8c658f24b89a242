"""One world with everybody in it, settled once for all cells of a file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.embedded.services import Services
from app.live import NewsDesk, Topic
from app.main import create_app
from app.queue import Nudge, Nudger
from tests.matrix.asking import Stage
from tests.matrix.cast import people_the_world
from tests.routers.conftest import HandClock, House, clip
from tests.routers.evidence import inspected
from tests.settings import settings_of
from tests.world import sessions_on, settle_town

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
    engine: AsyncEngine,
    clip: bytes,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Stage]:
    """The world with everybody in it, settled once for all cells."""
    app = create_app(settings_of(services, tmp_path_factory.mktemp("matrix")), HandClock())
    async with engine.connect() as connection:
        outer = await connection.begin()
        sessions = sessions_on(connection)
        app.state.resources = replace(
            app.state.resources,
            sessions=sessions,
            nudger=DeafNudger(services.redis_url),
            news=SilentNews(services.app_url),
        )
        async with sessions() as session:
            town = await settle_town(session)
            await session.commit()
            house = House(app, town, HandClock(), sessions)
            world = await people_the_world(
                session, town, await inspected(house, clip), app.state.resources.store
            )
            await session.commit()
            yield Stage(app, session, world)
        await outer.rollback()
    app.state.resources.passwords.close()
    await app.state.resources.engine.dispose()
