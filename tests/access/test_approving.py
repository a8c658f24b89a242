"""A leader's answer: what it brings, and what it can never bring."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.amending import reply, withdraw
from app.access.approving import AnsweredMeanwhileError
from app.access.requests import RequestChangedError
from app.errors import ConflictError
from app.ledger.book import history_of
from app.models import AccessItem, Case
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.case_words import SecurityClass
from app.policy.law_words import ConsultAct, Scope
from app.policy.vocabulary import Role
from tests.access import desk
from tests.access.approving import (
    answered,
    approvals,
    copy_wanted,
    head_of,
    hire,
    kinds_of,
    own_recording,
    permit_of,
    row_of,
    waiting,
)
from tests.cases.office import open_sand_case
from tests.world import NOW, Town

APPROVED, ASKED, RETURNED, REFUSED = (
    ApprovalAnswer.APPROVED,
    ApprovalAnswer.ASKED,
    ApprovalAnswer.RETURNED,
    ApprovalAnswer.REFUSED,
)


async def test_an_approval_makes_the_permit_for_as_long_as_was_asked(
    session: AsyncSession, town: Town
) -> None:
    head, request_id = await head_of(session, town), await waiting(session, town)

    assert await answered(session, head, request_id, APPROVED) is None

    request, permit = await row_of(session, request_id), await permit_of(session, request_id)
    assert permit is not None
    assert request.state == AccessState.GRANTED.value
    assert (permit.person_id, permit.act, permit.uses_allowed) == (town.chen.id, "view", None)
    assert permit.in_reading_room
    assert permit.until_at - NOW > timedelta(days=request.wanted_days)
    (row,) = await approvals(session, request_id)
    assert (row.approver_id, row.office, row.on_behalf_of_id) == (head.id, "head_of_organ", None)
    assert await kinds_of(session, request_id) == [
        "access:asked",
        "access:approved",
        "access:granted",
    ]


async def test_less_than_was_asked_may_be_granted(session: AsyncSession, town: Town) -> None:
    head, request_id = await head_of(session, town), await waiting(session, town, items=3)
    items = list(await session.scalars(select(AccessItem.id)))

    await answered(
        session, head, request_id, APPROVED, days=1, uses=2, left_out=frozenset(items[:2])
    )

    permit = await permit_of(session, request_id)
    assert permit is not None
    assert permit.until_at.isoformat() == "2026-11-22T16:00:00+00:00"
    assert permit.uses_allowed == 2
    left = await session.scalars(select(AccessItem.id).where(AccessItem.is_granted))
    assert list(left) == items[2:]


async def test_whoever_asks_for_a_copy_may_be_let_look_alone(
    session: AsyncSession, town: Town
) -> None:
    head, request_id = (
        await head_of(session, town),
        await copy_wanted(session, town),
    )

    await answered(session, head, request_id, APPROVED, is_view_only=True)

    permit = await permit_of(session, request_id)
    assert permit is not None
    assert (permit.act, permit.in_reading_room) == ("view", True)


async def test_a_copy_is_approved_as_a_copy(session: AsyncSession, town: Town) -> None:
    head, request_id = await head_of(session, town), await copy_wanted(session, town)

    await answered(session, head, request_id, APPROVED)

    permit = await permit_of(session, request_id)
    assert permit is not None
    assert permit.act == "copy"


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ({"days": 4}, "days"),
        ({"days": 0}, "days"),
        ({"uses": 0}, "uses"),
        ({"left_out": frozenset({UUID(int=1)})}, "items"),
    ],
    ids=["longer", "no day", "no use", "an item of another request"],
)
async def test_more_than_was_asked_is_never_granted(
    session: AsyncSession, town: Town, limits: dict[str, object], field: str
) -> None:
    head, request_id = await head_of(session, town), await waiting(session, town)

    with pytest.raises(NotAcceptableError) as caught:
        await answered(session, head, request_id, APPROVED, **limits)

    assert [problem.field for problem in caught.value.problems] == [field]


async def test_at_least_one_item_stays(session: AsyncSession, town: Town) -> None:
    head, request_id = await head_of(session, town), await waiting(session, town)
    items = frozenset(await session.scalars(select(AccessItem.id)))

    with pytest.raises(NotAcceptableError, match="至少保留一项"):
        await answered(session, head, request_id, APPROVED, left_out=items)


async def test_a_question_is_answered_and_then_approved(session: AsyncSession, town: Town) -> None:
    head, request_id = await head_of(session, town), await waiting(session, town)

    await answered(session, head, request_id, ASKED, reason="为什么需要全部录像？")
    assert (await row_of(session, request_id)).state == AccessState.QUESTIONED.value
    with pytest.raises(ConflictError, match="还没有收到说明"):
        await answered(session, head, request_id, APPROVED)
    revision = (await row_of(session, request_id)).revision
    await reply(
        session, town.chen, request_id, "核对两段录像的时间", seen_revision=revision, now=NOW
    )
    await answered(session, head, request_id, APPROVED)

    asked, approved = await approvals(session, request_id)
    assert (asked.answer, asked.reply) == ("asked", "核对两段录像的时间")
    assert approved.answer == "approved"


@pytest.mark.parametrize(
    ("kind", "state", "event"),
    [
        (RETURNED, AccessState.RETURNED, "access:returned"),
        (REFUSED, AccessState.REFUSED, "access:refused"),
    ],
)
async def test_a_no_has_its_reason_and_opens_nothing(
    session: AsyncSession, town: Town, kind: ApprovalAnswer, state: AccessState, event: str
) -> None:
    head, request_id = await head_of(session, town), await waiting(session, town)

    await answered(session, head, request_id, kind, reason="与本案无关")

    request = await row_of(session, request_id)
    assert (request.state, request.ended_at) == (state.value, NOW)
    assert await permit_of(session, request_id) is None
    last = (await history_of(session, request_id))[-1]
    assert (last.kind.value, last.detail["reason"]) == (event, "与本案无关")


@pytest.mark.parametrize("kind", [ASKED, RETURNED, REFUSED])
async def test_whatever_is_no_approval_says_why(
    session: AsyncSession, town: Town, kind: ApprovalAnswer
) -> None:
    head, request_id = await head_of(session, town), await waiting(session, town)

    with pytest.raises(NotAcceptableError, match="请写明"):
        await answered(session, head, request_id, kind, reason="")


async def test_the_second_is_told_who_was_first_and_what_they_said(
    session: AsyncSession, town: Town
) -> None:
    head, other = await head_of(session, town), await hire(session, town, "x", "夏岚", Role.LEADER)
    request_id = await waiting(session, town)
    seen = (await row_of(session, request_id)).revision
    await answered(session, head, request_id, REFUSED, reason="与本案无关", seen_revision=seen)

    with pytest.raises(AnsweredMeanwhileError, match=r"何志远已于 .*不批准") as caught:
        await answered(session, other, request_id, APPROVED, seen_revision=seen)

    assert "您的意见没有提交" in caught.value.message


async def test_a_request_that_changed_is_looked_at_again(session: AsyncSession, town: Town) -> None:
    head, request_id = await head_of(session, town), await waiting(session, town, items=2)
    seen = (await row_of(session, request_id)).revision

    with pytest.raises(RequestChangedError):
        await answered(session, head, request_id, APPROVED, seen_revision=seen - 1)
    await withdraw(session, town.chen, request_id, seen_revision=seen, now=NOW)
    with pytest.raises(RequestChangedError):
        await answered(session, head, request_id, APPROVED, seen_revision=seen)


async def test_what_became_a_state_secret_is_not_approved_away(
    session: AsyncSession, town: Town
) -> None:
    """汝州调阅 10: secrets stand above every approval."""
    head = await head_of(session, town)
    recording = await own_recording(session, town, town.chen)
    request_id = await desk.ask(session, town.chen, recordings=[recording])
    case_id = await open_sand_case(session, town)
    case = await session.get_one(Case, case_id)
    case.security_class = SecurityClass.SECRET.value
    await desk.link(session, town, recording, case_id)

    decision = await answered(session, head, request_id, APPROVED)

    assert decision is not None
    assert "按照保密规定另行管理" in decision.reason
    assert (await row_of(session, request_id)).state == AccessState.REFUSED.value
    assert await permit_of(session, request_id) is None


async def test_striking_items_narrows_what_is_wanted(session: AsyncSession, town: Town) -> None:
    head = await head_of(session, town)
    handler = await hire(session, town, "h", "韩立", Role.OFFICER)
    case_id = await open_sand_case(session, town)
    kept = await desk.paper_in(session, town, case_id, title="决定书", is_concluding=True)
    struck = await desk.paper_in(session, town, case_id, title="笔录")
    request_id = await desk.ask(
        session, town.chen, case_id=case_id, documents=[kept, struck], act=ConsultAct.COPY
    )
    item = await session.scalar(select(AccessItem.id).where(AccessItem.document_id == struck))
    assert item is not None

    await answered(session, head, request_id, APPROVED, left_out=frozenset({item}))

    assert (await row_of(session, request_id)).wanted == Scope.CONCLUDING.value
    assert handler.id
