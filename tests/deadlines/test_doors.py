"""The acts that begin, end and correct a recording move its deadline in their own transaction."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.deadlines.queries import deadline_on
from app.models import Recording
from app.queue import Nudger
from app.recordings.correcting import Correction, correct_attribution
from app.recordings.queries import find_recording
from app.storage.disk import DiskStore
from app.uploads.actions import expire_uploads, open_upload, terminate_upload
from app.uploads.completion import complete
from app.uploads.lease import take_lease
from app.uploads.metadata import Metadata
from app.uploads.queries import UploadView
from app.uploads.reservation import Room
from tests.deadlines.acts import arrived, deadline_of, events_of
from tests.deadlines.law import moment
from tests.devices.holders import qualify
from tests.world import NOW, Town

MORNING = moment("2026-11-21T09:00")
LEASE = timedelta(seconds=30)


async def opened(
    session: AsyncSession, town: Town, recorded_at: datetime | None = MORNING
) -> UploadView:
    view = await open_upload(
        session,
        town.chen,
        0,
        metadata=Metadata(file_name="现场.mp4", recorded_at=recorded_at),
        room=Room(1 << 40, 1 << 50, 0),
        expires_at=NOW + timedelta(days=7),
        now=NOW,
    )
    assert isinstance(view, UploadView)
    return view


async def test_an_upload_runs_from_its_beginning_and_its_recording_goes_on(
    session: AsyncSession, town: Town
) -> None:
    upload = await opened(session, town)
    row = await deadline_of(session, upload.id)
    lease = await take_lease(session, upload.id, duration=LEASE, now=NOW)
    assert lease is not None

    recording_id = await complete(
        session, town.chen, lease, nudger=Nudger("redis://127.0.0.1:1"), long_from_bytes=1, now=NOW
    )

    after = await deadline_of(session, recording_id)
    assert (after.id, after.subject_kind) == (row.id, "recording")
    assert await events_of(session, after) == ["deadline:opened"]


@pytest.mark.parametrize("recorded_at", [None, NOW + timedelta(days=1)], ids=["none", "future"])
async def test_an_upload_without_a_believable_time_is_taken_and_runs_nothing(
    session: AsyncSession, town: Town, recorded_at: datetime | None
) -> None:
    upload = await opened(session, town, recorded_at)
    lease = await take_lease(session, upload.id, duration=LEASE, now=NOW)
    assert lease is not None

    recording_id = await complete(
        session, town.chen, lease, nudger=Nudger("redis://127.0.0.1:1"), long_from_bytes=1, now=NOW
    )

    assert await session.get(Recording, recording_id) is not None
    assert await deadline_on(session, recording_id, NOW) is None


async def test_an_upload_that_its_sender_gives_up_gives_up_its_deadline(
    session: AsyncSession, town: Town, store: DiskStore
) -> None:
    upload = await opened(session, town)
    row = await deadline_of(session, upload.id)
    lease = await take_lease(session, upload.id, duration=LEASE, now=NOW)
    assert lease is not None

    await terminate_upload(session, town.chen, lease, store=store, now=NOW)

    assert "取消了上传" in (row.cancel_reason or "")


async def test_an_upload_that_expires_gives_up_its_deadline(
    session: AsyncSession, town: Town, store: DiskStore
) -> None:
    upload = await opened(session, town)
    row = await deadline_of(session, upload.id)

    await expire_uploads(session, store, NOW + timedelta(days=8))

    assert "已经过期" in (row.cancel_reason or "")


async def test_a_corrected_officer_has_to_see_to_it(session: AsyncSession, town: Town) -> None:
    await qualify(session, town.zhao)
    recording = await arrived(session, town, MORNING)
    detail = await find_recording(session, town.liu, recording.id)

    await correct_attribution(
        session, town.liu, detail, Correction(town.zhao.id, "", "实际由赵国强记录"), now=NOW
    )

    assert (await deadline_of(session, recording.id)).person_id == town.zhao.id
