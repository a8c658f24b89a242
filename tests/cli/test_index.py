"""Building the index of the search box anew from the command line."""

import argparse
import asyncio
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from app.cli.index import run
from app.db import transaction, type_of_sessions
from app.embedded.services import Services
from app.models import RecordingSearch
from app.searching.indexing import index_recordings
from tests.arrivals import arrive
from tests.cli.running import command, environ
from tests.world import NOW, settle_town


def test_without_a_running_product_it_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        command("index", "--data", tmp_path / "nowhere"),
        env=environ(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "没有运行中的留痕" in done.stderr


async def test_everything_is_indexed_anew(
    committed: type_of_sessions, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with transaction(committed) as session:
        town = await settle_town(session)
        recording = await arrive(session, town.terminal, town.brigade)
        await index_recordings(session, [recording], now=NOW)
        await session.execute(delete(RecordingSearch))
    monkeypatch.setenv("DATABASE_URL", services.app_url)

    from_a_thread = await run_in_thread()

    assert from_a_thread == 0
    async with committed() as session:
        assert list(await session.scalars(select(RecordingSearch.recording_id))) == [recording]


async def run_in_thread() -> int:
    """The command makes an event loop of its own."""
    return await asyncio.to_thread(run, argparse.Namespace(data=Path("unused")))
