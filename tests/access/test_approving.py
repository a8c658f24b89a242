"""A leader's answer: who may give it, what it brings, and what it can never bring."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.amending import reply, withdraw
from app.access.approvals import count_for, list_waiting
from app.access.approving import AnsweredMeanwhileError
from app.access.requests import RequestChangedError, thing_of_request
from app.access.standing import in_office
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.models import AccessApproval, AccessItem, Case, EvidenceLink
from app.people.authority import extent_of
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.actor import ANONYMOUS
from app.policy.acts import Act
from app.policy.case_words import SecurityClass
from app.policy.law_words import Approver, ConsultAct, Requester, Scope
from app.policy.vocabulary import Role
from tests.access import desk
from tests.access.approving import (
    answered,
    as_of_today,
    head_of,
    hire,
    lend,
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


async def approvals(session: AsyncSession, request_id: UUID) -> list[AccessApproval]:
    rows = await session.scalars(
        select(AccessApproval)
        .where(AccessApproval.request_id == request_id)
        .order_by(AccessApproval.id)
    )
    return list(rows)


async def kinds_of(session: AsyncSession, request_id: UUID) -> list[str]:
    return [line.kind.value for line in await history_of(session, request_id)]


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
        await _copy_wanted(session, town),
    )

    await answered(session, head, request_id, APPROVED, is_view_only=True)

    permit = await permit_of(session, request_id)
    assert permit is not None
    assert (permit.act, permit.in_reading_room) == ("view", True)


async def test_a_copy_is_approved_as_a_copy(session: AsyncSession, town: Town) -> None:
    head, request_id = await head_of(session, town), await _copy_wanted(session, town)

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


async def test_nobody_answers_their_own_request(session: AsyncSession, town: Town) -> None:
    """Promise P8; the ledger holds the attempt."""
    head = await head_of(session, town)
    request_id = await waiting(session, town, head)

    decision = await answered(session, head, request_id, APPROVED)

    assert decision is not None
    assert "申请人不能批准自己的申请" in decision.reason
    assert await permit_of(session, request_id) is None
    assert (await kinds_of(session, request_id))[-1] == "act:refused"


async def test_a_delegate_does_not_approve_what_their_leader_asked(
    session: AsyncSession, town: Town
) -> None:
    head = await head_of(session, town)
    song = await lend(
        session, town, head, await hire(session, town, "song", "宋文博", Role.LEGAL_REVIEWER)
    )
    request_id = await waiting(session, town, head)

    decision = await answered(session, song, request_id, APPROVED)

    assert decision is not None
    assert "委托人就是申请人" in decision.reason
    assert await permit_of(session, request_id) is None


async def test_a_delegate_does_not_approve_what_they_asked_themselves(
    session: AsyncSession, town: Town
) -> None:
    song = await lend(
        session,
        town,
        await head_of(session, town),
        await hire(session, town, "song", "宋文博", Role.LEGAL_REVIEWER),
    )
    request_id = await waiting(session, town, song)

    decision = await answered(session, song, request_id, APPROVED)

    assert decision is not None
    assert "申请人不能批准自己的申请" in decision.reason


async def test_a_keeper_who_stands_in_does_not_approve_what_they_received(
    session: AsyncSession, town: Town
) -> None:
    """For somebody from outside the keeper has asked, and is the asker (汝州调阅 7)."""
    liu = await lend(session, town, await head_of(session, town), town.liu)
    case_id = await open_sand_case(session, town)
    concluding = await desk.paper_in(session, town, case_id, is_concluding=True)
    request_id = await desk.received(
        session, town, Requester.COUNTERPART, case_id=case_id, documents=[concluding]
    )
    await desk.verified(session, town, request_id)
    assert (await row_of(session, request_id)).state == AccessState.WAITING.value

    decision = await answered(session, liu, request_id, APPROVED)

    assert decision is not None
    assert "申请人不能批准自己的申请" in decision.reason


@pytest.mark.parametrize("who", ["themselves", "through a delegate", "as their own delegate"])
async def test_the_database_refuses_what_the_rule_would(
    session: AsyncSession, town: Town, who: str
) -> None:
    request_id = await waiting(session, town)
    chen, zhao = town.chen.id, town.zhao.id
    approver, leader = {
        "themselves": (chen, None),
        "through a delegate": (zhao, chen),
        "as their own delegate": (zhao, zhao),
    }[who]
    session.add(
        AccessApproval(
            id=ids.new_id(),
            request_id=request_id,
            asked_by_id=chen,
            approver_id=approver,
            on_behalf_of_id=leader,
            delegation_no="委〔2026〕3号" if leader else "",
            office=Approver.HEAD.value,
            answer=APPROVED.value,
            decided_at=NOW,
        )
    )

    with pytest.raises(IntegrityError, match=r"not_by_requester|not_for_requester"):
        await session.flush()


async def test_the_database_knows_who_asked(session: AsyncSession, town: Town) -> None:
    """A row that names another asker would pass the checks, so the key holds both together."""
    request_id = await waiting(session, town)
    session.add(
        AccessApproval(
            id=ids.new_id(),
            request_id=request_id,
            asked_by_id=town.liu.id,
            approver_id=town.chen.id,
            office=Approver.HEAD.value,
            answer=APPROVED.value,
            decided_at=NOW,
        )
    )

    with pytest.raises(IntegrityError, match="fk_access_approval_of_request"):
        await session.flush()


async def test_a_delegate_is_shown_as_one_with_the_paper(session: AsyncSession, town: Town) -> None:
    head = await head_of(session, town)
    song = await lend(
        session, town, head, await hire(session, town, "song", "宋文博", Role.LEGAL_REVIEWER)
    )
    request_id = await waiting(session, town)

    assert await answered(session, song, request_id, APPROVED) is None

    (row,) = await approvals(session, request_id)
    assert (row.approver_id, row.on_behalf_of_id) == (song.id, head.id)
    assert row.delegation_no == "汝水〔2026〕30号"
    approved = next(
        line for line in await history_of(session, request_id) if "approved" in line.kind.value
    )
    assert approved.detail["on_behalf_of"] == str(head.id)


async def test_an_approver_who_has_left_is_followed_by_others_in_office(
    session: AsyncSession, town: Town
) -> None:
    head, request_id = await head_of(session, town), await waiting(session, town)
    gone = await as_of_today(session, town, head.id or UUID(int=0))
    gone = gone.standing_in_for(None)
    gone = type(gone)(gone.kind, gone.id, gone.unit_id, assignments=())

    with pytest.raises(NotFoundError):
        await answered(session, gone, request_id, APPROVED)
    other = await hire(session, town, "he2", "何继任", *{held.role for held in head.assignments})
    assert await answered(session, other, request_id, APPROVED) is None


async def test_who_could_approve_is_known_by_name(session: AsyncSession, town: Town) -> None:
    head = await head_of(session, town)
    await lend(session, town, head, await hire(session, town, "song", "宋文博", Role.INSPECTOR))
    request = await row_of(session, await waiting(session, town))
    thing = await thing_of_request(session, request)

    found = await in_office(
        session, thing, needed=Approver.HEAD, asker_id=request.asked_by_id, now=NOW
    )
    without_head = await in_office(
        session, thing, needed=Approver.HEAD, asker_id=head.id or UUID(int=0), now=NOW
    )

    named = [(one.name, one.leader) for one in found]
    assert ("何志远", "") in named
    assert ("宋文博", "何志远") in named
    assert {"何志远", "宋文博"}.isdisjoint({one.name for one in without_head})


@pytest.mark.parametrize("name", ["liu", "chen", "sun", "zhou", "wu"])
async def test_nobody_but_a_leader_approves(session: AsyncSession, town: Town, name: str) -> None:
    request_id = await waiting(session, town)
    actor = getattr(town, name)

    if name in {"liu", "chen"}:
        decision = await answered(session, actor, request_id, APPROVED)
        assert decision is not None
        assert "您不能办理" in decision.reason
        assert (await kinds_of(session, request_id))[-1] == "act:refused"
    else:
        with pytest.raises(NotFoundError):
            await answered(session, actor, request_id, APPROVED)
    assert await permit_of(session, request_id) is None


async def test_a_stranger_and_nobody_at_all_hear_of_nothing(
    session: AsyncSession, town: Town
) -> None:
    request_id = await waiting(session, town)

    for actor in (town.qian, ANONYMOUS):
        with pytest.raises(NotFoundError):
            await answered(session, actor, request_id, APPROVED)


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
    assert "国家秘密" in decision.reason
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


async def _copy_wanted(session: AsyncSession, town: Town) -> UUID:
    """Chen handles the case and asks for a copy of its recording (汝州调阅 4)."""
    case_id = await open_sand_case(session, town)
    recording = await desk.recording_in(session, town, case_id)
    assert (await session.scalars(select(EvidenceLink.id))).all()
    return await desk.ask(
        session, town.chen, case_id=case_id, recordings=[recording], act=ConsultAct.COPY
    )


async def test_a_deputy_is_told_that_the_head_decides(session: AsyncSession, town: Town) -> None:
    """汝州调阅 5 asks for the head of the organ; Zhao is one of the other leaders."""
    request_id = await waiting(session, town)

    decision = await answered(session, town.zhao, request_id, APPROVED)

    assert decision is not None
    assert "由机关主要负责人决定" in decision.reason
    assert "已有的批准" not in decision.reason
    assert await permit_of(session, request_id) is None
    assert (await kinds_of(session, request_id))[-1] == "act:refused"


async def test_the_list_says_beside_each_request_what_the_answer_would_meet(
    session: AsyncSession, town: Town
) -> None:
    """Promise P13: list and rule agree, for whoever leads, asks or stands in."""
    head = await head_of(session, town)
    song = await lend(
        session, town, head, await hire(session, town, "song", "宋文博", Role.INSPECTOR)
    )
    for asker in (town.chen, head, song, town.zhao):
        await waiting(session, town, asker)

    for actor in (head, song, town.zhao):
        extent = await extent_of(session, actor, Act.ACCESS_APPROVE)
        lines = (await list_waiting(session, actor, extent, now=NOW)).lines
        assert len(lines) == 4
        for line in lines:
            async with session.begin_nested() as tried:
                refused = await answered(session, actor, line.id, APPROVED)
                await tried.rollback()
            session.expire_all()
            assert line.barrier == (refused.reason.split("。请由")[0] if refused else "")
        able = [line for line in lines if not line.barrier]
        assert await count_for(session, actor, now=NOW) == len(able)
