"""What a leader may answer, and the limits: less than was asked, never more."""

import pytest

from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.granting import Limits, Wanted, answers_in, decide_answer, limit_problems
from app.policy.law_words import ConsultAct

COPY = Wanted(days=5, items=3, act=ConsultAct.COPY)
APPROVED, ASKED, RETURNED, REFUSED = (
    ApprovalAnswer.APPROVED,
    ApprovalAnswer.ASKED,
    ApprovalAnswer.RETURNED,
    ApprovalAnswer.REFUSED,
)


@pytest.mark.parametrize("answer", list(ApprovalAnswer))
@pytest.mark.parametrize("state", list(AccessState))
def test_which_answer_a_request_takes(state: AccessState, answer: ApprovalAnswer) -> None:
    taken = {
        AccessState.WAITING: {APPROVED, ASKED, RETURNED, REFUSED},
        AccessState.QUESTIONED: {RETURNED, REFUSED},
    }

    decision = decide_answer(state, answer)

    assert decision.allowed is (answer in taken.get(state, set()))
    assert decision.allowed is (answer in answers_in(state))
    assert decision.reason


def test_an_open_question_is_not_passed_over() -> None:
    assert "还没有收到说明" in decide_answer(AccessState.QUESTIONED, APPROVED).reason


@pytest.mark.parametrize(
    ("limits", "wrong"),
    [
        pytest.param(Limits(5), "", id="all that was asked"),
        pytest.param(Limits(1, 1, 2, is_view_only=True), "", id="as little as can be"),
        pytest.param(Limits(6), "days", id="longer than asked"),
        pytest.param(Limits(0), "days", id="no day"),
        pytest.param(Limits(5, 0), "uses", id="no use"),
        pytest.param(Limits(5, left_out=3), "items", id="nothing left"),
    ],
)
def test_less_may_be_granted_and_never_more(limits: Limits, wrong: str) -> None:
    assert "".join(limit_problems(COPY, limits)) == wrong


def test_what_is_to_be_published_cannot_become_a_viewing() -> None:
    wanted = Wanted(days=5, items=1, act=ConsultAct.PUBLISH)

    assert "act" in limit_problems(wanted, Limits(5, is_view_only=True))
