"""The list of what waits tells each leader whether their own word decides it today."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.approvals import count_for, desk_for, list_waiting
from app.models import AccessItem
from app.people.authority import Extent, extent_of
from app.policy.access_words import ApprovalAnswer
from app.policy.actor import Actor
from app.policy.acts import Act
from tests.access import desk
from tests.access.approving import answered, head_of, waiting
from tests.cases.office import open_sand_case
from tests.world import NOW, Town


async def leads(session: AsyncSession, actor: Actor) -> Extent:
    return await extent_of(session, actor, Act.ACCESS_APPROVE)


async def test_whoever_has_come_to_handle_the_case_since_needs_no_longer_the_head(
    session: AsyncSession, town: Town
) -> None:
    """Ruzhou's consultation rule, article 4, asks nobody's approval of a handler, 5 the head's."""
    request_id = await waiting(session, town)
    extent = await leads(session, town.zhao)
    before = await list_waiting(session, town.zhao, extent, now=NOW)
    counted_before = await count_for(session, town.zhao, now=NOW)

    recording = await session.scalar(
        select(AccessItem.recording_id).where(AccessItem.request_id == request_id)
    )
    assert recording is not None
    await desk.link(session, town, recording, await open_sand_case(session, town))

    after = await list_waiting(session, town.zhao, extent, now=NOW)
    assert "主要负责人" in before.lines[0].barrier
    assert after.lines[0].barrier == ""
    assert (await desk_for(session, town.zhao, request_id, now=NOW)).barrier == ""
    assert (counted_before, await count_for(session, town.zhao, now=NOW)) == (0, 1)


async def test_whoever_asked_back_is_not_told_that_the_request_waits_for_them(
    session: AsyncSession, town: Town
) -> None:
    head = await head_of(session, town)
    asked_back, _ = await waiting(session, town), await waiting(session, town)
    assert await answered(session, head, asked_back, ApprovalAnswer.ASKED) is None

    lines = (await list_waiting(session, head, await leads(session, head), now=NOW)).lines

    assert {line.id: line.waits_for_this_word for line in lines}[asked_back] is False
    assert len(lines) == 2
    assert await count_for(session, head, now=NOW) == 1
