"""Which roles exclude each other: the table, and that words and database agree on every day."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from app.policy.excluding import HeldRole, first_clash, why_excluded
from app.policy.vocabulary import LEADERS, Role

HERE, THERE = UUID(int=1), UUID(int=2)
TODAY = date(2026, 11, 21)
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        pytest.param(Role.SYSTEM_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR, "三员", id="two admins"),
        pytest.param(Role.SECURITY_ADMINISTRATOR, Role.LEADER, "三员", id="admin and business"),
        pytest.param(Role.LEGAL_REVIEWER, Role.CASE_HANDLER, "审核与承办", id="reviewer, handler"),
        pytest.param(Role.INSPECTOR, Role.OFFICER, "检查与被检查", id="inspector, officer"),
        pytest.param(Role.OFFICER, Role.OFFICER, "已经设置", id="the same twice"),
    ],
)
def test_each_exclusion_says_why_whichever_comes_first(one: Role, other: Role, reason: str) -> None:
    first, second = HeldRole(HERE, one, TODAY), HeldRole(HERE, other, TODAY)

    assert reason in why_excluded(first, second)
    assert reason in why_excluded(second, first)


@pytest.mark.parametrize("other", sorted(set(Role) - LEADERS))
def test_the_head_is_excluded_where_a_leader_is(other: Role) -> None:
    leader, head = (HeldRole(HERE, role, TODAY) for role in (Role.LEADER, Role.HEAD_OF_ORGAN))
    theirs = HeldRole(HERE, other, TODAY)

    assert why_excluded(head, theirs) == why_excluded(leader, theirs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            HeldRole(HERE, Role.OFFICER, TODAY), HeldRole(HERE, Role.CASE_HANDLER, TODAY), id="both"
        ),
        pytest.param(
            HeldRole(HERE, Role.OFFICER, TODAY), HeldRole(THERE, Role.OFFICER, TODAY), id="units"
        ),
        pytest.param(
            HeldRole(HERE, Role.AUDIT_ADMINISTRATOR, TODAY, TODAY),
            HeldRole(HERE, Role.OFFICER, TODAY + A_DAY),
            id="one after the other",
        ),
    ],
)
def test_what_does_not_exclude_may_be_held(one: HeldRole, other: HeldRole) -> None:
    assert why_excluded(one, other) == ""
    assert why_excluded(other, one) == ""


def test_the_last_day_still_counts() -> None:
    ended = HeldRole(HERE, Role.INSPECTOR, TODAY - A_DAY, TODAY)

    clash = first_clash([HeldRole(THERE, Role.OFFICER, TODAY)], [ended])

    assert clash is not None
    assert clash.held == ended
