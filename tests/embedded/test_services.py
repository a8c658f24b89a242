import os
import pwd
import stat
import subprocess
from pathlib import Path

import asyncpg
import pytest

from app.embedded.postgres import UNSYNCED
from app.embedded.roles import plain
from app.embedded.services import Services, start_services
from tests.cli.running import command_line


async def ask(url: str, statement: str) -> object:
    """Run one statement as one role and return its first value."""
    connection = await asyncpg.connect(dsn=plain(url))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_chinese_text_has_trigrams(services: Services) -> None:
    """A locale of C would make every search by trigram a scan of the table."""
    await ask(services.admin_url, "CREATE EXTENSION IF NOT EXISTS pg_trgm")

    trigrams = await ask(services.admin_url, "SELECT cardinality(show_trgm('张伟公司'))")

    assert trigrams == 5


async def test_pages_carry_checksums_and_nothing_listens_on_the_network(services: Services) -> None:
    assert await ask(services.admin_url, "SHOW data_checksums") == "on"
    assert await ask(services.admin_url, "SHOW listen_addresses") == ""


async def test_the_application_role_cannot_change_the_structure(services: Services) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ask(services.app_url, "CREATE TABLE own (a int)")


async def test_the_auditor_cannot_write(services: Services) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ask(services.auditor_url, "DELETE FROM ledger_event")


async def test_a_wrong_password_is_refused_on_the_local_socket_too(services: Services) -> None:
    wrong = services.app_url.replace(services.directory.password("app"), "wrong")

    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(wrong, "SELECT 1")


def test_passwords_are_readable_by_their_owner_only(services: Services) -> None:
    kept = list(services.directory.secrets.iterdir())

    assert len(kept) >= 4
    assert {stat.S_IMODE(spot.stat().st_mode) for spot in kept} == {0o600}
    assert stat.S_IMODE(services.directory.secrets.stat().st_mode) == 0o700


def test_services_run_as_their_own_user_for_root_and_as_the_caller_for_others(
    services: Services,
) -> None:
    assert services.postgres.process is not None
    runs_as = Path(f"/proc/{services.postgres.process.pid}").stat().st_uid

    expected = pwd.getpwnam("liuhen").pw_uid if os.geteuid() == 0 else os.geteuid()
    assert runs_as == expected


def test_a_closed_directory_above_the_data_stays_closed(tmp_path: Path) -> None:
    """For root the service user cannot pass such a directory by its own right."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    with start_services(closed / "data", durable=False) as services:
        assert services.postgres.process is not None

        assert command_line(services.postgres.process.pid)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert closed.stat().st_uid == os.geteuid()


def test_a_cluster_whose_making_was_interrupted_is_made_again(tmp_path: Path) -> None:
    half_made = tmp_path / "data" / "postgres"
    half_made.mkdir(parents=True, mode=0o700)
    (half_made / UNSYNCED).touch()

    with start_services(tmp_path / "data", durable=False) as services:
        assert (services.postgres.data / "PG_VERSION").read_text().strip() == "18"
        assert not (services.postgres.data / UNSYNCED).exists()


def test_a_server_left_behind_by_an_earlier_start_is_ended(tmp_path: Path) -> None:
    first = start_services(tmp_path / "data", durable=False)
    assert first.postgres.process is not None
    assert first.valkey.process is not None
    left = [first.postgres.process, first.valkey.process]
    first.directory.close()

    with start_services(tmp_path / "data", durable=False):
        statuses = [process.wait(120) for process in left]

    assert len(statuses) == 2


def test_a_process_that_only_has_the_number_of_ours_is_left_alone(tmp_path: Path) -> None:
    with start_services(tmp_path / "data", durable=False):
        pass
    with subprocess.Popen(["sleep", "600"]) as stranger:
        (tmp_path / "data" / "valkey.pid").write_text(str(stranger.pid))

        with start_services(tmp_path / "data", durable=False):
            status = stranger.poll()
        stranger.kill()

    assert status is None
