"""Throw away the bytes of an upload that has ended, once that end is committed."""

import asyncio
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import after_commit
from app.errors import LiuhenError
from app.storage.store import Store

log = structlog.get_logger()


def discard_afterwards(session: AsyncSession, store: Store, upload_id: UUID) -> None:
    """Discard the segments after the commit. A disk that refuses costs room, not correctness."""

    async def discard() -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(
                store.threads, store.discard_segments, upload_id
            )
        except LiuhenError as error:
            log.warning("upload.segments_kept", upload=str(upload_id), error=error.code)

    after_commit(session, discard)
