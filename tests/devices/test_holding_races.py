"""Two desks at once, over two real connections: exactly one holder, and the other is told."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app import ids
from app.db import type_of_sessions
from app.devices.holding import issue_device
from app.devices.holding_rows import HandOver
from app.errors import ConflictError
from app.models import DeviceHolding
from app.people.finding import find_person
from app.people.leaving import leave_service
from app.policy.actor import Actor
from app.policy.decision import Decision
from tests.devices.holders import (
    REASON_AFTER,
    TODAY,
    camera_of,
    hire_keeper,
    hire_officer,
    qualify,
    spans_of,
)
from tests.waiting import until_held_up
from tests.world import NOW, Settled, Town


async def people(sessions: type_of_sessions, settled: Settled) -> tuple[Town, Actor, Actor]:
    async with sessions() as session, session.begin():
        town = await settled.again(session)
        await qualify(session, town.chen)
        return town, await hire_keeper(session, town), await hire_officer(session, town)


async def issue(
    sessions: type_of_sessions, keeper: Actor, device: UUID, to: Actor
) -> UUID | Decision:
    async with sessions() as session, session.begin():
        return await issue_device(
            session, keeper, device, to.id, HandOver(), reason_after=REASON_AFTER, now=NOW
        )


async def test_of_two_who_issue_one_device_at_once_one_succeeds(
    committed: type_of_sessions,
    settled: Settled,
) -> None:
    town, keeper, ma = await people(committed, settled)

    outcomes = await asyncio.gather(
        *(issue(committed, keeper, camera_of(town), to) for to in (town.chen, ma) * 3)
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, Decision)]
    assert len(refused) == len(outcomes) - 1
    assert all("已由他人领用" in decision.reason for decision in refused)
    async with committed() as session:
        assert len(await spans_of(session, camera_of(town))) == 1


async def test_whoever_slips_past_the_lock_is_stopped_by_the_exclusion(
    committed: type_of_sessions, settled: Settled, engine: AsyncEngine
) -> None:
    town, keeper, ma = await people(committed, settled)
    async with committed() as other:
        other.add(
            DeviceHolding(
                id=ids.new_id(),
                device_id=camera_of(town),
                person_id=ma.id,
                from_at=NOW,
                noted_at=NOW,
            )
        )
        await other.flush()
        trying = asyncio.create_task(issue(committed, keeper, camera_of(town), town.chen))
        await until_held_up(trying, other, engine)
        await other.commit()

    with pytest.raises(ConflictError, match="刚刚已由他人领用"):
        await trying

    async with committed() as session:
        assert await spans_of(session, camera_of(town)) == [(ma.id, NOW, None)]


async def test_whoever_is_just_leaving_is_given_nothing(
    committed: type_of_sessions, settled: Settled, engine: AsyncEngine
) -> None:
    """The desk waits for the leaving and then sees it; the other order is told to whoever left."""
    town, keeper, ma = await people(committed, settled)
    async with committed() as office:
        detail = await find_person(office, town.zhou, id_of(ma))
        assert await leave_service(office, town.zhou, detail, TODAY, "调出", now=NOW) is None
        trying = asyncio.create_task(issue(committed, keeper, camera_of(town), ma))
        await until_held_up(trying, office, engine)
        await office.commit()

    refused = await trying

    assert isinstance(refused, Decision)
    assert "已离职" in refused.reason
    async with committed() as session:
        assert await spans_of(session, camera_of(town)) == []


async def test_nobody_leaves_while_a_device_is_being_issued(
    committed: type_of_sessions, settled: Settled, engine: AsyncEngine
) -> None:
    town, keeper, ma = await people(committed, settled)
    async with committed() as desk:
        await issue_device(
            desk,
            keeper,
            camera_of(town),
            id_of(ma),
            HandOver(),
            reason_after=REASON_AFTER,
            now=NOW,
        )
        trying = asyncio.create_task(leave(committed, town, ma))
        await until_held_up(trying, desk, engine)
        await desk.commit()

    with pytest.raises(ConflictError, match="RZ-0001"):
        await trying


async def leave(sessions: type_of_sessions, town: Town, person: Actor) -> None:
    async with sessions() as session, session.begin():
        detail = await find_person(session, town.zhou, id_of(person))
        await leave_service(session, town.zhou, detail, TODAY, "调出", now=NOW)


def id_of(person: Actor) -> UUID:
    assert person.id is not None
    return person.id


async def test_a_hand_over_lets_an_upload_of_the_device_pass(
    committed: type_of_sessions,
    settled: Settled,
) -> None:
    """Rows that point to the device must not wait until the keeper has finished."""
    town, keeper, _ma = await people(committed, settled)

    async with committed() as desk, desk.begin():
        await issue_device(
            desk,
            keeper,
            camera_of(town),
            town.chen.id,
            HandOver(),
            reason_after=REASON_AFTER,
            now=NOW,
        )
        async with committed() as terminal:
            seen = await terminal.scalar(
                text("SELECT id FROM device WHERE id = :id FOR KEY SHARE NOWAIT"),
                {"id": camera_of(town)},
            )

    assert seen == camera_of(town)
