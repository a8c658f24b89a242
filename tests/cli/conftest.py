"""Data directories for tests that are not about the first start."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.running import running


@pytest.fixture(scope="session")
def used_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which the product has run once, kept to be copied.

    Making and migrating a database takes longer than everything else that a start does.
    """
    data = tmp_path_factory.mktemp("used") / "data"
    with running(data):
        pass
    return data


@pytest.fixture
def data(used_once: Path, tmp_path: Path) -> Path:
    """A directory of the test's own in which the product has run once before."""
    return copied(used_once, tmp_path / "data")


def copied(directory: Path, spot: Path) -> Path:
    """Copy a data directory that nothing runs on, with the owners of its files."""
    subprocess.run(["cp", "-a", directory, spot], check=True)
    return spot
