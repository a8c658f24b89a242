"""What a person has begun and may still finish."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.models import Upload
from app.policy.vocabulary import UploadState
from app.uploads.own import open_uploads_of
from tests.world import NOW, Town

TOMORROW = NOW + timedelta(days=1)


async def _begin(session: AsyncSession, person: UUID | None, unit: UUID, **changes: object) -> None:
    values: dict[str, object] = {
        "state": UploadState.OPEN.value,
        "length": 1000,
        "committed_offset": 400,
        "expires_at": TOMORROW,
    }
    session.add(
        Upload(
            id=ids.new_id(),
            unit_id=unit,
            person_id=person,
            epoch=1,
            metadata_text="",
            metadata_values={},
            file_name="half.mp4",
            declared_type="",
            created_at=NOW,
            **(values | changes),
        )
    )
    await session.flush()


async def test_an_open_upload_shows_how_far_it_is(session: AsyncSession, town: Town) -> None:
    await _begin(session, town.chen.id, town.brigade)

    (upload,) = await open_uploads_of(session, town.chen, now=NOW)

    assert (upload.file_name, upload.received_bytes, upload.size_bytes) == ("half.mp4", 400, 1000)


async def test_finished_and_expired_ones_are_not_listed(session: AsyncSession, town: Town) -> None:
    await _begin(
        session, town.chen.id, town.brigade, state=UploadState.COMPLETE.value, committed_offset=1000
    )
    await _begin(session, town.chen.id, town.brigade, state=UploadState.TERMINATED.value)
    await _begin(session, town.chen.id, town.brigade, expires_at=NOW)

    assert await open_uploads_of(session, town.chen, now=NOW) == ()


async def test_somebody_elses_are_not_listed(session: AsyncSession, town: Town) -> None:
    await _begin(session, town.liu.id, town.brigade)

    assert await open_uploads_of(session, town.chen, now=NOW) == ()
