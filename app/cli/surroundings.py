"""The environment each child gets: what it needs to know, and no password beyond that."""

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.embedded.directory import DataDirectory
from app.embedded.refusal import StartRefusedError
from app.embedded.services import Services

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_FOR_CHILDREN = {
    "ADMIN_DATABASE_URL",
    "LIUHEN_APP_PASSWORD",
    "LIUHEN_AUDITOR_PASSWORD",
    "LIUHEN_DATA_DIR",
    "LIUHEN_OWNER_PASSWORD",
    "MIGRATION_DATABASE_URL",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Environments by purpose."""

    bystander: dict[str, str]
    """Whoever needs no settings and no secrets: the door of the set-up page."""
    given: dict[str, str]
    """What the caller had set; names of servers here replace the embedded ones."""
    everyone: dict[str, str]
    """API and worker: the application role only."""
    migration: dict[str, str]
    demonstration: dict[str, str]


def own_postgres(environ: Mapping[str, str]) -> bool:
    """Say whether the embedded PostgreSQL is wanted, that is, no other is named."""
    return not {"DATABASE_URL", "DATABASE_URL_FILE"} & environ.keys()


def own_valkey(environ: Mapping[str, str]) -> bool:
    """Say whether the embedded Valkey is wanted, that is, no other is named."""
    return not {"REDIS_URL", "REDIS_URL_FILE"} & environ.keys()


def read_setting(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return a setting, which may stand in a file; empty when it is not set.

    Raises:
        StartRefusedError: the file cannot be read.
    """
    spot = environ.get(f"{name}_FILE")
    if spot is None:
        return environ.get(name, "").strip()
    try:
        return Path(spot).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise StartRefusedError(
            f"读不到 {name}_FILE 指定的文件 {spot}（{error.strerror}），因此没有启动，"
            "请检查路径与权限后重试。"
        ) from error


def refuse_unknown_settings(given: Mapping[str, str]) -> None:
    """Refuse a typing mistake here, where the person sees it, instead of in a child's log.

    Raises:
        StartRefusedError: a ``LIUHEN_`` name is not a setting.
    """
    named = {name for name in given if name.startswith("LIUHEN_")}
    if not named:
        # The settings take a moment to load, and mostly nobody has set any.
        return
    known = importlib.import_module("app.settings").Settings.model_fields
    for name in sorted(named):
        if name.removesuffix("_FILE").removeprefix("LIUHEN_").lower() not in known:
            raise StartRefusedError(
                f"环境变量 {name} 不是留痕的设置项，请检查拼写，或取消该变量后重新启动。"
            )


def surroundings(
    directory: DataDirectory,
    services: Services,
    address: str,
    more: Mapping[str, str] | None = None,
) -> Surroundings:
    """Return the environments, where the caller's own settings win over our defaults."""
    given = {name: value for name, value in os.environ.items() if name not in NOT_FOR_CHILDREN}
    refuse_unknown_settings(given)
    ours = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    defaults = {"LIUHEN_PUBLIC_URL": address, **(more or {})}
    if not {"LIUHEN_SECRET_KEY", "LIUHEN_SECRET_KEY_FILE"} & given.keys():
        defaults["LIUHEN_SECRET_KEY"] = directory.password("secret-key")
    if not {"STORAGE_URL", "STORAGE_URL_FILE"} & given.keys():
        defaults["STORAGE_URL"] = directory.storage.as_uri()
    owner_url = os.environ.get("MIGRATION_DATABASE_URL", "")
    if own_postgres(given):
        defaults["DATABASE_URL"] = services.app_url
        owner_url = services.owner_url
    if own_valkey(given):
        defaults["REDIS_URL"] = services.redis_url
    everyone = defaults | given | ours
    return Surroundings(
        bystander={name: word for name, word in given.items() if not _is_setting(name)} | ours,
        given=given,
        everyone=everyone,
        migration=everyone | {"MIGRATION_DATABASE_URL": owner_url},
        demonstration=everyone | {"LIUHEN_DATA_DIR": str(directory.root)},
    )


def _is_setting(name: str) -> bool:
    return name.startswith(("LIUHEN_", "DATABASE_URL", "REDIS_URL", "STORAGE_URL", "PG"))


def for_demonstration(around: Surroundings) -> Surroundings:
    """Ask nobody for a second factor unless the caller says so: demo.json holds no phone."""
    default = {"LIUHEN_TOTP_REQUIRED_FOR": "nobody"}
    return replace(
        around,
        everyone=default | around.everyone,
        demonstration=default | around.demonstration,
    )
