"""Bring the database to the structure this program needs, as its owner."""

import argparse
import os
import sys
from pathlib import Path

import sqlalchemy.ext.asyncio  # noqa: F401 - slow to load; env.py uses it after the gate.
from alembic.config import main as alembic

from app.cli.gate import wait_at
from app.embedded.refusal import StartRefusedError

ALEMBIC_INI = Path(__file__).resolve().parent.parent.parent / "alembic.ini"
NO_OWNER = (
    "更新数据库结构需要所有者账号，请用环境变量 MIGRATION_DATABASE_URL 给出其地址"
    "（postgresql+asyncpg://liuhen_owner:…）。"
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the handle by which the supervisor says when the database is there."""
    parser.add_argument("--gate", type=int, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Run ``alembic upgrade head`` in this process.

    Raises:
        StartRefusedError: no address of the owner is given.
    """
    if not os.environ.get("MIGRATION_DATABASE_URL"):
        raise StartRefusedError(NO_OWNER)
    if options.gate is not None:
        wait_at(options.gate)
    sys.argv[0] = "alembic"
    alembic(["-c", str(ALEMBIC_INI), "upgrade", "head"])
    return 0
