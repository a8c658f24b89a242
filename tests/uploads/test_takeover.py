"""Newcomers who find an upload held: one of them gets it, and none is told something untrue."""

import asyncio
from datetime import timedelta

import pytest

from app.db import transaction, type_of_sessions
from app.embedded.services import Services
from app.live import NewsDesk, Topic
from app.queue import Nudger
from app.storage.disk import DiskStore
from app.uploads.errors import OffsetMismatchError, UploadLockedError
from app.uploads.lease import Lease, take_lease
from app.uploads.queries import UploadView, find_upload
from app.uploads.takeover import ask_for, settle, wait_for_lease, wanted
from tests.uploads.desk import Desk, append, opened, settings_for
from tests.world import NOW, Settled, Town

TEN = b"0123456789"


@pytest.fixture
async def settled(committed: type_of_sessions, settled: Settled) -> Town:
    async with committed() as session, session.begin():
        return await settled.again(session)


@pytest.fixture
def desk(services: Services, committed: type_of_sessions, store: DiskStore) -> Desk:
    return Desk(
        settings=settings_for(services.app_url, services.redis_url),
        sessions=committed,
        store=store,
        nudger=Nudger("redis://127.0.0.1:1"),
        news=NewsDesk(services.app_url),
        clock=lambda: NOW,
    )


async def held(desk: Desk, town: Town) -> UploadView:
    """An upload whose holder will never answer."""
    upload = await opened(desk, town.terminal, 10)
    async with transaction(desk.sessions) as session:
        await take_lease(session, upload.id, duration=timedelta(hours=1), now=NOW)
        return await find_upload(session, town.terminal, upload.id)


async def test_a_held_upload_is_asked_for_under_its_epoch(desk: Desk, settled: Town) -> None:
    upload = await held(desk, settled)
    async with desk.news.subscribe(Topic.UPLOAD_WANTED) as news:
        waiting = asyncio.create_task(wait_for_lease(desk, settled.terminal, upload, None))

        assert await news.get() == wanted(upload.id, 1)
        await waiting


async def test_of_newcomers_to_a_silent_holder_one_takes_over(desk: Desk, settled: Town) -> None:
    upload = await held(desk, settled)

    outcomes = await asyncio.gather(
        *(wait_for_lease(desk, settled.terminal, upload, 0) for _ in range(4)),
        return_exceptions=True,
    )

    leases = [found[1] for found in outcomes if isinstance(found, tuple)]
    refusals = [found for found in outcomes if isinstance(found, UploadLockedError)]
    assert len(leases) == 1
    assert len(refusals) == 3


async def test_a_newcomer_at_the_wrong_offset_does_not_disturb_the_holder(
    desk: Desk, settled: Town
) -> None:
    upload = await held(desk, settled)

    with pytest.raises(OffsetMismatchError):
        await wait_for_lease(desk, settled.terminal, upload, 5)

    async with desk.sessions() as session:
        assert (await find_upload(session, settled.terminal, upload.id)).epoch == upload.epoch


async def test_of_newcomers_to_a_free_upload_one_takes_it(desk: Desk, settled: Town) -> None:
    upload = await opened(desk, settled.terminal, 10)

    outcomes = await asyncio.gather(
        *(asked(desk, settled, upload) for _ in range(4)), return_exceptions=True
    )

    assert sum(isinstance(found, Lease) for found in outcomes) == 1


async def test_a_complete_upload_is_told_as_such(desk: Desk, settled: Town) -> None:
    upload = await opened(desk, settled.terminal, 10)
    await append(desk, settled.terminal, upload.id, TEN)

    async with transaction(desk.sessions) as session:
        view, lease = await ask_for(session, desk, settled.terminal, upload.id, 10)

    assert lease is None
    assert view.recording_id is not None


async def test_after_settling_nobody_holds_the_upload(desk: Desk, settled: Town) -> None:
    upload = await held(desk, settled)

    view = await settle(desk, settled.terminal, upload)

    assert view.holder is None
    assert view.epoch > upload.epoch


async def asked(desk: Desk, town: Town, upload: UploadView) -> Lease | None:
    async with transaction(desk.sessions) as session:
        return (await ask_for(session, desk, town.terminal, upload.id, 0))[1]
