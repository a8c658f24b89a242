from pathlib import Path

import pytest

from app.embedded.directory import LOG_LIMIT_BYTES, open_data_directory, private_directory
from app.embedded.refusal import StartRefusedError


def test_a_password_is_made_once_and_kept(tmp_path: Path) -> None:
    directory = open_data_directory(tmp_path / "data")

    first, again, other = map(directory.password, ("app", "app", "owner"))
    directory.close()

    assert first == again
    assert first != other


def test_a_log_that_has_grown_large_is_set_aside_at_the_next_start(tmp_path: Path) -> None:
    directory = open_data_directory(tmp_path / "data")
    (directory.logs / "api.log").write_bytes(bytes(LOG_LIMIT_BYTES + 1))

    log = directory.log_of("api")
    directory.close()

    assert not log.exists()
    assert (directory.logs / "api.log.1").stat().st_size == LOG_LIMIT_BYTES + 1


def test_a_version_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "VERSION").write_text("not json")

    with pytest.raises(StartRefusedError, match="无法读懂"):
        open_data_directory(tmp_path)


def test_a_link_prepared_by_somebody_else_is_not_used_for_sockets(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "target")

    with pytest.raises(StartRefusedError, match="不是留痕建立的私有目录"):
        private_directory(tmp_path / "link", 0, 0)


def test_a_directory_open_to_others_is_not_used_for_sockets(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)

    with pytest.raises(StartRefusedError, match="不是留痕建立的私有目录"):
        private_directory(tmp_path / "open", 0, 0)
