"""Both services over one data directory, as ``bin/serve`` and the tests use them."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from app.embedded.directory import DataDirectory, open_data_directory, private_directory
from app.embedded.identity import service_user
from app.embedded.postgres import SUPERUSER, Postgres
from app.embedded.programs import postgres_programs, valkey_program
from app.embedded.refusal import StartRefusedError
from app.embedded.valkey import Valkey


@dataclass(slots=True)
class Services:
    """PostgreSQL and Valkey with the addresses of every role; a context manager that stops them."""

    directory: DataDirectory
    postgres: Postgres
    valkey: Valkey

    @property
    def app_url(self) -> str:
        """For the API and the workers: reads and writes rows, no DDL."""
        return self._url("liuhen_app", "app")

    @property
    def owner_url(self) -> str:
        """For migrations only."""
        return self._url("liuhen_owner", "owner")

    @property
    def auditor_url(self) -> str:
        """Reads everything, writes nothing."""
        return self._url("liuhen_auditor", "auditor")

    @property
    def admin_url(self) -> str:
        """The superuser, on the maintenance database."""
        return self.postgres.url(SUPERUSER, self.directory.password("admin"), "postgres")

    @property
    def redis_url(self) -> str:
        """The queue, as redis-py and arq read it."""
        return self.valkey.url

    def prepare_roles(self) -> None:
        """Make the three roles and the database."""
        # Loaded late, because the server can start beside it.
        from app.embedded.roles import RolePasswords, prepare_database  # noqa: PLC0415

        words = (self.directory.password(name) for name in ("owner", "app", "auditor"))
        asyncio.run(prepare_database(self.admin_url, RolePasswords(*words)))

    def stop(self) -> None:
        """Stop both, remove what was made outside the data directory, and unlock it."""
        self.valkey.stop()
        self.postgres.stop()
        if self.postgres.sockets.parent != self.directory.root:
            with contextlib.suppress(OSError):
                for left in self.postgres.sockets.iterdir():
                    left.unlink()
                self.postgres.sockets.rmdir()
        self.directory.close()

    def __enter__(self) -> "Services":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _url(self, role: str, secret: str) -> str:
        return self.postgres.url(role, self.directory.password(secret))


def lay_out_services(
    directory: DataDirectory, *, durable: bool = True, verbose: bool = False
) -> Services:
    """Decide user, sockets and logs of both services; nothing runs yet."""
    programs = [postgres_programs() / "postgres", valkey_program()]
    sockets = directory.sockets
    user = service_user(directory.postgres, [*programs, directory.root, sockets.parent])
    owner = (user.uid, user.gid) if user else (os.geteuid(), os.getegid())
    private_directory(sockets, *owner)
    logs = [None if verbose else directory.log_of(name) for name in ("postgres", "valkey")]
    return Services(
        directory,
        Postgres(directory.postgres, sockets, logs[0], user, durable),
        Valkey(directory.valkey, sockets, logs[1], user),
    )


def start_services(data_dir: Path, *, durable: bool = True) -> Services:
    """Start both and return when they answer and the roles exist.

    Args:
        data_dir: Made when missing; locked until ``stop``.
        durable: ``False`` is faster and only for tests: a power cut may lose the data.

    Raises:
        StartRefusedError: with the sentence to show.
    """
    directory = open_data_directory(data_dir)
    with _closing_on_failure(directory):
        services = lay_out_services(directory, durable=durable)
        try:
            services.valkey.start()
            services.postgres.initialise(directory.password("admin"))
            services.postgres.start()
            services.postgres.wait_ready()
            services.prepare_roles()
            services.postgres.finish_initialising()
            services.valkey.wait_ready()
        except BaseException:
            services.stop()
            raise
    return services


@contextlib.contextmanager
def _closing_on_failure(directory: DataDirectory) -> Iterator[None]:
    try:
        yield
    finally:
        if sys.exc_info()[0] is not None:
            directory.close()


def app_url_of(data_dir: Path) -> str:
    """Return the application role's address of a product that is running on this directory.

    For commands beside a running product: nothing is locked, started or made.

    Raises:
        StartRefusedError: nothing runs there.
    """
    root = Path(os.path.abspath(data_dir))  # noqa: PTH100 - as the directory itself is named.
    with Path(os.devnull).open("a+") as no_lock:
        directory = DataDirectory(root, no_lock)
        if not (directory.sockets / ".s.PGSQL.5432").exists():
            raise StartRefusedError(
                f"数据目录 {root} 上没有运行中的留痕，请先用 bin/serve 启动，"
                "或用 --data 指明它的数据目录，或用环境变量 DATABASE_URL 给出数据库地址。"
            )
        return lay_out_services(directory).app_url
