"""Take the bytes of a document: once into the store, read back with both digests (P2).

Until they are judged they lie apart and are removed without a trace when they are unfit. No
transaction is open while bytes come or are read back.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import ConflictError, StorageFailureError
from app.models import Original
from app.pages.passing import PaperType, Passing
from app.storage.store import Digests, Store, StoredPart
from app.storage.threads import in_threads


@dataclass(frozen=True, slots=True)
class ArrivedPaper:
    """A document whose bytes lie apart; its id is that which the original will have."""

    id: UUID
    file_name: str
    media_type: PaperType
    part: StoredPart


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """Where the bytes lie for good; ``is_new`` unless the same ones were kept before."""

    original_id: UUID
    storage_key: str
    digests: Digests
    is_new: bool


@asynccontextmanager
async def arriving(
    store: Store,
    stream: AsyncIterator[bytes],
    file_name: str,
    *,
    takes: Collection[PaperType] = tuple(PaperType),
) -> AsyncIterator[ArrivedPaper]:
    """Yield the document once all of it has come; whatever lies apart is removed at the end.

    ``takes`` are the kinds for which there is room where it goes.

    Raises:
        UnfitDocumentError: nothing is kept.
        StorageFullError, StorageFailureError: nothing is kept.
        BodyBrokenError: the sender went away.
    """
    paper_id = ids.new_id()
    try:
        yield await _take(store, paper_id, stream, file_name, Passing(takes))
    finally:
        await in_threads(store, store.discard_segments, paper_id)


async def keep_paper(store: Store, paper: ArrivedPaper, twin: Original | None) -> KeptPaper:
    """Put the bytes where they stay and read them back; ``twin`` holds the same bytes already.

    Raises:
        StorageFullError: no room.
        StorageFailureError: what was read back is not what came, or the twin is no longer whole.
    """
    if twin is not None:
        kept = Digests(twin.size_bytes, twin.sha256, twin.sm3)
        if await in_threads(store, store.digest_original, twin.storage_key) != kept:
            raise StorageFailureError
        return KeptPaper(twin.id, twin.storage_key, kept, is_new=False)
    key = await in_threads(store, store.assemble_original, paper.id, (paper.part,))
    digests = await in_threads(store, store.digest_original, key, (paper.part,))
    if digests.spoiled_parts or digests.sha256 != paper.part.sha256:
        raise StorageFailureError
    return KeptPaper(paper.id, key, digests, is_new=True)


async def twin_of(session: AsyncSession, paper: ArrivedPaper) -> Original | None:
    """Return the original that holds the same bytes, if there is one."""
    return await session.scalar(
        select(Original).where(
            Original.sha256 == paper.part.sha256, Original.size_bytes == paper.part.length
        )
    )


async def register_original(session: AsyncSession, kept: KeptPaper, now: datetime) -> None:
    """Add the original's row; two uploads of the same bytes at once meet at the unique digest.

    Raises:
        ConflictError: somebody else has kept the same bytes meanwhile.
    """
    if not kept.is_new:
        return
    row = Original(
        id=kept.original_id,
        storage_key=kept.storage_key,
        size_bytes=kept.digests.size_bytes,
        sha256=kept.digests.sha256,
        sm3=kept.digests.sm3,
        sealed_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(row)
            await session.flush()
    except IntegrityError as error:
        raise ConflictError("同一文件正在由别人上传，请稍后刷新页面核对。") from error


async def _take(
    store: Store, paper_id: UUID, stream: AsyncIterator[bytes], file_name: str, passing: Passing
) -> ArrivedPaper:
    writer = store.begin_segment(paper_id, 0, 1)
    try:
        async for piece in stream:
            passing.see(piece)
            # What is too large is read to its end, so that the browser hears why, but not kept.
            if not passing.is_too_large:
                await in_threads(store, writer.write, (piece,))
        media_type = passing.judge(file_name)
        stored = await in_threads(store, writer.finish)
    finally:
        await in_threads(store, writer.discard)
    part = StoredPart(stored.key, stored.length, stored.sha256)
    return ArrivedPaper(paper_id, file_name, media_type, part)
