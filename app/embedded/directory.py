"""The data directory: what lies where, which version wrote it, and that only one start uses it."""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from app import __version__
from app.embedded.refusal import StartRefusedError
from app.ids import new_secret

LAYOUT = 1
POSTGRES_MAJOR = 18
LOG_LIMIT_BYTES = 10 * 1024 * 1024
LONGEST_SOCKET_PATH = 100
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(slots=True)
class DataDirectory:
    """One installation's data; hold it open for as long as anything runs on it."""

    root: Path
    lock: TextIO = field(repr=False)

    @property
    def postgres(self) -> Path:
        """The database cluster."""
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        """What the queue remembers across a restart."""
        return self.root / "valkey"

    @property
    def storage(self) -> Path:
        """Recordings and what is derived from them."""
        return self.root / "storage"

    @property
    def logs(self) -> Path:
        """Output of every child, one file each."""
        return self.root / "logs"

    @property
    def secrets(self) -> Path:
        """Passwords made for this directory."""
        return self.root / "secrets"

    @property
    def tls(self) -> Path:
        """The private authority and the server's certificate, once ``--tls`` was asked for."""
        return self.root / "tls"

    @property
    def sockets(self) -> Path:
        """Where the services listen; somewhere short when this directory lies too deep.

        Addresses of unix sockets are at most 107 bytes long, and clients disagree on how to
        write unusual characters of a path inside a URL.
        """
        inside = self.root / "run"
        longest = str(inside / ".s.PGSQL.5432.lock")
        if len(longest.encode()) <= LONGEST_SOCKET_PATH and PLAIN_PATH.fullmatch(longest):
            return inside
        name = "liuhen-" + hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        private = os.environ.get("XDG_RUNTIME_DIR", "")
        usable = os.geteuid() != 0 and private and Path(private).is_dir() and len(private) < 60
        return (Path(private) if usable else Path("/tmp")) / name  # noqa: S108 - see private_directory.

    def log_of(self, name: str) -> Path:
        """Return the log of one child, set aside first if it has grown large."""
        log = self.logs / f"{name}.log"
        with contextlib.suppress(FileNotFoundError):
            if log.stat().st_size > LOG_LIMIT_BYTES:
                log.replace(log.with_suffix(".log.1"))
        return log

    def password(self, name: str) -> str:
        """Return the password kept under ``name``, made at the first call."""
        spot = self.secrets / name
        if not spot.exists():
            fresh = spot.with_suffix(".new")
            with os.fdopen(
                os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
            ) as file:
                file.write(new_secret())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(spot)
        return spot.read_text().strip()

    def close(self) -> None:
        """Let another start use the directory."""
        self.lock.close()


def open_data_directory(spot: Path) -> DataDirectory:
    """Make or recognise the directory and lock it against a second start.

    Raises:
        StartRefusedError: it is in use, cannot be written, or a newer version wrote it.
    """
    root = Path(os.path.abspath(spot))  # noqa: PTH100 - the name as typed, links not followed.
    try:
        # A root start makes it passable, because the service user must reach its part of it.
        root.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        directory = DataDirectory(root, _take_lock(root))
    except OSError as error:
        raise StartRefusedError(
            f"无法使用数据目录 {root}（{error.strerror}），请检查权限，或用 --data 指定另一个目录。"
        ) from error
    try:
        _check_version(root)
    except StartRefusedError:
        directory.close()
        raise
    directory.logs.mkdir(exist_ok=True, mode=0o700)
    directory.secrets.mkdir(exist_ok=True, mode=0o700)
    return directory


def private_directory(spot: Path, uid: int, gid: int) -> Path:
    """Make a directory that only ``uid`` may enter, or refuse one that somebody else prepared."""
    try:
        spot.mkdir(mode=0o700)
        os.chown(spot, uid, gid)
    except FileExistsError:
        facts = spot.lstat()
        foreign = facts.st_uid not in {uid, os.geteuid()}
        if not stat.S_ISDIR(facts.st_mode) or foreign or facts.st_mode & 0o077:
            raise StartRefusedError(
                f"目录 {spot} 已存在，但不是留痕建立的私有目录，请检查并移走它后重试。"
            ) from None
    return spot


def _take_lock(root: Path) -> TextIO:
    lock = (root / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "未知"
        lock.close()
        raise StartRefusedError(
            f"数据目录 {root} 正由另一个运行中的留痕（进程 {holder}）使用，"
            "请先停止它，或用 --data 指定另一个目录。"
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _check_version(root: Path) -> None:
    spot = root / "VERSION"
    ours = {"layout": LAYOUT, "app": __version__, "postgres_major": POSTGRES_MAJOR}
    if spot.exists():
        _refuse_unreadable(spot, ours)
    if not spot.exists() or json.loads(spot.read_text()) != ours:
        fresh = spot.with_suffix(".new")
        fresh.write_text(json.dumps(ours) + "\n")
        fresh.replace(spot)


def _refuse_unreadable(spot: Path, ours: dict[str, object]) -> None:
    try:
        theirs = json.loads(spot.read_text())
        layout, postgres = int(theirs["layout"]), int(theirs["postgres_major"])
        app = str(theirs["app"])
        newer = layout > LAYOUT or postgres > POSTGRES_MAJOR or _order(app) > _order(__version__)
    except (ValueError, KeyError, TypeError) as error:
        raise StartRefusedError(
            f"无法读懂 {spot}，数据目录可能已损坏，请从备份恢复，或用 --data 指定另一个目录。"
        ) from error
    if newer:
        raise StartRefusedError(newer_data(spot.parent, f"留痕 {app}", str(ours["app"])))
    if postgres < POSTGRES_MAJOR:
        raise StartRefusedError(
            f"数据目录 {spot.parent} 由 PostgreSQL {postgres} 写成，本程序内置 {POSTGRES_MAJOR}，"
            "请先用原版本导出数据，再导入新的数据目录。"
        )


def newer_data(root: Path, writer: str, ours: str) -> str:
    """Return the sentence for data that only a newer program understands."""
    return (
        f"数据目录 {root} 由更新的版本（{writer}）写成，本程序是 {ours}，"
        "为避免损坏数据不能启动，请升级程序，或用 --data 指定另一个目录。"
    )


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
