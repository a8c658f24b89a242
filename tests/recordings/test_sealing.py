"""Sealing: only what the read-back proves is vouched for, and nothing is ever lost (P1, P2)."""

import hashlib
import stat
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.db import transaction, type_of_sessions
from app.errors import StorageFailureError
from app.jobs.leases import ClaimedJob, LeaseLostError
from app.ledger.book import history_of
from app.models import Finding, Job, Original, Recording, Segment
from app.policy.vocabulary import JobKind, JobQueue, JobState, RecordingState
from app.recordings.sealing import seal_recording
from app.storage.disk import DiskStore
from app.storage.store import StoredPart
from tests.arrivals import arrive
from tests.work import queue_job
from tests.world import Settled, Town, stopped_clock

CONTENT = "河道采砂巡查".encode() * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
SM3 = hashlib.new("sm3", CONTENT).hexdigest()


@pytest.fixture
async def place(committed: type_of_sessions, settled: Settled) -> Town:
    """The town, really committed."""
    async with transaction(committed) as session:
        return await settled.again(session)


async def received(
    sessions: type_of_sessions,
    store: DiskStore,
    town: Town,
    *,
    content: bytes = CONTENT,
    declared_sha256: str | None = None,
    stranger: bool = False,
) -> ClaimedJob:
    """Return a claimed sealing job for a fresh arrival."""
    sender = town.stranger_terminal if stranger else town.terminal
    unit = town.stranger_agency if stranger else town.brigade
    async with transaction(sessions) as session:
        recording_id = await arrive(
            session, sender, unit, content=content, store=store, declared_sha256=declared_sha256
        )
        return await queue_job(session, JobKind.SEAL_RECORDING, recording_id)


def root_of(store: DiskStore) -> Path:
    """Return the directory; only tests look into it."""
    return store._root


async def recording_of(sessions: type_of_sessions, job: ClaimedJob) -> Recording:
    async with sessions() as session:
        return await session.get_one(Recording, job.subject_id)


async def codes_of(sessions: type_of_sessions, recording_id: UUID) -> list[str]:
    async with sessions() as session:
        rows = await session.scalars(
            select(Finding.code).where(Finding.recording_id == recording_id)
        )
        return list(rows)


async def events_of(sessions: type_of_sessions, recording_id: UUID) -> list[str]:
    async with sessions() as session:
        return [line.kind.value for line in await history_of(session, recording_id)]


async def test_a_sealed_recording_has_the_digests_of_the_stored_bytes(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    job = await received(committed, store, place, declared_sha256=SHA256)

    nudge = await seal_recording(committed, store, job, clock=stopped_clock)

    recording = await recording_of(committed, job)
    async with committed() as session:
        original = await session.get_one(Original, recording.original_id)
    assert recording.state == RecordingState.SEALED.value
    assert (original.size_bytes, original.sha256, original.sm3) == (len(CONTENT), SHA256, SM3)
    assert nudge is not None, "inspection is next"
    assert await events_of(committed, recording.id) == ["recording:sealed"]


async def test_the_original_is_read_only_and_the_segments_are_gone(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    job = await received(committed, store, place)

    await seal_recording(committed, store, job, clock=stopped_clock)

    files = [path for path in root_of(store).rglob("*") if path.is_file()]
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o400]
    assert files[0].read_bytes() == CONTENT


async def test_a_wrong_declared_digest_quarantines_and_keeps_the_bytes(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    job = await received(committed, store, place, declared_sha256="0" * 64)

    nudge = await seal_recording(committed, store, job, clock=stopped_clock)

    recording = await recording_of(committed, job)
    assert recording.state == RecordingState.QUARANTINED.value
    assert recording.original_id is not None
    assert nudge is None
    assert await codes_of(committed, recording.id) == ["digest_mismatch"]
    assert await events_of(committed, recording.id) == ["recording:quarantined"]


async def test_an_empty_file_is_quarantined(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    job = await received(committed, store, place, content=b"")

    await seal_recording(committed, store, job, clock=stopped_clock)

    recording = await recording_of(committed, job)
    assert recording.state == RecordingState.QUARANTINED.value
    assert await codes_of(committed, recording.id) == ["empty_file"]


async def test_a_segment_that_changed_on_disk_is_noticed(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    job = await received(committed, store, place)
    segment = next(path for path in root_of(store).rglob("*") if path.is_file())
    segment.chmod(0o600)
    segment.write_bytes(b"X" + CONTENT[1:])

    await seal_recording(committed, store, job, clock=stopped_clock)

    assert await codes_of(committed, job.subject_id) == ["storage_spoiled"]


async def test_the_same_file_twice_is_kept_once_and_points_to_the_first(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    first = await received(committed, store, place)
    await seal_recording(committed, store, first, clock=stopped_clock)
    second = await received(committed, store, place)

    await seal_recording(committed, store, second, clock=stopped_clock)

    recording = await recording_of(committed, second)
    assert recording.state == RecordingState.SEALED.value
    assert recording.original_id == first.subject_id
    assert recording.duplicate_of_id == first.subject_id
    assert await codes_of(committed, recording.id) == ["duplicate"]
    assert await events_of(committed, recording.id) == [
        "recording:sealed",
        "recording:duplicated",
    ]
    assert len([path for path in root_of(store).rglob("*") if path.is_file()]) == 1


async def test_a_copy_is_let_go_only_when_the_first_one_is_still_whole(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    first = await received(committed, store, place)
    await seal_recording(committed, store, first, clock=stopped_clock)
    original = next(path for path in root_of(store).rglob("*") if path.is_file())
    original.chmod(0o600)
    original.write_bytes(b"X" + CONTENT[1:])
    second = await received(committed, store, place)

    with pytest.raises(StorageFailureError):
        await seal_recording(committed, store, second, clock=stopped_clock)

    files = [path.read_bytes() for path in root_of(store).rglob("*") if path.is_file()]
    assert CONTENT in files
    assert (await recording_of(committed, second)).state == RecordingState.RECEIVED.value


async def test_a_good_copy_does_not_hide_behind_one_with_a_wrong_digest(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    wrong = await received(committed, store, place, declared_sha256="0" * 64)
    await seal_recording(committed, store, wrong, clock=stopped_clock)
    right = await received(committed, store, place, declared_sha256=SHA256)

    await seal_recording(committed, store, right, clock=stopped_clock)

    recording = await recording_of(committed, right)
    assert recording.state == RecordingState.SEALED.value
    assert recording.duplicate_of_id is None


async def test_another_units_copy_is_never_named(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    theirs = await received(committed, store, place, stranger=True)
    await seal_recording(committed, store, theirs, clock=stopped_clock)
    ours = await received(committed, store, place)

    await seal_recording(committed, store, ours, clock=stopped_clock)

    recording = await recording_of(committed, ours)
    assert recording.duplicate_of_id is None
    assert await codes_of(committed, recording.id) == []


async def test_another_file_of_the_same_size_is_another_original(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    first = await received(committed, store, place)
    await seal_recording(committed, store, first, clock=stopped_clock)
    other = await received(committed, store, place, content=CONTENT[::-1])

    await seal_recording(committed, store, other, clock=stopped_clock)

    assert (await recording_of(committed, other)).original_id == other.subject_id


async def test_sealing_again_after_a_kill_ends_the_same(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    """The worker died after the file was whole and before the row was written."""
    job = await received(committed, store, place)
    async with committed() as session:
        segments = (await session.scalars(select(Segment))).all()
    store.assemble_original(
        job.subject_id,
        [StoredPart(row.storage_key, row.length, row.sha256) for row in segments],
    )

    await seal_recording(committed, store, job, clock=stopped_clock)

    assert (await recording_of(committed, job)).state == RecordingState.SEALED.value


async def test_a_second_run_changes_nothing(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    job = await received(committed, store, place)
    await seal_recording(committed, store, job, clock=stopped_clock)
    async with transaction(committed) as session:
        row = await session.get_one(Job, job.id)
        row.state, row.attempts = JobState.RUNNING.value, 2
    again = ClaimedJob(job.id, job.kind, job.subject_id, JobQueue.SHORT, 2)

    assert await seal_recording(committed, store, again, clock=stopped_clock) is None

    assert await events_of(committed, job.subject_id) == ["recording:sealed"]


async def test_a_worker_that_lost_its_lease_writes_nothing(
    committed: type_of_sessions, store: DiskStore, place: Town
) -> None:
    job = await received(committed, store, place)
    async with transaction(committed) as session:
        (await session.get_one(Job, job.id)).attempts = 2

    with pytest.raises(LeaseLostError):
        await seal_recording(committed, store, job, clock=stopped_clock)

    assert (await recording_of(committed, job)).state == RecordingState.RECEIVED.value
    assert await events_of(committed, job.subject_id) == []
