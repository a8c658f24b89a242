"""Make roles and database on a PostgreSQL server that is not ours."""

import argparse
import asyncio
import os

from app.embedded.refusal import StartRefusedError
from app.embedded.roles import RolePasswords, prepare_database

PASSWORDS = ("LIUHEN_OWNER_PASSWORD", "LIUHEN_APP_PASSWORD", "LIUHEN_AUDITOR_PASSWORD")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the administrator's address."""
    parser.add_argument(
        "--admin-url",
        default=os.environ.get("ADMIN_DATABASE_URL"),
        help="有权建立角色与数据库的账号地址，默认取环境变量 ADMIN_DATABASE_URL",
    )


def run(options: argparse.Namespace) -> int:
    """Make or refresh the three roles; their passwords come by the environment.

    Raises:
        StartRefusedError: the address or a password is missing.
    """
    words = [os.environ.get(name, "") for name in PASSWORDS]
    if not options.admin_url or not all(words):
        raise StartRefusedError(
            "建立数据库角色需要管理员地址与三个口令，请给出 --admin-url，"
            f"并设置环境变量 {'、'.join(PASSWORDS)}。"
        )
    asyncio.run(prepare_database(options.admin_url, RolePasswords(*words)))
    print("数据库角色 liuhen_owner、liuhen_app、liuhen_auditor 与数据库 liuhen 已就绪。")
    return 0
