"""The inbox, narrowed by what a custodian typed."""

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Recording
from app.policy.vocabulary import OfficerSource
from app.recordings.inbox import InboxFilter, list_uncatalogued
from tests.arrivals import arrive
from tests.world import Town


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (InboxFilter(), ["巡查A1000.mp4", "巡查_100%.mp4"]),
        (InboxFilter(text="100%"), ["巡查_100%.mp4"]),
        (InboxFilter(text="巡查_1"), ["巡查_100%.mp4"]),
        (InboxFilter(text="\\"), []),
        (InboxFilter(device_no="RZ"), ["巡查A1000.mp4", "巡查_100%.mp4"]),
        (InboxFilter(device_no="%"), []),
        (InboxFilter(officer="陈"), ["巡查A1000.mp4", "巡查_100%.mp4"]),
        (InboxFilter(officer="_"), []),
    ],
)
async def test_what_means_something_to_like_is_looked_for_as_it_stands(
    session: AsyncSession, town: Town, wanted: InboxFilter, found: list[str]
) -> None:
    for name in ("巡查_100%.mp4", "巡查A1000.mp4"):
        await arrive(session, town.terminal, town.brigade, file_name=name)
    officer = {"officer_id": town.chen.id, "officer_source": OfficerSource.CUSTODIAN.value}
    await session.execute(update(Recording).values(officer))

    page = await list_uncatalogued(session, town.liu, wanted)

    assert [row.file_name for row in page.rows] == found
