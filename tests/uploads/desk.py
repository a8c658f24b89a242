"""The upload verbs without HTTP: means over a real database, and a sender that never gives up."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.clock import Clock
from app.db import transaction, type_of_sessions
from app.errors import LiuhenError
from app.live import NewsDesk
from app.models import Segment
from app.policy.actor import Actor
from app.queue import Nudger
from app.settings import MIB, Settings
from app.storage.disk import DiskStore
from app.storage.store import StoredPart
from app.uploads.actions import open_upload
from app.uploads.means import DATABASE_AWAY, expiry_of
from app.uploads.metadata import Metadata
from app.uploads.queries import UploadView, find_upload
from app.uploads.reception import Received, receive_body
from app.uploads.reservation import Room
from app.uploads.takeover import ask_for, wait_for_lease
from tests.world import NOW


@dataclass(frozen=True, slots=True)
class Desk:
    """What uploads need of an application, made by a test."""

    settings: Settings
    sessions: type_of_sessions
    store: DiskStore
    nudger: Nudger
    news: NewsDesk
    clock: Clock


def settings_for(database_url: str, redis_url: str, **changes: object) -> Settings:
    """Return small checkpoints and no reserve, so that a test meets every step."""
    values: dict[str, object] = {
        "database_url": database_url,
        "redis_url": redis_url,
        "storage_url": "file:///nowhere",
        "storage_reserve_bytes": 0,
        "upload_checkpoint_bytes": MIB,
    }
    return Settings.model_validate(values | changes)


async def opened(
    desk: Desk, actor: Actor, length: int | None, *, free_bytes: int = 1 << 50
) -> UploadView:
    """Open an upload of ``length`` bytes."""
    async with transaction(desk.sessions) as session:
        view = await open_upload(
            session,
            actor,
            length,
            metadata=Metadata(file_name="现场.mp4"),
            room=Room(desk.settings.upload_max_bytes, free_bytes, 0),
            expires_at=expiry_of(desk.settings, NOW),
            now=desk.clock(),
        )
    assert isinstance(view, UploadView)
    return view


async def pieces_of(data: bytes, size: int = 300_000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def append(desk: Desk, actor: Actor, upload_id: UUID, data: bytes) -> Received | None:
    """Send everything from the durable offset on; ``None`` when the upload is complete already."""
    async with transaction(desk.sessions) as session:
        view, lease = await ask_for(session, desk, actor, upload_id, None)
    if lease is None and not view.is_complete:
        view, lease = await wait_for_lease(desk, actor, view, None)
    if lease is None:
        return None
    return await receive_body(desk, actor, lease, pieces_of(data[lease.offset :]))


async def send(desk: Desk, actor: Actor, upload_id: UUID, data: bytes) -> list[str]:
    """Send until the upload is complete; return the codes of what went wrong on the way.

    Checks after each failure that the offset has not gone back.
    """
    failures: list[str] = []
    offset = 0
    while True:
        try:
            await append(desk, actor, upload_id, data)
        except LiuhenError as error:
            failures.append(error.code)
        except DATABASE_AWAY as error:
            failures.append(type(error).__name__)
        async with desk.sessions() as session:
            view = await find_upload(session, actor, upload_id)
        assert view.offset >= offset
        offset = view.offset
        if view.is_complete:
            return failures


async def parts_of(sessions: type_of_sessions, upload_id: UUID) -> list[StoredPart]:
    """Return the segments in order, as the sealing worker reads them."""
    async with sessions() as session:
        rows = await session.scalars(
            select(Segment).where(Segment.upload_id == upload_id).order_by(Segment.start)
        )
        return [StoredPart(row.storage_key, row.length, row.sha256) for row in rows]


async def digest_kept(
    sessions: type_of_sessions, store: DiskStore, upload_id: UUID
) -> tuple[str, tuple[str, ...]]:
    """Assemble and read back; return the SHA-256 and the spoiled parts."""
    parts = await parts_of(sessions, upload_id)
    found = store.digest_original(store.assemble_original(upload_id, parts), parts)
    return found.sha256, found.spoiled_parts
