"""What a running application owns; made once by ``app.main`` and kept on ``app.state``."""

from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

from app.access.stamped_pictures import StampedPictures
from app.clock import Clock
from app.db import type_of_sessions
from app.law.shelf import Shelf
from app.live import NewsDesk
from app.people.passwords import PasswordPool
from app.queue import Nudger
from app.settings import Settings
from app.storage.store import Store


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything a door may need; tests build one with a clock that stands still."""

    settings: Settings
    engine: AsyncEngine
    sessions: type_of_sessions
    store: Store
    nudger: Nudger
    news: NewsDesk
    passwords: PasswordPool
    clock: Clock
    shelf: Shelf
    stamps: StampedPictures = field(default_factory=StampedPictures)


def resources_of(connection: HTTPConnection) -> Resources:
    """Return the application's resources from any request."""
    resources: Resources = connection.app.state.resources
    return resources
