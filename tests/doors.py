"""The doors of the application, each by itself."""

from collections.abc import Iterator
from typing import Any

from fastapi.routing import APIRoute

from app.main import create_app
from tests.settings import SETTINGS


def routes() -> Iterator[APIRoute]:
    waiting: list[Any] = list(create_app(SETTINGS).routes)
    while waiting:
        route = waiting.pop()
        if hasattr(route, "original_router"):
            waiting += route.original_router.routes
        elif isinstance(route, APIRoute):
            yield route
