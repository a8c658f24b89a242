"""Enrol a terminal: print its bearer token once.

``--code`` prints a one-time code with which the terminal fetches its token, ``--revoke`` ends all
its tokens instead.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import segno
from sqlalchemy.ext.asyncio import AsyncSession

from app import clock
from app.db import make_engine, make_sessions, transaction
from app.devices.codes import make_code_at_console
from app.devices.terminals import enrol, revoke_tokens
from app.embedded.refusal import StartRefusedError
from app.embedded.services import app_url_of
from app.errors import ConflictError, NotFoundError
from app.policy.actor import Actor
from app.policy.vocabulary import ActorKind
from app.settings import Settings

# Whoever has a shell on the server and the service's settings acts as the installation itself.
CONSOLE = Actor(kind=ActorKind.WORKER)
Act = Callable[[AsyncSession, str], Awaitable[Callable[[], None]]]
_MINUTES = Settings.model_fields["enrolment_code_minutes"].default
_SERVER = Settings.model_fields["public_url"].default


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the device number."""
    parser.add_argument("device_no", help="设备编号，须已登记")
    parser.add_argument("--data", type=Path, default=Path("data"), help="数据目录，默认 ./data")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--code", action="store_true", help="生成一次性接入码，由终端自行换取令牌")
    what.add_argument("--revoke", action="store_true", help="撤销该设备的全部令牌")


def run(options: argparse.Namespace) -> int:
    """Enrol or revoke.

    Raises:
        StartRefusedError: the device cannot be enrolled, or nothing runs on the data directory.
    """
    database_url = os.environ.get("DATABASE_URL") or app_url_of(options.data)
    act = _print_code if options.code else _revoke if options.revoke else _print_token
    try:
        asyncio.run(_in_transaction(database_url, act, options.device_no))
    except (ConflictError, NotFoundError) as error:
        raise StartRefusedError(error.message) from error
    return 0


async def _in_transaction(database_url: str, act: Act, device_no: str) -> None:
    """Print only what was committed."""
    engine = make_engine(database_url)
    try:
        async with transaction(make_sessions(engine)) as session:
            tell = await act(session, device_no)
        tell()
    finally:
        await engine.dispose()


async def _print_token(session: AsyncSession, device_no: str) -> Callable[[], None]:
    enrolment = await enrol(session, CONSOLE, device_no, clock.current_time())

    def tell() -> None:
        print("请将下面的令牌填入终端。令牌只显示这一次，系统不保存原文。", file=sys.stderr)
        print(enrolment.token)

    return tell


async def _print_code(session: AsyncSession, device_no: str) -> Callable[[], None]:
    minutes = int(os.environ.get("LIUHEN_ENROLMENT_CODE_MINUTES") or _MINUTES)
    server = os.environ.get("LIUHEN_PUBLIC_URL") or _SERVER
    fresh = await make_code_at_console(
        session, CONSOLE, device_no, minutes=minutes, now=clock.current_time()
    )

    def tell() -> None:
        print("请在终端上扫描，或者输入下面的接入码。", file=sys.stderr)
        print(f"接入码 {minutes} 分钟内有效，只能使用一次。", file=sys.stderr)
        address = f"{server}/enrol#{fresh.scanned}"
        segno.make(address, micro=False).terminal(sys.stderr, compact=True)
        print(f"{fresh.typed[:5]}-{fresh.typed[5:]}")

    return tell


async def _revoke(session: AsyncSession, device_no: str) -> Callable[[], None]:
    count = await revoke_tokens(session, CONSOLE, device_no, clock.current_time())

    def tell() -> None:
        print(f"设备 {device_no} 的 {count} 个令牌已撤销，下一次请求即失效。")

    return tell
