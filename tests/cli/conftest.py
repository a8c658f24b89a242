"""Data directories for tests that are not about the first start."""

from pathlib import Path

import pytest

from tests.cli.running import copied


@pytest.fixture
def data(used_once: Path, tmp_path: Path) -> Path:
    """A directory of the test's own in which the product has run once before."""
    return copied(used_once, tmp_path / "data")
