"""Enrol a terminal: print its bearer token once. ``--revoke`` ends all its tokens instead."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from app import clock
from app.db import make_engine, make_sessions, transaction
from app.devices.terminals import enrol, revoke_tokens
from app.embedded.refusal import StartRefusedError
from app.embedded.services import app_url_of
from app.errors import NotFoundError
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind

# Whoever has a shell on the server and the service's settings acts as the installation itself.
CONSOLE = Actor(kind=ActorKind.WORKER)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the device number."""
    parser.add_argument("device_no", help="设备编号，须已登记")
    parser.add_argument("--data", type=Path, default=Path("data"), help="数据目录，默认 ./data")
    parser.add_argument("--revoke", action="store_true", help="撤销该设备的全部令牌")


def run(options: argparse.Namespace) -> int:
    """Enrol or revoke.

    Raises:
        StartRefusedError: the device is not registered, or nothing runs on the data directory.
    """
    database_url = os.environ.get("DATABASE_URL") or app_url_of(options.data)
    try:
        asyncio.run(_act(database_url, options.device_no, revoke=options.revoke))
    except NotFoundError as error:
        raise StartRefusedError(error.message) from error
    return 0


async def _act(database_url: str, device_no: str, *, revoke: bool) -> None:
    engine = make_engine(database_url)
    try:
        async with transaction(make_sessions(engine)) as session:
            if revoke:
                count = await revoke_tokens(session, CONSOLE, device_no, clock.current_time())
                print(f"设备 {device_no} 的 {count} 个令牌已撤销，下一次请求即失效。")
                return
            enrolment = await enrol(session, CONSOLE, device_no, clock.current_time())
        print("请将下面的令牌填入终端。令牌只显示这一次，系统不保存原文。", file=sys.stderr)
        print(enrolment.token)
    finally:
        await engine.dispose()
