"""Approving several at a time: each has its own approval and event, and a copy is never among."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.batching import approve_together
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.models import AccessApproval
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.law_words import ConsultAct
from tests.access import desk
from tests.access.approving import answered, head_of, row_of, waiting
from tests.cases.office import open_sand_case
from tests.world import NOW, Town


async def seen(session: AsyncSession, *request_ids: UUID) -> dict[UUID, int]:
    return {each: (await row_of(session, each)).revision for each in request_ids}


async def test_each_of_a_batch_has_its_own_approval_and_events(
    session: AsyncSession, town: Town
) -> None:
    head = await head_of(session, town)
    asked = [await waiting(session, town) for _ in range(3)]

    outcome = await approve_together(session, head, await seen(session, *asked), now=NOW)

    assert outcome.approved == ("调阅〔2026〕1号", "调阅〔2026〕2号", "调阅〔2026〕3号")
    assert outcome.left == ()
    rows = (await session.scalars(select(AccessApproval.request_id))).all()
    assert sorted(rows) == sorted(asked)
    for request_id in asked:
        kinds = [line.kind.value for line in await history_of(session, request_id)]
        assert kinds[-2:] == ["access:approved", "access:granted"]


async def test_one_that_was_answered_meanwhile_stops_none_of_the_others(
    session: AsyncSession, town: Town
) -> None:
    head = await head_of(session, town)
    first, second = await waiting(session, town), await waiting(session, town)
    both = await seen(session, first, second)
    await answered(session, head, first, ApprovalAnswer.RETURNED)

    outcome = await approve_together(session, head, both, now=NOW)

    assert outcome.approved == ("调阅〔2026〕2号",)
    ((number, said),) = outcome.left
    assert number == "调阅〔2026〕1号"
    assert "何志远已于" in said
    assert (await row_of(session, second)).state == AccessState.GRANTED.value


async def test_one_s_own_among_them_is_left(session: AsyncSession, town: Town) -> None:
    head = await head_of(session, town)
    own, other = await waiting(session, town, head), await waiting(session, town)

    outcome = await approve_together(session, head, await seen(session, own, other), now=NOW)

    assert [number for number, _ in outcome.left] == ["调阅〔2026〕1号"]
    assert "不能批准自己的申请" in outcome.left[0][1]


async def test_copies_are_decided_one_by_one(session: AsyncSession, town: Town) -> None:
    head, look = await head_of(session, town), await waiting(session, town)
    case_id = await open_sand_case(session, town)
    paper = await desk.paper_in(session, town, case_id)
    copy = await desk.ask(
        session, town.chen, case_id=case_id, documents=[paper], act=ConsultAct.COPY
    )

    with pytest.raises(NotAcceptableError, match="复制须逐件审批"):
        await approve_together(session, head, await seen(session, look, copy), now=NOW)

    assert (await row_of(session, look)).state == AccessState.WAITING.value


async def test_whoever_may_not_know_one_approves_none(session: AsyncSession, town: Town) -> None:
    request_id = await waiting(session, town)

    with pytest.raises(NotFoundError):
        await approve_together(session, town.qian, await seen(session, request_id), now=NOW)


async def test_a_keeper_approves_none_and_each_attempt_is_in_the_ledger(
    session: AsyncSession, town: Town
) -> None:
    request_id = await waiting(session, town)

    outcome = await approve_together(session, town.liu, await seen(session, request_id), now=NOW)

    assert outcome.approved == ()
    assert (await history_of(session, request_id))[-1].kind.value == "act:refused"
