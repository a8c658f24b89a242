"""Build the index of the search box anew, beside the running product, batch by batch."""

import argparse
import asyncio
import os
from pathlib import Path
from uuid import UUID

from app import clock
from app.db import make_engine, make_sessions, transaction
from app.embedded.services import app_url_of
from app.searching.sweeping import index_next_cases, index_next_recordings


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the data directory."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="数据目录，默认 ./data")


def run(options: argparse.Namespace) -> int:
    """Index everything.

    Raises:
        StartRefusedError: nothing runs on the data directory.
    """
    asyncio.run(_index(os.environ.get("DATABASE_URL") or app_url_of(options.data)))
    return 0


async def _index(database_url: str) -> None:
    engine = make_engine(database_url)
    sessions = make_sessions(engine)
    try:
        # Cases first: they leave marks on the recordings that belong to them.
        for index_next in (index_next_cases, index_next_recordings):
            last: UUID | None = None
            while True:
                async with transaction(sessions) as session:
                    last = await index_next(session, clock.current_time(), last)
                if last is None:
                    break
    finally:
        await engine.dispose()
    print("查找索引已经重建。")
