"""A paper never takes an arrival, or a clock known to be wrong, for the time of a recording."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Recording
from app.recordings.moments import RecordingTime, believed_time
from tests.access.desk import recording_in
from tests.world import NOW, Town

TIMES = [
    (NOW - timedelta(hours=1), True),
    (NOW + timedelta(minutes=10), True),
    (None, False),
    (NOW + timedelta(minutes=11), False),
    (NOW - timedelta(days=366 * 30), False),
]


@pytest.mark.parametrize(("recorded_at", "is_believed"), TIMES)
async def test_rule_and_column_agree_on_which_time_is_believed(
    session: AsyncSession, town: Town, recorded_at: datetime | None, *, is_believed: bool
) -> None:
    recording_id = await recording_in(session, town, None)
    row = await session.get_one(Recording, recording_id)
    row.recorded_at = recorded_at
    await session.flush()

    time = RecordingTime(recorded_at, row.received_at)
    column = await session.scalar(select(believed_time()).where(Recording.id == recording_id))

    assert (time.believed is not None, time.word) == (
        is_believed,
        "记录" if is_believed else "收到",
    )
    assert column == time.believed
    assert time.at == (recorded_at if is_believed else row.received_at)
