"""What a terminal whose token was revoked may still hand in: for some days, and so many bytes.

Evidence comes first, so a stolen or replaced terminal is not refused; but whoever holds a revoked
token must not be able to fill the disk for ever.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import TerminalToken, Upload
from app.policy.actor import Actor
from app.policy.vocabulary import UploadState
from app.settings import Settings
from app.uploads.errors import GraceEndedError, GraceFullError


async def check_days(
    session: AsyncSession, actor: Actor, settings: Settings, now: datetime
) -> None:
    """Let everybody pass except a terminal that was revoked too long ago.

    Raises:
        GraceEndedError: the days are over.
    """
    if not actor.is_revoked:
        return
    revoked_at = await _revoked_at(session, actor)
    if revoked_at is not None and now > revoked_at + timedelta(days=settings.revoked_upload_days):
        raise GraceEndedError


async def check_amount(session: AsyncSession, actor: Actor, settings: Settings) -> None:
    """Let everybody pass except a revoked terminal whose uploads, this one included, are too much.

    Call it in the transaction that made a length known: ``reserve`` has taken the lock under
    which two uploads at once are both counted.

    Raises:
        GraceFullError: with this file it is too much, in bytes or in files: empty ones fill
            no disk, but the database and the queue of whoever has to look at them.
    """
    if not actor.is_revoked:
        return
    files, sent = await _handed_in(session, actor)
    if files > settings.revoked_upload_files or sent > settings.revoked_upload_bytes:
        raise GraceFullError


async def check_arrived(session: AsyncSession, actor: Actor, settings: Settings) -> None:
    """Hold a revoked terminal to its bytes when more of a file of unknown length has arrived.

    Locks the token's row, so that of many such files at once each is counted by the others.

    Raises:
        GraceFullError: it is too much.
    """
    if not actor.is_revoked:
        return
    await session.execute(
        select(TerminalToken.id).where(TerminalToken.id == actor.credential_id).with_for_update()
    )
    if await bytes_left(session, actor, settings) < 0:
        raise GraceFullError


async def bytes_left(session: AsyncSession, actor: Actor, settings: Settings) -> int:
    """Return how many bytes the revoked terminal may still send; below zero when overdrawn."""
    _, sent = await _handed_in(session, actor)
    return settings.revoked_upload_bytes - sent


async def _handed_in(session: AsyncSession, actor: Actor) -> tuple[int, int]:
    """Return the number and the bytes of what came since the token ended, or is on its way."""
    since = await _revoked_at(session, actor)
    size = func.coalesce(Upload.length, Upload.committed_offset)
    row = (
        await session.execute(
            select(func.count(), func.coalesce(func.sum(size), 0)).where(
                Upload.device_id == actor.id,
                Upload.is_set_aside,
                Upload.state.in_([UploadState.OPEN.value, UploadState.COMPLETE.value]),
                or_(Upload.completed_at.is_(None), Upload.completed_at >= since),
            )
        )
    ).one()
    return int(row[0]), int(row[1])


async def is_revoked_by_now(session: AsyncSession, actor: Actor) -> bool:
    """Return whether the token that began this request has ended meanwhile.

    Locks the token's row against a revocation at this very moment: either it comes first and is
    seen here, or it comes after the upload was complete.
    """
    if actor.is_revoked:
        return True
    return await _revoked_at(session, actor, lock=True) is not None


async def _revoked_at(
    session: AsyncSession, actor: Actor, *, lock: bool = False
) -> datetime | None:
    own: ColumnElement[bool] = TerminalToken.id == actor.credential_id
    statement = select(TerminalToken.revoked_at).where(own, TerminalToken.device_id == actor.id)
    if lock:
        statement = statement.with_for_update(read=True)
    revoked_at: datetime | None = await session.scalar(statement)
    return revoked_at
