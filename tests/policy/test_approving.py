"""Nobody approves for himself, and a delegate is shown as one (promise P8)."""

import pytest

from app.policy.approving import (
    Approval,
    Delegation,
    approval_problem,
    office_for,
    office_problem,
    offices_of,
)
from app.policy.law_words import Approver
from app.policy.vocabulary import LEADERS, Role

LEADER, RESPONSIBLE, HEAD = Approver.LEADER, Approver.RESPONSIBLE, Approver.HEAD
WRITTEN = Delegation("赵局长", "委〔2026〕3号")


@pytest.mark.parametrize(
    ("needed", "approval", "problem"),
    [
        pytest.param(HEAD, Approval(HEAD, "赵局长"), "", id="the head where the head is asked"),
        pytest.param(LEADER, Approval(HEAD, "赵局长"), "", id="the head is a leader too"),
        pytest.param(RESPONSIBLE, Approval(HEAD, "赵局长"), "", id="and a responsible person"),
        pytest.param(
            HEAD, Approval(LEADER, "钱副局长"), "不能代替机关主要负责人", id="a leader is no head"
        ),
        pytest.param(
            HEAD, Approval(Approver.CUSTODIAN, "孙敏"), "不能代替", id="a custodian is no leader"
        ),
        pytest.param(HEAD, Approval(Approver.NONE, "孙敏"), "不能代替", id="nobody is no leader"),
        pytest.param(HEAD, Approval(HEAD, "李明"), "不能批准自己的申请", id="one's own request"),
        pytest.param(HEAD, Approval(HEAD, "钱副局长", WRITTEN), "", id="a delegate in writing"),
        pytest.param(
            HEAD, Approval(HEAD, "李明", WRITTEN), "不能批准自己的申请", id="one's own, as delegate"
        ),
        pytest.param(
            HEAD,
            Approval(HEAD, "钱副局长", Delegation("李明", "委〔2026〕4号")),
            "委托不能作为批准的依据",
            id="in the name of whoever asks",
        ),
        pytest.param(
            HEAD,
            Approval(HEAD, "赵局长", WRITTEN),
            "委托不能作为批准的依据",
            id="standing in for oneself",
        ),
        pytest.param(
            HEAD,
            Approval(HEAD, "钱副局长", Delegation("赵局长", " ")),
            "应当有书面委托",
            id="a delegate without paper",
        ),
    ],
)
def test_which_approval_counts(needed: Approver, approval: Approval, problem: str) -> None:
    found = approval_problem(needed, "李明", approval)

    assert bool(found) is bool(problem)
    assert problem in found


def test_a_delegate_is_shown_as_one() -> None:
    assert Approval(HEAD, "赵局长").sentence() == "已由机关主要负责人批准"
    assert Approval(HEAD, "钱副局长", WRITTEN).sentence() == (
        "已由受委托人代机关主要负责人批准（书面委托：委〔2026〕3号）"
    )


@pytest.mark.parametrize(
    ("roles", "offices", "highest"),
    [
        pytest.param({Role.LEADER}, {LEADER, RESPONSIBLE}, RESPONSIBLE, id="a deputy"),
        pytest.param({Role.HEAD_OF_ORGAN}, {LEADER, RESPONSIBLE, HEAD}, HEAD, id="the head"),
        pytest.param(LEADERS, {LEADER, RESPONSIBLE, HEAD}, HEAD, id="both at once"),
        pytest.param(
            {Role.OFFICER, Role.LEADER}, {LEADER, RESPONSIBLE}, RESPONSIBLE, id="who also serves"
        ),
        pytest.param(set(Role) - LEADERS, set(), None, id="every other role together"),
        pytest.param(set(), set(), None, id="no role"),
    ],
)
def test_which_offices_the_roles_hold(
    roles: set[Role], offices: set[Approver], highest: Approver | None
) -> None:
    assert offices_of(frozenset(roles)) == offices
    if highest is not None:
        assert office_for(highest, frozenset(roles)) is highest
    assert {office_for(needed, frozenset(roles)) for needed in offices} == offices


@pytest.mark.parametrize("role", sorted(LEADERS))
@pytest.mark.parametrize("needed", [LEADER, RESPONSIBLE, HEAD])
def test_whoever_holds_the_office_that_is_asked_for_answers_in_it(
    role: Role, needed: Approver
) -> None:
    roles = frozenset({role})
    office = office_for(needed, roles)
    assert office is not None
    assert (office is needed) is (needed in offices_of(roles))

    problem = approval_problem(needed, "李明", Approval(office, "赵局长"))

    assert (problem == "") is (needed in offices_of(roles))


def test_whoever_holds_no_office_answers_in_none() -> None:
    assert office_for(LEADER, frozenset({Role.OFFICER})) is None


@pytest.mark.parametrize(
    ("needed", "held", "said"),
    [
        (HEAD, LEADER, "这份申请由机关主要负责人决定，局领导不能代为决定"),
        (HEAD, RESPONSIBLE, "这份申请由机关主要负责人决定，行政机关负责人不能代为决定"),
        (HEAD, HEAD, ""),
        (LEADER, HEAD, ""),
    ],
)
def test_whoever_holds_too_little_is_told_who_decides(
    needed: Approver, held: Approver, said: str
) -> None:
    """Before any approval there is none that could be compared."""
    assert office_problem(needed, "李明", Approval(held, "钱副局长")) == said
