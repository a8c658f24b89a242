"""What the verbs of an upload need of a running application."""

from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.clock import Clock
from app.db import type_of_sessions
from app.live import NewsDesk
from app.queue import Nudger
from app.settings import Settings
from app.storage.store import Store
from app.storage.threads import in_threads
from app.uploads.reservation import Room

DATABASE_AWAY = (DBAPIError, SQLAlchemyError, OSError)
"""How a database that cannot be reached shows itself; the sender is to try again."""
_LEASE_MARGIN_SECONDS = 30.0


class Means(Protocol):
    """The part of the doors' resources that uploads use."""

    @property
    def settings(self) -> Settings:
        """Return the settings."""
        ...

    @property
    def sessions(self) -> type_of_sessions:
        """Return the factory of sessions."""
        ...

    @property
    def store(self) -> Store:
        """Return where the bytes go."""
        ...

    @property
    def nudger(self) -> Nudger:
        """Return what wakes a worker."""
        ...

    @property
    def news(self) -> NewsDesk:
        """Return the news between requests."""
        ...

    @property
    def clock(self) -> Clock:
        """Return what tells the time."""
        ...


async def room_of(means: Means) -> Room:
    """Return what this installation can take at this moment."""
    return Room(
        most_bytes=means.settings.upload_max_bytes,
        free_bytes=await in_threads(means.store, means.store.free_bytes),
        reserve_bytes=means.settings.storage_reserve_bytes,
    )


def lease_duration(settings: Settings) -> timedelta:
    """Return for how long a writer holds an upload between two signs of life."""
    return timedelta(seconds=2 * settings.upload_checkpoint_seconds + _LEASE_MARGIN_SECONDS)


def expiry_of(settings: Settings, now: datetime) -> datetime:
    """Return until when an upload with a sign of life now is kept."""
    return now + timedelta(hours=settings.upload_expiry_hours)
