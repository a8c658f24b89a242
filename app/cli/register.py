"""Register a unit, a person or a device, or give somebody a new password.

The first steps of an installation, before anybody can sign in. Somebody with the server's shell
acts as the installation itself, and every act has its ledger event.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import clock, ids
from app.db import make_engine, make_sessions, transaction
from app.devices.terminals import register_device
from app.embedded.refusal import StartRefusedError
from app.embedded.services import app_url_of
from app.errors import InvalidInputError, NotFoundError
from app.models import Unit
from app.packs.load import shipped_packs
from app.people.initial_passwords import issue_initial_password, person_by_username
from app.people.passwords import hash_once
from app.people.register import (
    NewPerson,
    register_person,
    register_unit,
    unit_by_code,
)
from app.people.unit_packs import pack_of_new_unit
from app.policy.actor import WORKER, Assignment
from app.policy.vocabulary import DeviceKind, Role, UnitKind

Act = Callable[[AsyncSession, argparse.Namespace], Awaitable[str]]
TAKEN = (
    "没有登记：编号或用户名已被使用，或所选岗位不能由同一人担任（三员须由三人分任，不兼业务岗位）。"
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare what can be registered."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="数据目录，默认 ./data")
    things = parser.add_subparsers(dest="thing", required=True, metavar="对象")
    unit = things.add_parser("unit", help="单位")
    unit.add_argument("code", help="单位代码，例如 RZSLJ")
    unit.add_argument("name", help="单位名称")
    unit.add_argument("--parent", help="上级单位的代码；没有则为独立机关")
    unit.add_argument(
        "--pack",
        choices=shipped_packs(),
        help="适用的规定；独立机关必须写明，下级单位随其机关，不必写",
    )
    person = things.add_parser("person", help="人员，显示其初始密码")
    person.add_argument("username", help="登录用户名")
    person.add_argument("full_name", help="姓名")
    person.add_argument("--unit", required=True, help="所在单位的代码")
    person.add_argument("--post", default="", help="职务")
    person.add_argument(
        "--role", action="append", default=[], choices=[r.value for r in Role], help="岗位，可多次"
    )
    device = things.add_parser("device", help="执法记录设备")
    device.add_argument("device_no", help="设备编号")
    device.add_argument("--unit", required=True, help="所属单位的代码")
    device.add_argument("--kind", required=True, choices=[k.value for k in DeviceKind])
    device.add_argument("--model", default="", help="型号")
    password = things.add_parser("password", help="为人员重设密码并退出其全部登录")
    password.add_argument("username", help="登录用户名")


def run(options: argparse.Namespace) -> int:
    """Register one thing and say so.

    Raises:
        StartRefusedError: a unit or person is unknown, a name is taken, no regulation or another
            than the agency's is named, or nothing runs.
    """
    database_url = os.environ.get("DATABASE_URL") or app_url_of(options.data)
    try:
        print(asyncio.run(_act(database_url, ACTS[options.thing], options)))
    except (InvalidInputError, NotFoundError) as error:
        raise StartRefusedError(error.message) from error
    except IntegrityError as error:
        raise StartRefusedError(TAKEN) from error
    return 0


async def _act(database_url: str, act: Act, options: argparse.Namespace) -> str:
    engine = make_engine(database_url)
    try:
        async with transaction(make_sessions(engine)) as session:
            return await act(session, options)
    finally:
        await engine.dispose()


async def _register_unit(session: AsyncSession, options: argparse.Namespace) -> str:
    parent = await _unit(session, options.parent) if options.parent else None
    await register_unit(
        session,
        WORKER,
        code=options.code,
        name=options.name,
        kind=UnitKind.SUB_UNIT if parent else UnitKind.AGENCY,
        pack_id=await pack_of_new_unit(session, parent, options.pack),
        parent_id=parent.id if parent else None,
        now=clock.current_time(),
    )
    return f"单位 {options.code} {options.name} 已登记。"


async def _register_person(session: AsyncSession, options: argparse.Namespace) -> str:
    unit = await _unit(session, options.unit)
    now = clock.current_time()
    # Nobody knows this one; the initial password takes its place in the same transaction.
    locked = await hash_once(ids.new_secret())
    person_id = await register_person(
        session,
        WORKER,
        unit.id,
        NewPerson(options.username, options.full_name, options.post, locked),
        assignments=tuple(Assignment(unit.id, Role(role)) for role in options.role),
        now=now,
    )
    password = await issue_initial_password(session, WORKER, person_id, now)
    print(
        f"人员 {options.username} 已登记。初始密码只显示这一次，首次登录时须修改：", file=sys.stderr
    )
    return password


async def _register_device(session: AsyncSession, options: argparse.Namespace) -> str:
    unit = await _unit(session, options.unit)
    await register_device(
        session,
        WORKER,
        unit.id,
        device_no=options.device_no,
        kind=DeviceKind(options.kind),
        model=options.model,
        now=clock.current_time(),
    )
    return f"设备 {options.device_no} 已登记。需要上传的终端请再运行 enrol 取得令牌。"


async def _set_password(session: AsyncSession, options: argparse.Namespace) -> str:
    person_id = await person_by_username(session, options.username)
    password = await issue_initial_password(session, WORKER, person_id, clock.current_time())
    print(f"{options.username} 的密码已重设。新密码只显示这一次，登录时须修改：", file=sys.stderr)
    return password


async def _unit(session: AsyncSession, code: str) -> Unit:
    unit = await unit_by_code(session, code)
    if unit is None:
        message = f"没有代码为“{code}”的单位，请先用 register unit 登记。"
        raise NotFoundError(message)
    return unit


ACTS: dict[str, Act] = {
    "unit": _register_unit,
    "person": _register_person,
    "device": _register_device,
    "password": _set_password,
}
