"""Nobody vouches for their own certificate, and an account is kept from above."""

from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.actor import Actor
from app.policy.decision import Decision, allow, refuse
from app.policy.staffing import (
    ROLES_ELSEWHERE,
    decide_on_account,
    decide_own_certificate,
)
from app.policy.vocabulary import ActorKind

LIN = Actor(ActorKind.PERSON, UUID(int=1), UUID(int=9))


@pytest.mark.parametrize(("holder", "allowed"), [(1, False), (2, True)], ids=["own", "another's"])
def test_a_certificate_is_kept_by_somebody_else(holder: int, allowed: bool) -> None:
    decision = decide_own_certificate(LIN, UUID(int=holder), read_pack("zhangzi"))

    assert decision.allowed is allowed


def test_the_refusal_names_its_articles() -> None:
    decision = decide_own_certificate(LIN, UUID(int=1), read_pack("zhangzi"))

    assert [citation.article for citation in decision.citations] == ["第七条", "第三条"]


@pytest.mark.parametrize(
    ("at_home", "elsewhere", "reason"),
    [
        pytest.param(allow("管理"), [], "管理", id="no role elsewhere"),
        pytest.param(allow("管理"), [allow("也管理")], "管理", id="keeps all of them"),
        pytest.param(
            allow("管理"), [allow("也管理"), refuse("不管理")], ROLES_ELSEWHERE, id="a role above"
        ),
        pytest.param(refuse("不管理"), [allow("管理")], "不管理", id="posted elsewhere"),
    ],
)
def test_an_account_is_kept_by_whoever_keeps_all_that_it_opens(
    at_home: Decision, elsewhere: list[Decision], reason: str
) -> None:
    assert decide_on_account(at_home, elsewhere).reason == reason
