"""As whom the services run: the caller, or a system user of their own when the caller is root.

PostgreSQL refuses to run as root. The service user may find directories in its way that we did
not make (a checkout under ``/root``, a data directory under ``mktemp -d``). Their modes are not
ours to change, so the service processes keep one capability that lets them pass.
"""

import fcntl
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.embedded.refusal import StartRefusedError

USER = "liuhen"
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """A system user that owns the data of the services."""

    name: str
    uid: int
    gid: int
    capability: int | None = None
    """The capability kept to pass directories closed to this user, if any are in the way."""


def service_user(owned: Path, ways: Iterable[Path]) -> ServiceUser | None:
    """Return the user to change to, or ``None`` when the services run as the caller.

    Args:
        owned: The directory of the database; whoever owns it already keeps it.
        ways: Everything that the services must be able to reach.

    Raises:
        StartRefusedError: no such user can be made, or the directory belongs to somebody else.
    """
    if os.geteuid() != 0:
        _refuse_foreign(owned)
        return None
    account = _account(owned)
    closed = [way for way in ways if not _can_reach(way, account.pw_uid, account.pw_gid)]
    capability = _capability(closed[0]) if closed else None
    return ServiceUser(account.pw_name, account.pw_uid, account.pw_gid, capability)


def _refuse_foreign(owned: Path) -> None:
    if owned.exists() and owned.stat().st_uid != os.geteuid():
        raise StartRefusedError(
            f"数据库目录 {owned} 属于另一个系统用户，当前用户不能使用，"
            "请换用原来的用户启动，或用 --data 指定另一个目录。"
        )


def _account(owned: Path) -> pwd.struct_passwd:
    if owned.exists() and owned.stat().st_uid != 0:
        return pwd.getpwuid(owned.stat().st_uid)
    with _alone_with_the_accounts():
        try:
            return pwd.getpwnam(USER)
        except KeyError:
            _add_user()
            return pwd.getpwnam(USER)


@contextmanager
def _alone_with_the_accounts() -> Iterator[None]:
    """Wait for whoever else is making the user, for as long as ``with`` lasts.

    Two ``useradd`` at once both succeed: the second gives the same name another number, and what
    the first one made belongs to nobody. The directory is locked because the files in it are
    replaced, each time by another one.
    """
    accounts = os.open("/etc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(accounts, fcntl.LOCK_EX)
        yield
    finally:
        os.close(accounts)


def _add_user() -> None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    if program is None or subprocess.run([program, *options, USER], check=False).returncode != 0:
        raise StartRefusedError(
            f"数据库不能以 root 身份运行，而本机无法建立系统用户 {USER}，"
            "请改用普通用户启动，或先手工建立该用户。"
        )


def _can_reach(way: Path, uid: int, gid: int) -> bool:
    resolved = way.resolve()
    return all(_may_pass(parent, uid, gid) for parent in [resolved, *resolved.parents])


def _may_pass(spot: Path, uid: int, gid: int) -> bool:
    try:
        facts = spot.stat()
    except FileNotFoundError:
        # What does not exist yet will be made by us, reachable.
        return True
    if facts.st_uid == uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    return bool(facts.st_mode & (stat.S_IXGRP if facts.st_gid == gid else stat.S_IXOTH))


def _capability(closed: Path) -> int:
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if _bounding_set() >> capability & 1:
            return capability
    raise StartRefusedError(
        f"服务用户 {USER} 无法进入 {closed} 的上级目录，系统也不允许授予通过的权限，"
        "请改用普通用户启动，或把程序与数据放到其他用户可以进入的目录。"
    )


def _bounding_set() -> int:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapBnd:")), 0)
