"""Recordings and a case behind the doors, for the tests of the pages."""

from uuid import UUID

from app.policy.vocabulary import RecordingState
from tests.cases.office import open_sand_case
from tests.cataloguing.desk import is_waiting, shot
from tests.routers.conftest import House


async def shot_in(
    house: House, file_name: str = "RZ0001.mp4", state: RecordingState = RecordingState.PROCESSED
) -> UUID:
    async with house.sessions() as session, session.begin():
        return await shot(session, house.town, file_name, state=state)


async def case_in(house: House, **other: object) -> UUID:
    async with house.sessions() as session, session.begin():
        return await open_sand_case(session, house.town, **other)


async def waits(house: House, recording_id: UUID) -> bool:
    async with house.sessions() as session:
        return await is_waiting(session, recording_id)
