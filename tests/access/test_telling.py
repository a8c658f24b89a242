"""What the start page tells of one's own requests: granted, soon over, answered, copies ready."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.amending import withdraw
from app.access.ending import give_up_permit, revoke_permit
from app.access.telling import News, news_of
from app.models import AccessRequest
from app.policy.access_words import ApprovalAnswer
from app.policy.law_words import ConsultAct, Requester
from tests.access import desk, sitting
from tests.access.approving import answered, head_of, waiting
from tests.access.register import copy_of
from tests.world import NOW, Town

DAY = timedelta(days=1)


async def told(session: AsyncSession, town: Town, *, now: datetime = NOW) -> News:
    return await news_of(session, town.chen, now=now)


@pytest.mark.parametrize(
    ("later", "granted", "ending"),
    [
        (timedelta(), 1, 0),
        (2 * DAY, 0, 1),
        (3 * DAY - timedelta(minutes=1), 0, 1),
        (3 * DAY, 0, 0),
    ],
)
async def test_what_was_granted_is_told_until_its_end(
    session: AsyncSession, town: Town, later: timedelta, granted: int, ending: int
) -> None:
    await sitting.permitted(session, town, until_at=NOW + 3 * DAY, in_reading_room=True)

    news = await told(session, town, now=NOW + later)

    assert (len(news.granted), len(news.ending)) == (granted, ending)
    assert all(each.in_reading_room for each in (*news.granted, *news.ending))


async def test_of_two_the_one_that_ends_first_is_told_first(
    session: AsyncSession, town: Town
) -> None:
    late = await sitting.permitted(session, town, until_at=NOW + 5 * DAY)
    soon = await sitting.permitted(session, town, until_at=NOW + 4 * DAY)

    news = await told(session, town)

    assert [each.request_id for each in news.granted] == [soon.request_id, late.request_id]


async def test_a_permit_that_is_used_up_or_given_back_is_told_no_more(
    session: AsyncSession, town: Town
) -> None:
    used = await sitting.permitted(session, town, uses_allowed=1)
    used.uses = 1
    back = await sitting.permitted(session, town)
    await give_up_permit(session, town.chen, back.request_id, now=NOW)

    assert await told(session, town) == News()


@pytest.mark.parametrize("answer", [ApprovalAnswer.RETURNED, ApprovalAnswer.REFUSED])
async def test_an_answer_is_told_with_its_reason_for_a_week(
    session: AsyncSession, town: Town, answer: ApprovalAnswer
) -> None:
    request_id = await waiting(session, town)
    await answered(session, await head_of(session, town), request_id, answer, reason="请写明用途")

    (one,) = (await told(session, town)).answered

    assert (one.request_id, one.reason) == (request_id, "请写明用途")
    assert await told(session, town, now=NOW + 7 * DAY) == News()


async def test_an_answer_after_which_it_was_asked_again_is_told_no_more(
    session: AsyncSession, town: Town
) -> None:
    request_id = await waiting(session, town)
    await answered(
        session,
        await head_of(session, town),
        request_id,
        ApprovalAnswer.RETURNED,
        reason="请写明用途",
    )
    await desk.ask(session, town.chen, material="某案", follows_id=request_id)

    assert await told(session, town) == News()


async def test_that_a_permit_was_taken_back_is_told_with_the_reason(
    session: AsyncSession, town: Town
) -> None:
    permit = await sitting.permitted(session, town)
    await revoke_permit(session, town.liu, permit.request_id, "案件已经移送", now=NOW)

    (one,) = (await told(session, town)).answered

    assert (one.said, one.reason) == ("的准予已被收回", "案件已经移送")


async def test_copies_are_told_while_they_lie_ready(session: AsyncSession, town: Town) -> None:
    permit = await sitting.permitted(session, town, act=ConsultAct.COPY, until_at=NOW + DAY / 2)
    request = await session.get_one(AccessRequest, permit.request_id)
    nothing = {"taker_name": None, "received_at": None}
    await copy_of(session, request, permit, town.liu, **nothing)
    await copy_of(session, request, permit, town.liu, **nothing, bundle_id=None)
    await copy_of(session, request, permit, town.liu)

    (ready,) = (await told(session, town, now=NOW + DAY)).ready

    assert (ready.request_id, ready.copies) == (request.id, 1)


async def test_nobody_is_told_of_the_requests_of_others(session: AsyncSession, town: Town) -> None:
    await sitting.permitted(session, town, requester=Requester.LAWYER)
    await sitting.permitted(session, town, person=town.liu)
    withdrawn: UUID = await waiting(session, town)
    revision = (await desk.row_of(session, withdrawn)).revision
    await withdraw(session, town.chen, withdrawn, seen_revision=revision, now=NOW)

    assert await told(session, town) == News()
