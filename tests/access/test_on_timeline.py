"""审批 on the line of time: for whoever may know of the requests, and nobody else."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.on_timeline import approvals_on
from app.cases.marks import Lane, Mark
from app.policy.actor import ANONYMOUS
from app.policy.law_words import Requester
from tests.access.desk import granted, permit_of, received
from tests.cases.office import open_sand_case
from tests.world import NOW, Town


async def seen(session: AsyncSession, town: Town, who: str, case: UUID) -> tuple[Mark, ...]:
    return await approvals_on(session, getattr(town, who), case, now=NOW + timedelta(hours=1))


async def test_a_granted_request_has_its_answer_and_its_permit(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town)
    permit = await granted(session, town, case)

    marks = await seen(session, town, "liu", case)

    asked, allowed = sorted(marks, key=lambda mark: mark.id == permit.id)
    assert {mark.lane for mark in marks} == {Lane.APPROVAL}
    assert asked.id == permit.request_id
    assert not asked.is_open
    assert asked.href == f"/access/{permit.request_id}"
    assert (allowed.at, allowed.until, allowed.is_open) == (permit.from_at, permit.until_at, True)
    assert allowed.detail == "仍然有效"


async def test_a_request_that_waits_is_open_until_now(session: AsyncSession, town: Town) -> None:
    case = await open_sand_case(session, town)
    request = await waiting(session, town, case)

    (mark,) = await seen(session, town, "liu", case)

    assert (mark.id, mark.is_open, mark.until) == (request, True, NOW + timedelta(hours=1))


async def test_a_permit_that_has_ended_says_why(session: AsyncSession, town: Town) -> None:
    case = await open_sand_case(session, town)
    permit = await granted(session, town, case)
    row = await permit_of(session, permit.request_id)
    row.ended_at, row.end_kind, row.ended_by_id = NOW, "revoked", town.liu.id
    row.end_reason = "案卷重新立案"

    found = [mark for mark in await seen(session, town, "liu", case) if mark.id == permit.id]

    assert [(mark.is_open, mark.detail) for mark in found] == [(False, "案卷重新立案")]


@pytest.mark.parametrize("who", ["qian", "sun", "zhou", "wu", "terminal"])
async def test_whoever_may_not_know_of_a_request_sees_nothing(
    session: AsyncSession, town: Town, who: str
) -> None:
    case = await open_sand_case(session, town)
    await granted(session, town, case)

    assert await seen(session, town, who, case) == ()


async def test_nobody_sees_nothing_and_another_case_has_nothing(
    session: AsyncSession, town: Town
) -> None:
    case = await open_sand_case(session, town)
    await granted(session, town, case)

    assert await approvals_on(session, ANONYMOUS, case, now=NOW) == ()
    assert await seen(session, town, "liu", ids.new_id()) == ()


async def waiting(session: AsyncSession, town: Town, case: UUID) -> UUID:
    return await received(session, town, Requester.COUNTERPART, case_id=case, material="决定书")
