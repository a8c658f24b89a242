"""Who may write an upload now: a lease with a fencing number.

One writer at a time, but no lock and no transaction lasts as long as a body does. A newcomer that
finds a holder asks it to let go (``app.uploads.takeover``); released or not, it then raises
``epoch`` in one statement. From that moment the old writer's commit finds no row, and its bytes
are in a segment of their own, so they can hurt nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.models import Upload
from app.policy.vocabulary import UploadState
from app.uploads.errors import WriterReplacedError


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to append to an upload at ``offset``, until somebody raises the epoch."""

    upload_id: UUID
    epoch: int
    holder: UUID
    offset: int
    length: int | None


async def take_lease(
    session: AsyncSession,
    upload_id: UUID,
    *,
    duration: timedelta,
    now: datetime,
    over_epoch: int | None = None,
) -> Lease | None:
    """Take the upload when nobody holds it; with ``over_epoch``, also from the holder seen there.

    Of two newcomers that saw the same epoch one succeeds. ``None`` means that the upload is held,
    has changed hands meanwhile, or is no longer open.
    """
    holder = ids.new_id()
    free = or_(Upload.holder.is_(None), Upload.lease_until.is_(None), Upload.lease_until <= now)
    row = (
        await session.execute(
            update(Upload)
            .where(
                Upload.id == upload_id,
                Upload.state == UploadState.OPEN.value,
                free if over_epoch is None else or_(free, Upload.epoch == over_epoch),
            )
            .values(epoch=Upload.epoch + 1, holder=holder, lease_until=now + duration)
            .returning(Upload.epoch, Upload.committed_offset, Upload.length)
            .execution_options(synchronize_session=False)
        )
    ).one_or_none()
    if row is None:
        return None
    return Lease(upload_id, row.epoch, holder, row.committed_offset, row.length)


async def renew_lease(session: AsyncSession, lease: Lease, *, until: datetime) -> None:
    """Prolong the lease.

    Raises:
        WriterReplacedError: it is no longer ours.
    """
    held = await session.scalar(
        update(Upload)
        .where(
            Upload.id == lease.upload_id,
            Upload.epoch == lease.epoch,
            Upload.state == UploadState.OPEN.value,
        )
        .values(lease_until=until)
        .returning(Upload.id)
        .execution_options(synchronize_session=False)
    )
    if held is None:
        raise WriterReplacedError


async def release_lease(session: AsyncSession, lease: Lease) -> None:
    """Let go, if it is still ours; otherwise there is nothing to let go of."""
    await session.execute(
        update(Upload)
        .where(Upload.id == lease.upload_id, Upload.epoch == lease.epoch)
        .values(holder=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
