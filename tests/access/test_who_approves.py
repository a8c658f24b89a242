"""Who answers a request: never its asker, nobody in the asker's stead, and whoever holds office."""

from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.approvals import count_for, list_waiting
from app.access.requests import thing_of_request
from app.access.standing import in_office
from app.errors import NotFoundError
from app.ledger.book import history_of
from app.models import AccessApproval, Unit
from app.people.authority import extent_of
from app.people.units import forget_units
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.actor import ANONYMOUS
from app.policy.acts import Act
from app.policy.law_words import Approver, Requester
from app.policy.vocabulary import Role
from tests.access import desk
from tests.access.approving import (
    answered,
    approvals,
    as_of_today,
    head_of,
    hire,
    kinds_of,
    lend,
    permit_of,
    row_of,
    waiting,
)
from tests.cases.office import open_sand_case
from tests.world import NOW, Town

APPROVED = ApprovalAnswer.APPROVED


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


async def test_a_deputy_who_stands_in_hears_that_it_is_their_leaders_own_request(
    session: AsyncSession, town: Town
) -> None:
    head = await head_of(session, town)
    deputy = await hire(session, town, "qian2", "钱志明", Role.LEADER)
    deputy = await lend(session, town, head, deputy)
    request_id = await waiting(session, town, head)

    decision = await answered(session, deputy, request_id, APPROVED)

    assert decision is not None
    assert "委托人就是申请人" in decision.reason


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


@pytest.mark.parametrize(
    ("pack_id", "role", "office"),
    [
        ("zhangzi", Role.LEADER, Approver.LEADER),
        ("zhangzi", Role.HEAD_OF_ORGAN, Approver.LEADER),
        ("ruzhou", Role.HEAD_OF_ORGAN, Approver.HEAD),
    ],
)
async def test_the_answer_is_recorded_in_the_office_that_the_regulation_names(
    session: AsyncSession, town: Town, pack_id: str, role: Role, office: Approver
) -> None:
    """长子 15 says 局领导, whoever of them it is; 负责人 is the word of 山西 18 for publishing."""
    (await session.get_one(Unit, town.agency)).pack_id = pack_id
    await session.flush()
    forget_units(session)
    leader = await hire(session, town, "song", "宋文博", role)
    request_id = await waiting(session, town)

    assert await answered(session, leader, request_id, APPROVED) is None

    (row,) = await approvals(session, request_id)
    assert row.office == office.value


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
