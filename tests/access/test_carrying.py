"""What goes along when it is asked again: single recordings that may still be asked for."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.again import EarlierRequest, earlier_request
from app.access.carrying import Carried, carried_of
from app.access.previewing import case_again
from app.models import Case
from app.policy.case_words import SecurityClass
from app.policy.law_words import Requester
from tests.access import desk
from tests.cases.office import open_sand_case
from tests.world import Town


async def refused(
    session: AsyncSession, town: Town, case_id: UUID, recordings: set[UUID]
) -> EarlierRequest:
    """Return a reporter's request, which Ruzhou refuses at once."""
    old = await desk.received(
        session, town, Requester.PUBLIC, case_id=case_id, recordings=recordings
    )
    return await earlier_request(session, town.liu, old)


@pytest.mark.parametrize(
    ("security_class", "goes_along"),
    [(SecurityClass.NONE, 1), (SecurityClass.WORK_SECRET, 1), (SecurityClass.SECRET, 0)],
)
async def test_what_has_become_a_state_secret_stays_behind(
    session: AsyncSession, town: Town, security_class: SecurityClass, goes_along: int
) -> None:
    """调阅 10: with it nothing of the new request could be granted."""
    case_id = await open_sand_case(session, town)
    single = await desk.recording_in(session, town, case_id)
    earlier = await refused(session, town, case_id, {single})
    (await session.get_one(Case, case_id)).security_class = security_class.value
    await session.flush()

    carried = await carried_of(session, town.liu, earlier, None)

    assert (len(carried.recordings), carried.left) == (goes_along, 1 - goes_along)


async def test_what_lies_in_the_case_is_ticked_among_its_parts(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    linked = await desk.recording_in(session, town, case_id)
    single = await desk.recording_in(session, town, None)
    earlier = await refused(session, town, case_id, {linked, single})

    carried = await carried_of(
        session, town.liu, earlier, await case_again(session, town.liu, earlier)
    )

    assert [part.id for part in carried.recordings] == [single]
    assert carried.chosen({linked, single}) == {single}


async def test_whoever_knows_nothing_of_them_is_offered_nothing(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    earlier = await refused(session, town, case_id, {await desk.recording_in(session, town, None)})

    assert await carried_of(session, town.qian, earlier, None) == Carried((), 1)
    assert await carried_of(session, town.qian, None, None) == Carried()
