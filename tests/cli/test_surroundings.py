import os
from pathlib import Path

import pytest

from app.cli.surroundings import own_postgres, own_valkey, surroundings
from app.embedded.directory import open_data_directory
from app.embedded.services import lay_out_services


def test_no_child_but_the_migration_gets_the_password_of_the_owner(tmp_path: Path) -> None:
    directory = open_data_directory(tmp_path / "data")
    services = lay_out_services(directory)

    around = surroundings(directory, services, "http://127.0.0.1:1")
    services.stop()

    owner = directory.password("owner")
    assert owner in around.migration["MIGRATION_DATABASE_URL"]
    assert owner not in str(around.everyone)
    assert owner not in str(around.demonstration)


def test_servers_that_are_named_replace_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://db/liuhen")
    monkeypatch.setenv("REDIS_URL", "redis://queue:6379/0")
    directory = open_data_directory(tmp_path / "data")
    services = lay_out_services(directory)

    around = surroundings(directory, services, "http://127.0.0.1:1")
    services.stop()

    assert around.everyone["DATABASE_URL"] == "postgresql+asyncpg://db/liuhen"
    assert around.everyone["REDIS_URL"] == "redis://queue:6379/0"
    assert not own_postgres(os.environ)
    assert not own_valkey(os.environ)
