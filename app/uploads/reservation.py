"""Room for what was promised: checked when a length becomes known, before a byte is taken.

Without it, parallel uploads fill the disk together and none of them can finish.
"""

from dataclasses import dataclass, replace

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import StorageFullError
from app.models import Upload
from app.uploads.errors import LengthFixedError, TooLargeError, WriterReplacedError
from app.uploads.lease import Lease
from app.uploads.queries import promised

_RESERVATION = text("SELECT pg_advisory_xact_lock(hashtextextended('upload:reservation', 0))")


@dataclass(frozen=True, slots=True)
class Room:
    """What this installation can take: per upload, on the disk now, and left untouched on it."""

    most_bytes: int
    free_bytes: int
    reserve_bytes: int


async def reserve(
    session: AsyncSession, length: int, room: Room, *, arrived_bytes: int = 0
) -> None:
    """Make sure that what is missing of a file fits; takes a lock until the transaction ends.

    Sealing copies a file once before its segments go, so room for the largest one is kept too.

    Raises:
        TooLargeError, StorageFullError: as in ``open_upload``.
    """
    if length > room.most_bytes:
        raise TooLargeError
    await session.execute(_RESERVATION)
    others = await promised(session)
    copying = max(length, others.largest_bytes)
    needed = length - arrived_bytes + others.remaining_bytes + copying + room.reserve_bytes
    if needed > room.free_bytes:
        raise StorageFullError


async def fix_length(session: AsyncSession, lease: Lease, length: int, room: Room) -> Lease:
    """Make a deferred length known; it never changes again.

    Raises:
        LengthFixedError: another length was known, or more bytes are here already.
        WriterReplacedError: the lease is lost.
        TooLargeError, StorageFullError: as in ``open_upload``.
    """
    if lease.length == length:
        return lease
    if lease.length is not None or length < lease.offset:
        raise LengthFixedError
    await reserve(session, length, room, arrived_bytes=lease.offset)
    fixed = await session.scalar(
        update(Upload)
        .where(Upload.id == lease.upload_id, Upload.epoch == lease.epoch, Upload.length.is_(None))
        .values(length=length)
        .returning(Upload.id)
        .execution_options(synchronize_session=False)
    )
    if fixed is None:
        raise WriterReplacedError
    return replace(lease, length=length)
