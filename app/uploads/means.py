"""What the verbs of an upload need of a running application."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.clock import Clock
from app.db import type_of_sessions
from app.live import NewsDesk
from app.queue import Nudger
from app.settings import Settings
from app.storage.store import Store
from app.uploads.actions import Room

P = ParamSpec("P")
T = TypeVar("T")

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


async def blocking(
    store: Store, work: Callable[P, T], *arguments: P.args, **keywords: P.kwargs
) -> T:
    """Run blocking work in the store's threads.

    When the caller is cancelled the work is still waited for: a thread that writes on while its
    file is being closed could write into another file that got the same descriptor.
    """
    loop = asyncio.get_running_loop()
    future = loop.run_in_executor(store.threads, lambda: work(*arguments, **keywords))
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait([future])
        raise


async def room_of(means: Means) -> Room:
    """Return what this installation can take at this moment."""
    return Room(
        most_bytes=means.settings.upload_max_bytes,
        free_bytes=await blocking(means.store, means.store.free_bytes),
        reserve_bytes=means.settings.storage_reserve_bytes,
    )


def lease_duration(settings: Settings) -> timedelta:
    """Return for how long a writer holds an upload between two signs of life."""
    return timedelta(seconds=2 * settings.upload_checkpoint_seconds + _LEASE_MARGIN_SECONDS)


def expiry_of(settings: Settings, now: datetime) -> datetime:
    """Return until when an upload with a sign of life now is kept."""
    return now + timedelta(hours=settings.upload_expiry_hours)
