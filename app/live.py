"""Live news between processes over PostgreSQL's NOTIFY, delivered only when a commit stands.

News carry ids, never content: whoever hears them reads the rows with their own rights.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum

import asyncpg
import structlog
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

log = structlog.get_logger()
_RETRY_SECONDS = 1.0
_BACKLOG = 100


class Topic(StrEnum):
    """The channels; the payload of each is one id."""

    RECORDINGS_CHANGED = "recordings_changed"
    UPLOAD_WANTED = "upload_wanted"


async def announce(session: AsyncSession, topic: Topic, payload: str) -> None:
    """Tell every listening process, if and when this transaction commits."""
    await session.execute(select(func.pg_notify(topic.value, payload)))


class NewsDesk:
    """One database connection that listens for a whole process and hands news to subscribers."""

    def __init__(self, database_url: str) -> None:
        url = make_url(database_url).set(drivername="postgresql")
        self._dsn = url.render_as_string(hide_password=False)
        self._subscribers: dict[Topic, set[asyncio.Queue[str]]] = {topic: set() for topic in Topic}
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    async def start(self) -> None:
        """Begin to listen; a lost connection is opened again every second."""
        self._task = asyncio.create_task(self._listen(), name="news-desk")

    async def stop(self) -> None:
        """Stop listening and close the connection."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def ready(self) -> None:
        """Wait until news will no longer be missed."""
        await self._listening.wait()

    def tell(self, topic: Topic, payload: str) -> None:
        """Hand news to this process at once; the others hear of it through ``announce``."""
        for queue in self._subscribers[topic]:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(payload)

    @asynccontextmanager
    async def subscribe(self, topic: Topic) -> AsyncIterator[asyncio.Queue[str]]:
        """Yield a queue of payloads; a slow reader loses the oldest, so it must re-read state."""
        queue: asyncio.Queue[str] = asyncio.Queue(_BACKLOG)
        self._subscribers[topic].add(queue)
        try:
            yield queue
        finally:
            self._subscribers[topic].discard(queue)

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("news.lost", error=type(error).__name__)
            self._listening.clear()
            await asyncio.sleep(_RETRY_SECONDS)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self._dsn)
        closed = asyncio.Event()
        connection.add_termination_listener(lambda _: closed.set())
        try:
            for topic in Topic:
                await connection.add_listener(topic.value, self._hand_out)
            self._listening.set()
            await closed.wait()
        finally:
            await connection.close(timeout=1)

    def _hand_out(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        self.tell(Topic(channel), str(payload))
