"""The verbs of an upload against a real database."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.db import transaction, type_of_sessions
from app.embedded.services import Services
from app.errors import NotFoundError, StorageFullError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.live import NewsDesk, Topic
from app.models import Job, Recording, Upload
from app.policy.decision import Decision
from app.policy.vocabulary import JobQueue, UploadState
from app.queue import Nudger
from app.settings import MIB
from app.storage.disk import DiskStore
from app.uploads.actions import commit_segment, expire_uploads, open_upload, terminate_upload
from app.uploads.completion import complete
from app.uploads.errors import (
    BodyBrokenError,
    SenderSilentError,
    TooLargeError,
    UploadGoneError,
    UploadLockedError,
    WriterReplacedError,
)
from app.uploads.lease import Lease, release_lease, renew_lease, take_lease
from app.uploads.metadata import Metadata
from app.uploads.queries import UploadView, find_upload
from app.uploads.reception import receive_body
from app.uploads.reservation import Room
from app.uploads.takeover import wanted
from app.uploads.whole_file import store_whole_file
from tests.uploads.desk import Desk, append, digest_kept, opened, pieces_of, settings_for
from tests.world import NOW, Settled, Town

HOUR = timedelta(hours=1)
TEN = b"0123456789"


@pytest.fixture
async def settled(committed: type_of_sessions, settled: Settled) -> Town:
    async with committed() as session, session.begin():
        return await settled.again(session)


@pytest.fixture
def desk(services: Services, committed: type_of_sessions, store: DiskStore) -> Iterator[Desk]:
    yield Desk(
        settings=settings_for(services.app_url, services.redis_url),
        sessions=committed,
        store=store,
        nudger=Nudger("redis://127.0.0.1:1"),
        news=NewsDesk(services.app_url),
        clock=lambda: NOW,
    )
    store.threads.shutdown()


async def taken(desk: Desk, upload: UploadView, over_epoch: int | None = None) -> Lease | None:
    async with transaction(desk.sessions) as session:
        return await take_lease(session, upload.id, duration=HOUR, now=NOW, over_epoch=over_epoch)


async def test_a_free_upload_is_taken_once(desk: Desk, settled: Town) -> None:
    upload = await opened(desk, settled.terminal, 10)

    first, second = await taken(desk, upload), await taken(desk, upload)

    assert first is not None
    assert second is None


async def test_of_two_newcomers_who_saw_one_epoch_one_takes_over(desk: Desk, settled: Town) -> None:
    upload = await opened(desk, settled.terminal, 10)
    await taken(desk, upload)

    first, second = await taken(desk, upload, 1), await taken(desk, upload, 1)

    assert first is not None
    assert second is None


async def test_a_lease_that_has_run_out_is_free(desk: Desk, settled: Town) -> None:
    upload = await opened(desk, settled.terminal, 10)
    await taken(desk, upload)

    async with transaction(desk.sessions) as session:
        later = await take_lease(session, upload.id, duration=HOUR, now=NOW + HOUR)

    assert later is not None


async def test_a_fenced_writer_cannot_commit(desk: Desk, settled: Town) -> None:
    upload = await opened(desk, settled.terminal, 10)
    old = await taken(desk, upload)
    await taken(desk, upload, 1)
    assert old is not None
    writer = desk.store.begin_segment(upload.id, 0, old.epoch)
    writer.write([TEN])
    segment = writer.finish()

    with pytest.raises(WriterReplacedError):
        async with transaction(desk.sessions) as session:
            await commit_segment(session, old, segment, lease_until=NOW, expires_at=NOW, now=NOW)

    async with desk.sessions() as session:
        assert (await find_upload(session, settled.terminal, upload.id)).offset == 0


async def test_a_fenced_writer_cannot_renew_complete_or_terminate(
    desk: Desk, settled: Town
) -> None:
    upload = await opened(desk, settled.terminal, 0)
    old = await taken(desk, upload)
    await taken(desk, upload, 1)
    assert old is not None

    with pytest.raises(WriterReplacedError):
        async with transaction(desk.sessions) as session:
            await renew_lease(session, old, until=NOW)
    with pytest.raises(UploadLockedError):
        async with transaction(desk.sessions) as session:
            await terminate_upload(session, settled.terminal, old, store=desk.store, now=NOW)
    with pytest.raises(WriterReplacedError):
        async with transaction(desk.sessions) as session:
            await complete(
                session, settled.terminal, old, nudger=desk.nudger, long_from_bytes=1, now=NOW
            )


async def test_a_fenced_writer_cannot_let_go_for_its_successor(desk: Desk, settled: Town) -> None:
    upload = await opened(desk, settled.terminal, 10)
    old = await taken(desk, upload)
    await taken(desk, upload, 1)
    assert old is not None

    async with transaction(desk.sessions) as session:
        await release_lease(session, old)

    assert await taken(desk, upload) is None


async def test_the_bytes_of_a_fenced_writer_are_thrown_away(
    desk: Desk, settled: Town, tmp_path: Path
) -> None:
    upload = await opened(desk, settled.terminal, 10)
    old = await taken(desk, upload)
    await taken(desk, upload, 1)
    assert old is not None

    with pytest.raises(WriterReplacedError):
        await receive_body(desk, settled.terminal, old, pieces_of(TEN))

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_an_upload_past_its_day_expires_with_its_bytes(
    desk: Desk, settled: Town, tmp_path: Path
) -> None:
    upload = await opened(desk, settled.terminal, 20)
    await append(desk, settled.terminal, upload.id, TEN)
    long_after = NOW + timedelta(days=30)

    async with transaction(desk.sessions) as session:
        expired = await expire_uploads(session, desk.store, long_after)

    assert expired == [upload.id]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    async with desk.sessions() as session:
        assert (await history_of(session, upload.id))[-1].kind is LedgerKind.UPLOAD_EXPIRED
        with pytest.raises(UploadGoneError):
            await find_upload(session, settled.terminal, upload.id)


async def test_an_upload_that_is_written_or_not_yet_due_does_not_expire(
    desk: Desk, settled: Town
) -> None:
    await opened(desk, settled.terminal, 10)
    held = await opened(desk, settled.terminal, 10)
    due = NOW + timedelta(days=7)
    async with transaction(desk.sessions) as session:
        await take_lease(session, held.id, duration=HOUR, now=due + HOUR)

    async with transaction(desk.sessions) as session:
        assert await expire_uploads(session, desk.store, due) == []
        assert held.id not in await expire_uploads(session, desk.store, due + HOUR)


async def test_a_complete_upload_never_expires(desk: Desk, settled: Town) -> None:
    upload = await opened(desk, settled.terminal, 10)
    await append(desk, settled.terminal, upload.id, TEN)

    async with transaction(desk.sessions) as session:
        expired = await expire_uploads(session, desk.store, NOW + timedelta(days=30))

    assert expired == []
    assert (await digest_kept(desk.sessions, desk.store, upload.id))[1] == ()


async def test_an_upload_that_would_not_fit_is_refused_at_once(desk: Desk, settled: Town) -> None:
    """Room for the bytes and for the one copy that sealing makes."""
    await opened(desk, settled.terminal, 100 * MIB, free_bytes=200 * MIB)

    with pytest.raises(StorageFullError):
        await opened(desk, settled.terminal, 100 * MIB, free_bytes=300 * MIB - 1)


async def test_an_upload_beyond_the_maximum_is_refused(desk: Desk, settled: Town) -> None:
    with pytest.raises(TooLargeError):
        await opened(desk, settled.terminal, desk.settings.upload_max_bytes + 1)


async def test_nobody_known_may_not_open_an_upload(desk: Desk, settled: Town) -> None:
    async with transaction(desk.sessions) as session:
        refused = await open_upload(
            session,
            settled.wu,
            1,
            metadata=Metadata(),
            room=Room(1, 1 << 40, 0),
            expires_at=NOW,
            now=NOW,
        )

    assert isinstance(refused, Decision)
    assert not refused.allowed


async def test_a_large_file_goes_to_the_long_queue(desk: Desk, settled: Town) -> None:
    desk = replace(desk, settings=desk.settings.model_copy(update={"long_job_bytes": 10}))
    upload = await opened(desk, settled.terminal, 10)

    await append(desk, settled.terminal, upload.id, TEN)

    async with desk.sessions() as session:
        assert await session.scalar(select(Job.queue)) == JobQueue.LONG.value


async def test_a_whole_file_from_a_form_becomes_a_recording(desk: Desk, settled: Town) -> None:
    recording_id = await store_whole_file(
        desk,
        settled.chen,
        file_name="笔录照片.jpg",
        declared_type="image/jpeg",
        stream=pieces_of(TEN, 3),
        now=NOW,
    )

    assert not isinstance(recording_id, Decision)
    async with desk.sessions() as session:
        recording = await session.get_one(Recording, recording_id)
    assert (recording.file_name, recording.size_bytes) == ("笔录照片.jpg", 10)
    assert recording.submitted_by_person_id == settled.chen.id


async def test_a_form_that_breaks_off_leaves_nothing(
    desk: Desk, settled: Town, tmp_path: Path
) -> None:
    with pytest.raises(BodyBrokenError):
        await store_whole_file(
            desk,
            settled.chen,
            file_name="a.jpg",
            declared_type="",
            stream=broken(TEN),
            now=NOW,
        )

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    async with desk.sessions() as session:
        assert await session.scalar(select(Upload.state)) == UploadState.TERMINATED.value


async def test_an_administrator_may_not_hand_in_a_whole_file(desk: Desk, settled: Town) -> None:
    refused = await store_whole_file(
        desk, settled.sun, file_name="a", declared_type="", stream=pieces_of(TEN), now=NOW
    )

    assert isinstance(refused, Decision)


async def test_a_sender_that_falls_silent_keeps_what_it_sent(desk: Desk, settled: Town) -> None:
    desk = replace(desk, settings=desk.settings.model_copy(update={"upload_stall_seconds": 0.2}))
    upload = await opened(desk, settled.terminal, 20)
    lease = await taken(desk, upload)
    assert lease is not None

    with pytest.raises(SenderSilentError):
        await receive_body(desk, settled.terminal, lease, silent(TEN))

    async with desk.sessions() as session:
        view = await find_upload(session, settled.terminal, upload.id)
    assert view.offset == 10
    assert view.holder is None


async def test_a_holder_that_is_asked_to_let_go_keeps_what_it_has_read(
    desk: Desk, settled: Town
) -> None:
    upload = await opened(desk, settled.terminal, 20)
    lease = await taken(desk, upload)
    assert lease is not None
    has_read = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield TEN
        has_read.set()
        await asyncio.Event().wait()

    holding = asyncio.create_task(receive_body(desk, settled.terminal, lease, body()))
    await has_read.wait()

    desk.news.tell(Topic.UPLOAD_WANTED, wanted(upload.id, lease.epoch))
    with pytest.raises(WriterReplacedError):
        await holding

    async with desk.sessions() as session:
        view = await find_upload(session, settled.terminal, upload.id)
    assert view.offset == 10
    assert view.holder is None


async def test_terminating_frees_the_bytes_after_the_commit(
    desk: Desk, settled: Town, tmp_path: Path
) -> None:
    upload = await opened(desk, settled.terminal, 20)
    await append(desk, settled.terminal, upload.id, TEN)
    lease = await taken(desk, upload)
    assert lease is not None

    async with transaction(desk.sessions) as session:
        await terminate_upload(session, settled.terminal, lease, store=desk.store, now=NOW)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_only_the_owner_finds_an_upload(desk: Desk, settled: Town) -> None:
    upload = await opened(desk, settled.terminal, 20)

    async with desk.sessions() as session:
        with pytest.raises(NotFoundError):
            await find_upload(session, settled.liu, upload.id)


async def broken(data: bytes) -> AsyncIterator[bytes]:
    yield data
    raise BodyBrokenError


async def silent(data: bytes) -> AsyncIterator[bytes]:
    yield data
    await asyncio.Event().wait()
