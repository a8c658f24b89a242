"""A running server with a clean town behind it, for the tests of uploads and of their door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.db import type_of_sessions
from app.embedded.services import Services
from tests.uploads.server import Server
from tests.world import Settled, Town


@dataclass(frozen=True, slots=True)
class Site:
    """A server, the people around it, and sessions to look behind it."""

    server: Server
    town: Town
    sessions: type_of_sessions
    files: Path


@pytest.fixture
async def site(
    services: Services, committed: type_of_sessions, settled: Settled, tmp_path: Path
) -> AsyncIterator[Site]:
    """A server of the test's own, used by the terminal ``RZ-0001``; the test may kill it."""
    async with _opened(services, committed, settled, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
async def shared_site(
    services: Services,
    committed_for_long: type_of_sessions,
    settled: Settled,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Site]:
    """One server for a table of small cases that do not disturb each other."""
    folder = tmp_path_factory.mktemp("site")
    async with _opened(services, committed_for_long, settled, folder) as opened:
        yield opened


@asynccontextmanager
async def _opened(
    services: Services, sessions: type_of_sessions, settled: Settled, folder: Path
) -> AsyncIterator[Site]:
    async with sessions() as session, session.begin():
        town = await settled.again(session)
    environment = {
        "DATABASE_URL": services.app_url,
        "REDIS_URL": services.redis_url,
        "STORAGE_URL": (folder / "files").as_uri(),
        "LIUHEN_REVOKED_UPLOAD_BYTES": str(4 * 1024 * 1024),
        "LIUHEN_REVOKED_UPLOAD_FILES": "8",
        "LIUHEN_STORAGE_RESERVE_BYTES": "0",
        "LIUHEN_UPLOAD_CHECKPOINT_BYTES": str(4 * 1024 * 1024),
        "LIUHEN_UPLOAD_CHECKPOINT_SECONDS": "0.3",
        "LIUHEN_UPLOAD_STALL_SECONDS": "20",
    }
    with Server(environment, town.terminal_token, folder / "server.log") as server:
        yield Site(server, town, sessions, folder / "files")
