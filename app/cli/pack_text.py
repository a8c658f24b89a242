"""Load the agency's own copy of a regulation into the running product."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from app import clock
from app.db import make_engine, make_sessions, transaction
from app.embedded.refusal import StartRefusedError
from app.embedded.services import app_url_of
from app.errors import ConflictError
from app.law.texts import load_text
from app.packs.load import read_text, shipped_packs
from app.packs.official_text import MOST_BYTES, OfficialText, TextError
from app.policy.actor import WORKER


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the file and the regulation."""
    parser.add_argument("file", type=Path, help="纯文本文件，UTF-8 或 GB18030 编码")
    parser.add_argument("--pack", required=True, choices=shipped_packs(), help="是哪一份规定")
    parser.add_argument("--data", type=Path, default=Path("data"), help="数据目录，默认 ./data")


def run(options: argparse.Namespace) -> int:
    """Load one file; 1 says that it was not taken.

    Raises:
        StartRefusedError: the file cannot be read, or nothing runs on the data directory.
    """
    content = _content(options.file)
    database_url = os.environ.get("DATABASE_URL") or app_url_of(options.data)
    try:
        text = asyncio.run(_load(database_url, options.pack, content))
    except TextError as error:
        print(error, file=sys.stderr)
        return 1
    except ConflictError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(f"已载入《{read_text(options.pack).title}》{len(text.clauses)} 条。")
    for line in text.mismatches():
        print(f"请核对：{line}。")
    return 0


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            # One byte more than is taken, so that a huge file is refused and not read.
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise StartRefusedError(f"读不到文件 {file}，请核对路径和权限。") from error


async def _load(database_url: str, pack_id: str, content: bytes) -> OfficialText:
    engine = make_engine(database_url)
    try:
        async with transaction(make_sessions(engine)) as session:
            now = clock.current_time()
            return await load_text(session, WORKER, read_text(pack_id), content, now=now)
    finally:
        await engine.dispose()
