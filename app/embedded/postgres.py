"""One PostgreSQL cluster of ours: make it, run it, stop it. Reached by unix socket only."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from app.embedded.identity import ServiceUser
from app.embedded.memory import buffers_mb
from app.embedded.processes import Launch, end, end_orphan, end_session, launch
from app.embedded.programs import postgres_programs
from app.embedded.refusal import StartRefusedError

SUPERUSER = "postgres"
ROOM_NEEDED_BYTES = 500 * 1024 * 1024
UNSYNCED = "liuhen-unsynced"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
"""The last checkpoint of a slow disk takes its time; a recovery would take more."""


@dataclass(slots=True)
class Postgres:
    """A cluster in ``data`` that listens in ``sockets``."""

    data: Path
    sockets: Path
    log: Path | None
    user: ServiceUser | None
    durable: bool = True
    """``False`` gives up flushing to disk; only for tests, whose data nobody will miss."""
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    syncing: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def is_fresh(self) -> bool:
        """Say whether there is no finished cluster, so that ``initialise`` will make one."""
        return not self.data.exists() or (self.data / UNSYNCED).exists()

    def initialise(self, password: str) -> None:
        """Make the cluster if there is none, or only one whose making was interrupted.

        The files are flushed to disk beside what follows; ``finish_initialising`` waits for it.
        Until then a marker stands in the cluster and a next start makes it again.
        """
        if not self.is_fresh():
            return
        self._end_orphan()
        if self.data.exists():
            shutil.rmtree(self.data)
        self._refuse_without_room()
        making = self.data.with_name("postgres.making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        if self.user:
            os.chown(making, self.user.uid, self.user.gid)
        self._run_initdb(making, password)
        _flush(making / UNSYNCED)
        making.rename(self.data)
        _flush_directory(self.data.parent)
        if self.durable:
            command: list[str | Path] = [
                postgres_programs() / "initdb",
                "--sync-only",
                "-D",
                self.data,
            ]
            self.syncing = launch(self._launch(command))

    def finish_initialising(self) -> None:
        """Wait until a fresh cluster is on the disk; before that nothing may be acknowledged."""
        if self.syncing is not None and self.syncing.wait() != 0:
            raise StartRefusedError(_FAILED.format(data=self.data, log=self._log_name()))
        self.syncing = None
        (self.data / UNSYNCED).unlink(missing_ok=True)
        if self.durable:
            _flush_directory(self.data)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server, ending one that an earlier start may have left behind."""
        self._end_orphan()
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets).replace("\\", "\\\\"),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_statement": "ddl",
            "idle_in_transaction_session_timeout": "60s",
            # What a page needs lies in the memory of the system, if not in the server's own. To
            # have each block fetched by another process takes twice as long as to fetch it.
            "io_method": "sync",
        }
        if self.durable:
            options |= {"shared_buffers": f"{buffers_mb()}MB"}
        else:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            # What is put there is undone before long. Whether tables were looked at while they
            # stood empty, and are planned for as empty since, would be a matter of chance.
            options |= {"autovacuum": "off"}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.process = launch(
            self._launch([postgres_programs() / "postgres", "-D", self.data, *flags])
        )
        return self.process

    def wait_ready(self) -> None:
        """Return when connections are accepted.

        Raises:
            StartRefusedError: the server ended or took longer than a minute.
        """
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if (
                self.process is None
                or self.process.poll() is not None
                or time.monotonic() > deadline
            ):
                raise StartRefusedError(_FAILED.format(data=self.data, log=self._log_name()))
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop cleanly while there is patience, or leave recovery to the next start."""
        if self.syncing is not None:
            end(self.syncing, ask=signal.SIGKILL, patience_seconds=1)
        if self.process is None:
            return
        process, self.process = self.process, None
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        end(process, ask=signal.SIGQUIT, patience_seconds=1)

    def url(self, role: str, password: str, database: str = "liuhen") -> str:
        """Return the SQLAlchemy address for one role."""
        where = quote(str(self.sockets), safe="/")
        return f"postgresql+asyncpg://{role}:{quote(password)}@/{database}?host={where}"

    def _is_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        ours = self.process is not None and lines[:1] == [str(self.process.pid)]
        return ours and len(lines) > 7 and lines[7].strip() == "ready"

    def _run_initdb(self, making: Path, password: str) -> None:
        password_file = self.sockets / "password"
        password_file.write_text(password + "\n")
        if self.user:
            os.chown(password_file, self.user.uid, self.user.gid)
        # With an LC_CTYPE of C the trigrams of Chinese text are empty, whatever the provider.
        ctype = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        command: list[str | Path] = [
            postgres_programs() / "initdb", "-D", making, "-U", SUPERUSER,
            f"--pwfile={password_file}", "--auth=scram-sha-256", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C",
            f"--lc-ctype={ctype}", "--lc-messages=C", "--data-checksums", "--no-sync",
        ]  # fmt: skip
        child = launch(self._launch(command))
        try:
            if child.wait() != 0:
                self._refuse_without_room()
                raise StartRefusedError(_FAILED.format(data=self.data, log=self._log_name()))
        finally:
            end_session(child)
            password_file.unlink()

    def _launch(self, command: Sequence[str | Path]) -> Launch:
        # SIGQUIT makes the server and all its children leave at once; recovery is cheap.
        return Launch(
            command, cwd=self.sockets, environ=service_environ(self.sockets), log=self.log,
            user=self.user, death_signal=signal.SIGQUIT,
        )  # fmt: skip

    def _refuse_without_room(self) -> None:
        free = shutil.disk_usage(self.data.parent).free
        if free < ROOM_NEEDED_BYTES:
            raise StartRefusedError(
                f"数据目录 {self.data.parent} 所在磁盘只剩 {free // 2**20} MB，"
                f"建立数据库至少需要 {ROOM_NEEDED_BYTES // 2**20} MB，"
                "请清理磁盘，或用 --data 指定另一个磁盘上的目录。"
            )

    def _end_orphan(self) -> None:
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        end_orphan(pid, str(self.data), signal.SIGQUIT)

    def _log_name(self) -> str:
        return str(self.log or "终端")


_FAILED = "内置数据库没有启动成功（数据在 {data}），请查看 {log} 中的原因，处理后重试。"


def service_environ(home: Path) -> dict[str, str]:
    """Return the bare environment of a service; nothing of the caller's can change its ways."""
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C", "TZ": "UTC"}


def _flush(file: Path) -> None:
    with file.open("w") as handle:
        handle.flush()
        os.fsync(handle.fileno())
    _flush_directory(file.parent)


def _flush_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
