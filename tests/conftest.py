"""One PostgreSQL and one Valkey for the whole run, started from the wheels the product uses."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.db import make_engine, type_of_sessions
from app.embedded.services import Services, start_services
from app.settings import PROJECT_ROOT
from app.storage.disk import DiskStore, make_store
from tests.world import Town, empty_all, sessions_on, settle_town


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Both servers, migrated to head by the owner role as an installation would do it."""
    with start_services(tmp_path_factory.mktemp("services"), durable=False) as running:
        subprocess.run(
            [sys.executable, "-m", "alembic", "upgrade", "head"],
            cwd=PROJECT_ROOT,
            env=os.environ | {"MIGRATION_DATABASE_URL": running.owner_url},
            check=True,
            capture_output=True,
        )
        yield running


@pytest.fixture(scope="session")
async def engine(services: Services) -> AsyncIterator[AsyncEngine]:
    """The application role's engine: what a test may do, the service may do."""
    engine = make_engine(services.app_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session whose commits are undone when the test ends."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            yield session
        await outer.rollback()


@pytest.fixture
async def town(session: AsyncSession) -> Town:
    """The cast in its units; see ``tests/world.py``."""
    return await settle_town(session)


@pytest.fixture
async def committed(services: Services, engine: AsyncEngine) -> AsyncIterator[type_of_sessions]:
    """Sessions that really commit, for workers, sockets and browsers; emptied afterwards."""
    yield sessions_on(engine)
    await empty_all(services.owner_url)


@pytest.fixture
def store(tmp_path: Path) -> DiskStore:
    """A store of files of its own."""
    return make_store(tmp_path.joinpath("store").as_uri())
