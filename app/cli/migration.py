"""The step of a start that brings the database to our structure, skipped when it is there."""

import asyncio
import importlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from app import __version__
from app.cli.gate import Gate
from app.embedded.directory import newer_data
from app.embedded.refusal import StartRefusedError
from app.embedded.services import Services

Spawn = Callable[..., subprocess.Popen[bytes]]
COMMAND = [sys.executable, "-m", "app.cli", "migrate"]


@dataclass(slots=True)
class Migration:
    """One start's migration; ``spawn(name, command, environ, *handles)`` starts its process."""

    services: Services
    environ: dict[str, str]
    spawn: Spawn
    _loaded: tuple[Gate, subprocess.Popen[bytes]] | None = field(default=None)
    _fresh: bool = False

    def load_early(self) -> None:
        """Let alembic load beside ``initdb`` when the database is certain to need it."""
        self._fresh = self.services.postgres.is_fresh()
        if self._fresh:
            gate = Gate()
            command = [*COMMAND, "--gate", str(gate.reader)]
            self._loaded = gate, self.spawn("migrate", command, self.environ, gate.reader)

    def load_driver(self) -> None:
        """Load what ``run`` needs while the server is starting."""
        importlib.import_module("app.cli.revisions")

    def run(self) -> bool:
        """Migrate if needed; ``False`` when alembic failed, whose output is in its log.

        Raises:
            StartRefusedError: a newer program has migrated this database before.
        """
        owner_url = self.environ["MIGRATION_DATABASE_URL"]
        if not owner_url:
            # A server of production, migrated by a step of its own that holds the credential.
            return True
        from app.cli.revisions import Standing, standing_of  # noqa: PLC0415 - see load_driver.

        standing = Standing.UNPREPARED if self._fresh else asyncio.run(standing_of(owner_url))
        if standing is Standing.NEWER:
            root = self.services.directory.root
            raise StartRefusedError(newer_data(root, "数据库结构较新", f"留痕 {__version__}"))
        if standing is Standing.CURRENT:
            return True
        if standing is Standing.UNPREPARED:
            self._prepare()
        return self._upgrade()

    def _prepare(self) -> None:
        if self.services.postgres.process is None:
            raise StartRefusedError(
                "无法以 MIGRATION_DATABASE_URL 中的账号连接数据库，"
                "请检查口令，或先运行 bin/liuhen prepare-database 建立角色与数据库。"
            )
        self.services.prepare_roles()

    def _upgrade(self) -> bool:
        if self._loaded is None:
            return self.spawn("migrate", COMMAND, self.environ).wait() == 0
        gate, process = self._loaded
        gate.open()
        return process.wait() == 0
