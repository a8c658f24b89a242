"""阅览室: whoever has to go there is told which terminals there are, else who can enrol one."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.reading_rooms import ReadingRoom
from app.access.sittings import overview_of
from app.errors import NotFoundError
from app.models import AccessPermit
from app.policy.actor import Actor
from app.policy.law_words import Requester
from tests.access import sitting
from tests.access.desk import recording_in
from tests.world import NOW, Town


async def permit_for(
    session: AsyncSession, town: Town, requester: Requester, **said: object
) -> AccessPermit:
    recording_id = await recording_in(session, town, None)
    return await sitting.permitted(
        session,
        town,
        requester=requester,
        recordings=[recording_id],
        in_reading_room=True,
        **said,  # type: ignore[arg-type]
    )


async def room_of(session: AsyncSession, actor: Actor, permit: AccessPermit) -> ReadingRoom | None:
    overview = await overview_of(session, actor, permit.request_id, now=NOW)
    return overview.reading_room


@pytest.mark.parametrize("requester", [Requester.OTHER_STAFF, Requester.LAWYER])
async def test_without_a_terminal_it_is_said_who_enrols_one(
    session: AsyncSession, town: Town, requester: Requester
) -> None:
    """调阅 4: nothing leaves the archive room, so somewhere in it there must be a place."""
    permit = await permit_for(session, town, requester)
    actor = town.liu if requester is Requester.LAWYER else town.chen

    room = await room_of(session, actor, permit)

    assert room == ReadingRoom((), ("孙浩",))


@pytest.mark.parametrize("requester", [Requester.OTHER_STAFF, Requester.LAWYER])
async def test_where_there_is_one_it_is_named(
    session: AsyncSession, town: Town, requester: Requester
) -> None:
    permit = await permit_for(session, town, requester)
    await sitting.terminal_in(session, town, name="阅览室1号")

    room = await room_of(session, town.liu if requester is Requester.LAWYER else town.chen, permit)

    expected = None if requester is Requester.LAWYER else ReadingRoom(("阅览室1号",))
    assert room == expected


async def test_what_is_over_for_another_reason_sends_nobody_to_the_room(
    session: AsyncSession, town: Town
) -> None:
    past = {"from_at": NOW - timedelta(days=2), "until_at": NOW - timedelta(days=1)}
    permit = await permit_for(session, town, Requester.OTHER_STAFF, **past)

    assert await room_of(session, town.chen, permit) is None


async def test_to_others_the_request_never_was(session: AsyncSession, town: Town) -> None:
    permit = await permit_for(session, town, Requester.LAWYER)

    with pytest.raises(NotFoundError):
        await room_of(session, town.chen, permit)
