"""Data directories for tests that are not about the first start."""

import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def data(used_once: Path, tmp_path: Path) -> Path:
    """A directory of the test's own in which the product has run once before."""
    return copied(used_once, tmp_path / "data")


def copied(directory: Path, spot: Path) -> Path:
    """Copy a data directory that nothing runs on, with the owners of its files."""
    subprocess.run(["cp", "-a", directory, spot], check=True)
    return spot
