"""The list of what waits tells each leader whether their own word decides it today."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.approvals import desk_for, list_waiting
from app.models import AccessItem
from app.people.authority import extent_of
from app.policy.acts import Act
from tests.access import desk
from tests.access.approving import waiting
from tests.cases.office import open_sand_case
from tests.world import NOW, Town


async def test_whoever_has_come_to_handle_the_case_since_needs_no_longer_the_head(
    session: AsyncSession, town: Town
) -> None:
    """Ruzhou's consultation rule, article 4, asks nobody's approval of a handler, 5 the head's."""
    request_id = await waiting(session, town)
    extent = await extent_of(session, town.zhao, Act.ACCESS_APPROVE)
    before = await list_waiting(session, town.zhao, extent, now=NOW)

    recording = await session.scalar(
        select(AccessItem.recording_id).where(AccessItem.request_id == request_id)
    )
    assert recording is not None
    await desk.link(session, town, recording, await open_sand_case(session, town))

    after = await list_waiting(session, town.zhao, extent, now=NOW)
    assert "主要负责人" in before.lines[0].barrier
    assert after.lines[0].barrier == ""
    assert (await desk_for(session, town.zhao, request_id, now=NOW)).barrier == ""
