"""Inspection: facts, findings and derivatives of real files; hostile ones are a verdict (P9)."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.db import transaction, type_of_sessions
from app.demo.clips import ClipKind, make_clip
from app.ledger.book import history_of
from app.models import Derivative, Original, Recording
from app.policy.vocabulary import JobKind, RecordingState
from app.recordings.inspecting import inspect_recording
from app.recordings.queries import findings_of
from app.recordings.sealing import seal_recording
from app.storage.disk import DiskStore
from tests.arrivals import arrive
from tests.settings import SETTINGS
from tests.work import claim_first, queue_job
from tests.world import settle_town, stopped_clock


async def inspected(
    sessions: type_of_sessions,
    store: DiskStore,
    content: bytes,
    *,
    file_name: str = "RZ0001.mp4",
    declared_type: str = "video/mp4",
) -> Recording:
    """Seal and inspect one file and return its settled recording."""
    async with transaction(sessions) as session:
        town = await settle_town(session)
        recording_id = await arrive(
            session,
            town.terminal,
            town.brigade,
            content=content,
            store=store,
            file_name=file_name,
            declared_type=declared_type,
        )
        sealing = await queue_job(session, JobKind.SEAL_RECORDING, recording_id)
    nudge = await seal_recording(sessions, store, sealing, clock=stopped_clock)
    assert nudge is not None
    async with transaction(sessions) as session:
        job = await claim_first(session, nudge.job_id)
    await inspect_recording(sessions, store, job, settings=SETTINGS, clock=stopped_clock)
    async with sessions() as session:
        return await session.get_one(Recording, recording_id)


async def codes_of(sessions: type_of_sessions, recording: Recording) -> set[str]:
    async with sessions() as session:
        return {line.code for line in await findings_of(session, recording.id)}


async def test_a_video_gets_facts_keyframes_and_a_storyboard(
    committed: type_of_sessions, store: DiskStore, tmp_path: Path
) -> None:
    content = make_clip(ClipKind.MP4, tmp_path / "clip").read_bytes()

    recording = await inspected(committed, store, content)

    async with committed() as session:
        rows = (await session.scalars(select(Derivative))).all()
        original = await session.get_one(Original, recording.original_id)
        events = [line.kind.value for line in await history_of(session, recording.id)]
    assert recording.state == RecordingState.PROCESSED.value
    assert recording.duration_ms == pytest.approx(6000, abs=200)
    assert {row.kind for row in rows} == {"thumbnail", "storyboard"}
    assert {row.parent_sha256 for row in rows} == {original.sha256}
    assert all(store.read_derivative(row.storage_key)[:2] == b"\xff\xd8" for row in rows)
    assert events == ["recording:sealed", "recording:attributed", "recording:processed"]


async def test_a_truncated_video_is_damaged_and_kept(
    committed: type_of_sessions, store: DiskStore, tmp_path: Path
) -> None:
    content = make_clip(ClipKind.TRUNCATED_MP4, tmp_path / "clip").read_bytes()

    recording = await inspected(committed, store, content)

    assert recording.state == RecordingState.DAMAGED.value
    assert "truncated" in await codes_of(committed, recording)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        pytest.param(ClipKind.TEXT, "not_media", id="a text named mp4"),
        pytest.param(ClipKind.FFCONCAT, "playlist_refused", id="a playlist naming another file"),
        pytest.param(ClipKind.HUGE_PICTURE, "too_many_pixels", id="a 16000x8000 picture"),
    ],
)
async def test_refused_content_is_quarantined_with_its_reason_and_kept(
    committed: type_of_sessions, store: DiskStore, tmp_path: Path, kind: ClipKind, code: str
) -> None:
    content = make_clip(kind, tmp_path / "clip").read_bytes()

    recording = await inspected(committed, store, content)

    assert recording.state == RecordingState.QUARANTINED.value
    assert recording.original_id is not None
    assert code in await codes_of(committed, recording)
    async with committed() as session:
        assert (await session.scalars(select(Derivative))).all() == []
        events = [line.kind.value for line in await history_of(session, recording.id)]
    assert events[-1] == "recording:quarantined"


async def test_the_photos_own_time_is_used_when_the_terminal_named_none(
    committed: type_of_sessions, store: DiskStore, tmp_path: Path
) -> None:
    content = make_clip(ClipKind.JPEG, tmp_path / "photo").read_bytes()

    recording = await inspected(
        committed, store, content, file_name="a.jpg", declared_type="image/jpeg"
    )

    assert recording.kind == "photo"
    assert recording.recorded_at is not None
    assert recording.recorded_at_source == "local_assumed"
