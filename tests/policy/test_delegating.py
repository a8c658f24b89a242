"""Who may stand in for an absent leader."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.packs.load import read_pack
from app.policy.actor import Actor, Assignment, Principal
from app.policy.acts import Act
from app.policy.approving import offices_of
from app.policy.authorising import RULES, authorise
from app.policy.delegating import Held, Wanted, decide_delegation, may_exercise
from app.policy.duties import duties_of
from app.policy.excluding import HeldRole, why_excluded
from app.policy.grounds import Thing
from app.policy.pack import Pack
from app.policy.servicing import may_decide_request
from app.policy.vocabulary import BUSINESS_ROLES, ActorKind, Role

UNIT, ELSEWHERE = UUID(int=1), UUID(int=2)
ZHAO, QIAN, LI = UUID(int=11), UUID(int=12), UUID(int=13)
DAY = date(2026, 11, 21)
WEEK = DAY + timedelta(days=7)
PRINCIPAL = Principal(ZHAO, "赵国强")
RUZHOU = read_pack("ruzhou")
PACKS = [read_pack(id_) for id_ in ("changli", "ruzhou", "shanxi", "zhangying", "zhangzi")]


def held(role: Role, unit: UUID = UNIT) -> HeldRole:
    return HeldRole(unit, role, DAY - timedelta(days=100))


AN_OFFICER = (held(Role.OFFICER),)


def wanted(
    role: Role = Role.LEADER,
    *,
    delegate: UUID = QIAN,
    recorder: UUID = ZHAO,
    principal: UUID = ZHAO,
) -> Wanted:
    return Wanted(HeldRole(UNIT, role, DAY, WEEK), principal, delegate, recorder)


@pytest.mark.parametrize(
    ("asked", "facts", "sentence"),
    [
        (wanted(), Held((held(Role.LEADER),), (held(Role.OFFICER),)), ""),
        (wanted(delegate=ZHAO), Held((held(Role.LEADER),), ()), "不能授权本人"),
        (wanted(recorder=QIAN), Held((held(Role.LEADER),), ()), "不能为自己登记"),
        (wanted(), Held((), ()), "没有这个岗位"),
        (wanted(), Held((held(Role.LEADER, ELSEWHERE),), ()), "没有这个岗位"),
        (wanted(), Held((held(Role.LEADER),), (held(Role.LEADER),)), "本来就有"),
        (wanted(), Held((held(Role.LEADER),), (held(Role.AUDIT_ADMINISTRATOR),)), "三员分立"),
        (
            wanted(Role.LEGAL_REVIEWER),
            Held((held(Role.LEGAL_REVIEWER),), (held(Role.CASE_HANDLER),)),
            "审核与承办",
        ),
        (
            wanted(Role.INSPECTOR),
            Held((held(Role.INSPECTOR),), (held(Role.DEVICE_KEEPER),), (held(Role.OFFICER),)),
            "检查与被检查",
        ),
        (
            wanted(Role.HEAD_OF_ORGAN, recorder=LI),
            Held((held(Role.HEAD_OF_ORGAN),), AN_OFFICER),
            "由本人登记授权",
        ),
        (wanted(Role.HEAD_OF_ORGAN), Held((held(Role.HEAD_OF_ORGAN),), AN_OFFICER), ""),
        (
            replace(wanted(Role.HEAD_OF_ORGAN, recorder=LI), recorder_is_above=True),
            Held((held(Role.HEAD_OF_ORGAN),), AN_OFFICER),
            "",
        ),
        (wanted(recorder=LI), Held((held(Role.LEADER),), AN_OFFICER), ""),
        (wanted(), Held((held(Role.LEADER),), AN_OFFICER, delegate_serves=False), "已经离任"),
        (
            wanted(recorder=LI),
            Held((held(Role.LEADER),), AN_OFFICER, principal_serves=False),
            "授权人已经离任",
        ),
        (wanted(), Held((held(Role.LEADER),), ()), "没有岗位"),
        (
            wanted(),
            Held((held(Role.LEADER),), (HeldRole(UNIT, Role.OFFICER, DAY, DAY),)),
            "",
        ),
        (
            wanted(),
            Held((held(Role.LEADER),), (HeldRole(UNIT, Role.OFFICER, DAY + timedelta(1)),)),
            "没有岗位",
        ),
        (wanted(), Held((held(Role.LEADER),), (), (held(Role.INSPECTOR),)), "没有岗位"),
    ],
)
def test_what_stands_against_a_delegation_is_said(
    asked: Wanted, facts: Held, sentence: str
) -> None:
    decision = decide_delegation(asked, facts)

    assert decision.allowed is (not sentence)
    assert sentence in decision.reason


@pytest.mark.parametrize("role", sorted(set(Role) - BUSINESS_ROLES))
def test_no_administrator_is_stood_in_for(role: Role) -> None:
    assert not decide_delegation(wanted(role), Held((held(role),), ())).allowed


ROLES = st.sampled_from(sorted(Role))


@given(lent=ROLES, own=st.lists(ROLES, max_size=4))
def test_what_may_be_lent_excludes_nothing_that_is_held(lent: Role, own: list[Role]) -> None:
    theirs = tuple(held(role) for role in own)
    asked = HeldRole(UNIT, lent, DAY, WEEK)

    if decide_delegation(wanted(lent), Held((held(lent),), theirs)).allowed:
        assert not any(why_excluded(asked, one) for one in theirs)
        assert may_exercise(asked, theirs)


def test_a_role_that_is_lent_rests_while_its_delegate_holds_none() -> None:
    lent = HeldRole(UNIT, Role.LEADER, DAY, WEEK)

    assert may_exercise(lent, AN_OFFICER)
    assert not may_exercise(lent, ())


ACTS = st.sampled_from([act for act in Act if act in RULES])


@given(act=ACTS, role=st.sampled_from(sorted(BUSINESS_ROLES)), own=st.sampled_from([*Role, None]))
def test_a_delegate_may_what_the_role_may_and_the_reason_names_the_absent(
    act: Act, role: Role, own: Role | None
) -> None:
    mine = (Assignment(UNIT, own),) if own else ()
    thing = Thing(UNIT)
    oneself = Actor(ActorKind.PERSON, QIAN, UNIT, assignments=mine)
    standing = Actor(
        ActorKind.PERSON, QIAN, UNIT, assignments=(*mine, Assignment(UNIT, role, PRINCIPAL))
    )
    lent = Actor(ActorKind.PERSON, QIAN, UNIT, assignments=(Assignment(UNIT, role),))

    by_oneself = authorise(oneself, act, thing, RUZHOU)
    decision = authorise(standing, act, thing, RUZHOU)

    if by_oneself.allowed:
        assert decision == by_oneself
    else:
        assert decision.allowed is authorise(lent, act, thing, RUZHOU).allowed
        assert decision.on_behalf_of == (ZHAO if decision.allowed else None)
        assert ("代行赵国强" in decision.reason) is decision.allowed


@given(act=ACTS, unit=st.sampled_from([UNIT, ELSEWHERE]), above=st.booleans())
@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_whoever_stands_in_for_the_head_is_offered_all_that_a_leader_is(
    pack: Pack, act: Act, unit: UUID, *, above: bool
) -> None:
    """Whatever a leader may, the head may, and with the head whoever stands in."""
    thing = Thing(unit, frozenset({UNIT} if above else ()))
    leader, head = (
        Actor(ActorKind.PERSON, QIAN, UNIT, assignments=(Assignment(UNIT, role, PRINCIPAL),))
        for role in (Role.LEADER, Role.HEAD_OF_ORGAN)
    )

    assert authorise(head, act, thing, pack) == authorise(leader, act, thing, pack)
    assert duties_of(head, pack) == duties_of(leader, pack)
    assert offices_of(head.standing_in_for(PRINCIPAL).roles) > offices_of(leader.roles)


@given(act=ACTS, role=st.sampled_from(sorted(BUSINESS_ROLES)))
def test_a_role_that_is_lent_carries_to_no_delegation(act: Act, role: Role) -> None:
    standing = Actor(ActorKind.PERSON, QIAN, UNIT, assignments=(Assignment(UNIT, role, PRINCIPAL),))

    oneself = standing.standing_in_for(None)

    assert not authorise(oneself, Act.DELEGATION_RECORD, Thing(UNIT), RUZHOU).allowed


@pytest.mark.parametrize(
    ("asked_by", "on_behalf_of", "allowed"),
    [
        (LI, ZHAO, True),
        (LI, None, True),
        (QIAN, ZHAO, False),
        (QIAN, None, False),
        (ZHAO, ZHAO, False),
        (ZHAO, None, True),
    ],
)
def test_nobody_decides_on_his_own_request_nor_on_that_of_the_absent(
    asked_by: UUID, on_behalf_of: UUID | None, *, allowed: bool
) -> None:
    decision = may_decide_request(QIAN, asked_by, on_behalf_of=on_behalf_of)

    assert decision.allowed is allowed
