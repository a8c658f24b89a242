"""The product's own application with a clock that stands still, so that answers can be compared."""

from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from tests.world import stopped_clock


def create_stopped_app() -> FastAPI:
    """Entry point for the server's process."""
    return create_app(Settings.from_environment(), stopped_clock)


STOPPED_APPLICATION = f"{__name__}:{create_stopped_app.__name__}"
