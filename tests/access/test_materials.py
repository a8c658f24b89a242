"""What a request is about, in words, for whoever reads it."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.materials import cases_of_request
from app.models import Case
from tests.access import desk
from tests.cases.office import open_sand_case
from tests.world import Town


async def test_only_cases_that_the_reader_may_know_are_named(
    session: AsyncSession, town: Town
) -> None:
    """A recording of ours may lie in a case next door, of which nobody here is told."""
    ours = await open_sand_case(session, town, title="甲案")
    theirs = await open_sand_case(session, town, title="乙案", case_no="郏水罚〔2026〕1号")
    recording_id = await desk.recording_in(session, town, ours)
    await desk.link(session, town, recording_id, theirs)
    request_id = await desk.ask(session, town.chen, case_id=ours, recordings={recording_id})
    next_door = update(Case).where(Case.id == theirs)
    await session.execute(next_door.values(unit_id=town.stranger_agency))

    named = await cases_of_request(session, town.zhao, request_id)

    assert named == ("汝水罚〔2026〕1号 甲案",)
