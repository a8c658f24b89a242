"""One PostgreSQL and one Valkey for the whole run, started from the wheels the product uses."""

import fcntl
import gc
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path

import asyncpg
import pytest
import structlog
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.cli.loading import loading
from app.db import make_engine, type_of_sessions
from app.embedded.roles import DATABASE
from app.embedded.services import Services, start_services
from app.main import create_app
from app.settings import PROJECT_ROOT
from app.storage.disk import DiskStore, make_store
from tests.cli.furnishing import furnish
from tests.cli.running import copied, running
from tests.savepoints import name_alike
from tests.settings import settings_of
from tests.world import Settled, Town, empty_all, sessions_on, settle_for_good

# Every server that a test asks runs on this machine, which a proxy of the network cannot reach.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

# How long an example takes says something of the machine, not of the rule.
# A change is judged by the same examples on every machine; new ones are looked for when asked.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("exploring", PATIENT)
settings.register_profile("settled", PATIENT, derandomize=True)
settings.load_profile(os.environ.get("TEST_EXAMPLES", "settled"))

# Without these, each traceback would be drawn for a terminal, which takes longer than its test.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
)

LONGEST_FIRST = (
    "uploads",
    "cli",
    "journeys",
    "matrix",
    "browser",
    "workers",
    "demo",
    "media",
    "access",
)
"""Folders whose files take long although they hold few tests; the last one begun ends the run."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """Never look for garbage among what is loaded once and stays: all code and all tests.

    Nor look for it thirty times in one page, which the served application does not do either.
    """
    with loading():
        collected = yield
    gc.set_threshold(20_000, 20, 10)
    return collected


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files, so that no process is left alone with one at the end."""
    tests = Path(__file__).parent

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(tests).parts[0]
        return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=rank)


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
    name_alike(engine)
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


@pytest.fixture(scope="session")
async def settled(engine: AsyncEngine) -> Settled:
    """The cast in its units, settled once by the product's own verbs."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            settled = await settle_for_good(session)
        await outer.rollback()
    return settled


@pytest.fixture
async def town(session: AsyncSession, settled: Settled) -> Town:
    """The cast in its units; see ``tests/world.py``."""
    return await settled.again(session)


@pytest.fixture(scope="session")
async def sweeper(services: Services) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection on which no trigger fires, only to clear up after a test."""
    address = services.admin_url.replace("+asyncpg", "")
    admin = await asyncpg.connect(address, database=DATABASE)
    await admin.execute("SET session_replication_role = replica")
    yield admin
    await admin.close()


@pytest.fixture
async def committed(
    sweeper: asyncpg.Connection, engine: AsyncEngine
) -> AsyncIterator[type_of_sessions]:
    """Sessions that really commit, for workers, sockets and browsers; emptied afterwards."""
    yield sessions_on(engine)
    await empty_all(sweeper)


@pytest.fixture(scope="module")
async def committed_for_long(
    sweeper: asyncpg.Connection, engine: AsyncEngine
) -> AsyncIterator[type_of_sessions]:
    """The same for a file of tests that share what they commit."""
    yield sessions_on(engine)
    await empty_all(sweeper)


@pytest.fixture(scope="session")
def application(services: Services, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application, built once; each test gives it resources of its own."""
    with loading():
        return create_app(settings_of(services, tmp_path_factory.mktemp("application")))


@pytest.fixture(scope="session")
def used_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which the product has run once, kept to be copied.

    Making and migrating a database takes longer than everything else that a start does.
    """

    def use(data: Path) -> None:
        with running(data):
            pass

    return _made_once(tmp_path_factory, "used", use)


@pytest.fixture(scope="session")
def furnished_once(used_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which the demonstration has come to rest, kept to be copied.

    To make its clips and to look at them takes longer than most tests beside it do.
    """

    def settle(data: Path) -> None:
        furnish(copied(used_once, data))

    return _made_once(tmp_path_factory, "furnished", settle)


def _made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a directory of the whole run; the first process that asks makes it for the others."""
    shared = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    data = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.exists():
            making = folders.mktemp("making") / "data"
            make(making)
            making.rename(data)
    return data


@pytest.fixture
def store(tmp_path: Path) -> DiskStore:
    """A store of files of its own."""
    return make_store(tmp_path.joinpath("store").as_uri())
