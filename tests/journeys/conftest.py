"""The house of the journeys that need no server of their own."""

from tests.cli.conftest import data
from tests.routers.conftest import clip, house

__all__ = ["clip", "data", "house"]
