"""Several requests at a time: like ones of little risk, and never copies."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.policy.batching import BatchFacts, batch_problem, singly_because
from app.policy.case_words import SecurityClass
from app.policy.law_words import ConsultAct, Requester

HERE, THERE = UUID(int=1), UUID(int=2)
LOOK = BatchFacts(Requester.OTHER_STAFF, ConsultAct.VIEW, HERE)


@pytest.mark.parametrize("act", [act for act in ConsultAct if act is not ConsultAct.VIEW])
def test_only_looking_goes_in_a_batch(act: ConsultAct) -> None:
    assert singly_because(replace(LOOK, act=act)) == f"{act.label}须逐件审批"


@pytest.mark.parametrize("who", list(Requester))
def test_only_own_staff_go_in_a_batch(who: Requester) -> None:
    is_own = who in {Requester.HANDLER, Requester.OTHER_STAFF}

    assert (singly_because(replace(LOOK, requester=who)) == "") is is_own


@pytest.mark.parametrize(
    "secret", [each for each in SecurityClass if each is not SecurityClass.NONE]
)
def test_nothing_secret_goes_in_a_batch(secret: SecurityClass) -> None:
    assert secret.label in singly_because(replace(LOOK, security_class=secret))


def test_what_raised_a_question_is_decided_by_itself() -> None:
    assert "补充说明" in singly_because(replace(LOOK, was_asked_back=True))


@pytest.mark.parametrize(
    ("requests", "problem"),
    [
        pytest.param([LOOK] * 20, "", id="twenty"),
        pytest.param([LOOK] * 21, "一次最多批准 20 件", id="one too many"),
        pytest.param([], "没有选中", id="none"),
        pytest.param([LOOK, replace(LOOK, unit_id=THERE)], "同一单位", id="two units"),
        pytest.param(
            [LOOK, replace(LOOK, act=ConsultAct.COPY)], "复制须逐件审批", id="a copy among them"
        ),
    ],
)
def test_what_may_be_approved_together(requests: list[BatchFacts], problem: str) -> None:
    found = batch_problem(requests, 20)

    assert bool(found) is bool(problem)
    assert problem in found
