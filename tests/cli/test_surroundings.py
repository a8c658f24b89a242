import os
from pathlib import Path

import pytest

from app.cli.surroundings import (
    for_demonstration,
    own_postgres,
    own_valkey,
    surroundings,
)
from app.embedded.directory import open_data_directory
from app.embedded.refusal import StartRefusedError
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


def test_a_setting_that_does_not_exist_is_refused_by_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIUHEN_SWEEP_SECONDS", "3")
    monkeypatch.setenv("LIUHEN_SWEEP_SECOND", "3")
    directory = open_data_directory(tmp_path / "data")
    services = lay_out_services(directory)

    with pytest.raises(StartRefusedError, match=r"LIUHEN_SWEEP_SECOND 不是留痕的设置项"):
        surroundings(directory, services, "http://127.0.0.1:1")

    services.stop()


def test_a_key_for_second_factors_is_made_once_and_stays(tmp_path: Path) -> None:
    directory = open_data_directory(tmp_path / "data")
    services = lay_out_services(directory)

    first = surroundings(directory, services, "http://127.0.0.1:1").everyone
    second = surroundings(directory, services, "http://127.0.0.1:1").everyone
    services.stop()

    assert len(first["LIUHEN_SECRET_KEY"]) >= 43
    assert first["LIUHEN_SECRET_KEY"] == second["LIUHEN_SECRET_KEY"]


def test_a_key_that_is_given_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIUHEN_SECRET_KEY_FILE", "/somewhere")
    directory = open_data_directory(tmp_path / "data")
    services = lay_out_services(directory)

    around = surroundings(directory, services, "http://127.0.0.1:1")
    services.stop()

    assert "LIUHEN_SECRET_KEY" not in around.everyone


@pytest.mark.parametrize(("given", "asked"), [("", "nobody"), ("everybody", "everybody")])
def test_a_demonstration_asks_nobody_for_a_phone_unless_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, asked: str
) -> None:
    if given:
        monkeypatch.setenv("LIUHEN_TOTP_REQUIRED_FOR", given)
    directory = open_data_directory(tmp_path / "data")
    services = lay_out_services(directory)

    around = for_demonstration(surroundings(directory, services, "http://127.0.0.1:1"))
    services.stop()

    assert around.everyone["LIUHEN_TOTP_REQUIRED_FOR"] == asked
