"""Nobody vouches for their own certificate."""

from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.actor import Actor
from app.policy.staffing import decide_own_certificate
from app.policy.vocabulary import ActorKind

LIN = Actor(ActorKind.PERSON, UUID(int=1), UUID(int=9))


@pytest.mark.parametrize(("holder", "allowed"), [(1, False), (2, True)], ids=["own", "another's"])
def test_a_certificate_is_kept_by_somebody_else(holder: int, allowed: bool) -> None:
    decision = decide_own_certificate(LIN, UUID(int=holder), read_pack("zhangzi"))

    assert decision.allowed is allowed


def test_the_refusal_names_its_articles() -> None:
    decision = decide_own_certificate(LIN, UUID(int=1), read_pack("zhangzi"))

    assert [citation.article for citation in decision.citations] == ["第七条", "第三条"]
