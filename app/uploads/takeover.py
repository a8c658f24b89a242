"""Come to hold an upload that somebody else may still be writing.

A phone that changed from Wi-Fi to the mobile net has left a dead connection behind, and its old
request holds the lease until it notices. The newcomer asks for the upload by name, in this
process at once and in the others by the database's news; the old request stops reading, commits
what it has and lets go. After a second the newcomer takes over anyway.
"""

import asyncio
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.db import transaction
from app.live import Topic, announce
from app.policy.actor import Actor
from app.uploads.errors import OffsetMismatchError, UploadLockedError
from app.uploads.lease import Lease, release_lease, take_lease
from app.uploads.means import Means, lease_duration
from app.uploads.queries import UploadView, find_upload

GRACE_SECONDS = 1.0


def wanted(upload_id: UUID, epoch: int) -> str:
    """Return the news that the holder of this epoch should let go.

    The epoch keeps news that arrive late from stopping the very request that sent them.
    """
    return f"{upload_id}:{epoch}"


_ASK_AGAIN_SECONDS = 0.02


async def ask_for(
    session: AsyncSession, means: Means, actor: Actor, upload_id: UUID, offset: int | None
) -> tuple[UploadView, Lease | None]:
    """Take the lease if it is free, else tell its holder that the upload is wanted.

    ``offset`` is where the caller wants to write; a free upload that ends elsewhere is not taken.
    No lease means that the upload is held or, as the view says, complete.

    Raises:
        NotFoundError, UploadGoneError: as in ``find_upload``.
        UploadLockedError: somebody else took the free upload at this very moment.
        OffsetMismatchError: the durable bytes end elsewhere; nothing was changed.
    """
    now = means.clock()
    view = await find_upload(session, actor, upload_id)
    if view.is_held(now):
        await announce(session, Topic.UPLOAD_WANTED, wanted(upload_id, view.epoch))
        return view, None
    if offset is not None and offset != view.offset:
        raise OffsetMismatchError(offset=view.offset)
    if view.is_complete:
        return view, None
    lease = await take_lease(session, upload_id, duration=lease_duration(means.settings), now=now)
    if lease is None:
        raise UploadLockedError
    return view, lease


async def wait_for_lease(
    means: Means, actor: Actor, view: UploadView, offset: int | None
) -> tuple[UploadView, Lease | None]:
    """Wait for the holder to let go, at most for the grace, then take the upload from it.

    Returns no lease when the upload was completed meanwhile.

    Raises:
        UploadLockedError: another newcomer was faster.
        NotFoundError, UploadGoneError, OffsetMismatchError: as in ``ask_for``.
    """
    means.news.tell(Topic.UPLOAD_WANTED, wanted(view.id, view.epoch))
    loop = asyncio.get_running_loop()
    deadline = loop.time() + GRACE_SECONDS
    while loop.time() < deadline:
        await asyncio.sleep(_ASK_AGAIN_SECONDS)
        async with transaction(means.sessions) as session:
            seen = await find_upload(session, actor, view.id)
            if seen.is_complete or not seen.is_held(means.clock()):
                found, lease = await ask_for(session, means, actor, view.id, offset)
                if lease is None and not found.is_complete:
                    raise UploadLockedError
                return found, lease
            if seen.epoch != view.epoch:
                raise UploadLockedError
    return await _take_over(means, actor, view, offset)


async def settle(means: Means, actor: Actor, view: UploadView) -> UploadView:
    """Return the upload once nobody writes it, so that its offset will hold for the next PATCH.

    Raises:
        UploadLockedError, NotFoundError, UploadGoneError: as in ``wait_for_lease``.
    """
    settled, lease = await wait_for_lease(means, actor, view, None)
    if lease is None:
        return settled
    async with transaction(means.sessions) as session:
        await release_lease(session, lease)
        return await find_upload(session, actor, view.id)


async def _take_over(
    means: Means, actor: Actor, view: UploadView, offset: int | None
) -> tuple[UploadView, Lease]:
    async with transaction(means.sessions) as session:
        lease = await take_lease(
            session,
            view.id,
            duration=lease_duration(means.settings),
            now=means.clock(),
            over_epoch=view.epoch,
        )
        if lease is None:
            raise UploadLockedError
        if offset is not None and offset != lease.offset:
            # Rolls the taking back as well: the old holder may go on.
            raise OffsetMismatchError(offset=lease.offset)
        return await find_upload(session, actor, view.id), lease
