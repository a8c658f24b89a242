"""The house of the journeys that need no server of their own, and the office of the others."""

from pathlib import Path

import pytest

from tests.cli.running import copied
from tests.routers.conftest import clip, house

__all__ = ["clip", "house"]


@pytest.fixture
def office_data(furnished_once: Path, tmp_path: Path) -> Path:
    """A directory of the test's own in which the demonstration has come to rest."""
    return copied(furnished_once, tmp_path / "data")
