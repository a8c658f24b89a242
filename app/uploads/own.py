"""What one person has begun to upload and not finished."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Upload
from app.policy.actor import Actor
from app.policy.vocabulary import UploadState

LIMIT = 50


@dataclass(frozen=True, slots=True)
class OpenUpload:
    """One upload in progress; ``received_bytes`` are durable."""

    file_name: str
    received_bytes: int
    size_bytes: int | None
    state: UploadState
    expires_at: datetime


async def open_uploads_of(
    session: AsyncSession, actor: Actor, *, now: datetime
) -> tuple[OpenUpload, ...]:
    """Return the actor's own open uploads that can still be continued, newest first."""
    rows = await session.scalars(
        select(Upload)
        .where(
            Upload.person_id == actor.id,
            Upload.state == UploadState.OPEN.value,
            Upload.expires_at > now,
        )
        .order_by(Upload.id.desc())
        .limit(LIMIT)
    )
    return tuple(
        OpenUpload(
            file_name=row.file_name,
            received_bytes=row.committed_offset,
            size_bytes=row.length,
            state=UploadState(row.state),
            expires_at=row.expires_at,
        )
        for row in rows
    )
