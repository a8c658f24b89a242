"""Import a year's days off, as the State Council's notice names them; nothing is overwritten."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from app import clock
from app.cli.enrol import CONSOLE
from app.db import make_engine, make_sessions, transaction
from app.deadlines.importing import Imported, import_year
from app.embedded.refusal import StartRefusedError
from app.embedded.services import app_url_of
from app.policy.calendars import CalendarError


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare what can be done with a calendar."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="操作")
    importing = acts.add_parser("import", help="导入一年的节假日安排，并重新计算期限")
    importing.add_argument("file", type=Path, help="TOML 文件")
    importing.add_argument("--data", type=Path, default=Path("data"), help="数据目录，默认 ./data")


def run(options: argparse.Namespace) -> int:
    """Import a file; 1 says that it cannot be used, with every problem.

    Raises:
        StartRefusedError: the file cannot be read, or nothing runs on the data directory.
    """
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise StartRefusedError(f"读不到文件 {options.file}，请核对路径和权限。") from error
    database_url = os.environ.get("DATABASE_URL") or app_url_of(options.data)
    try:
        imported = asyncio.run(_import(database_url, content))
    except CalendarError as error:
        print(f"{options.file} 不能使用，共 {len(error.problems)} 处问题：", file=sys.stderr)
        print("\n".join(f"- {problem}" for problem in error.problems), file=sys.stderr)
        return 1
    print(
        f"已导入{imported.year}年的节假日安排。尚未办结的期限有变化的 {imported.moved} 项，"
        f"已办结而不再暂定的 {imported.settled} 项。"
    )
    return 0


async def _import(database_url: str, content: bytes) -> Imported:
    engine = make_engine(database_url)
    try:
        async with transaction(make_sessions(engine)) as session:
            outcome = await import_year(session, CONSOLE, content, now=clock.current_time())
    finally:
        await engine.dispose()
    assert isinstance(outcome, Imported)
    return outcome
