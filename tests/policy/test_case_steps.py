"""How a case goes from opening to hand-over, and when nothing of its file changes any more."""

from itertools import pairwise

import pytest

from app.packs.load import read_pack
from app.policy.case_steps import STEPS, decide_change, decide_reopening, decide_step, is_taken
from app.policy.case_words import CaseState

RUZHOU = read_pack("ruzhou")
SHANXI = read_pack("shanxi")
USUAL = (
    "opened",
    "evidence",
    "legal_review",
    "decided",
    "served",
    "executed",
    "closed",
    "file_bound",
    "archived",
    "transferred",
)
LOCKED = {"file_bound", "archived", "transferred"}


def test_the_usual_way_leads_through_every_state() -> None:
    steps = pairwise(USUAL)

    assert all(decide_step(RUZHOU, CaseState(a), CaseState(b)).allowed for a, b in steps)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("opened", "legal_review"),
        ("opened", "served"),
        ("evidence", "executed"),
        ("decided", "evidence"),
        ("served", "decided"),
        ("closed", "archived"),
        ("file_bound", "closed"),
        ("archived", "file_bound"),
        ("opened", "opened"),
    ],
)
def test_no_step_is_left_out_or_taken_back(now: str, then: str) -> None:
    decision = decide_step(SHANXI, CaseState(now), CaseState(then))

    assert not decision.allowed
    assert CaseState(now).label in decision.reason
    assert [each.article for each in decision.citations] == ["第三条第一款"]


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        ("decided", "decided", True),
        ("closed", "decided", True),
        ("opened", "decided", False),
        ("opened", "served", False),
        ("legal_review", "evidence", False),
    ],
    ids=["there", "gone past", "next", "far ahead", "may come back"],
)
def test_a_step_is_taken_once_the_case_is_there_or_beyond(
    now: str, then: str, expected: bool
) -> None:
    assert is_taken(CaseState(now), CaseState(then)) is expected


def test_a_case_decided_on_the_spot_skips_the_taking_of_evidence() -> None:
    assert decide_step(RUZHOU, CaseState.OPENED, CaseState.DECIDED).allowed


def test_a_review_may_send_a_case_back_for_evidence() -> None:
    assert decide_step(RUZHOU, CaseState.LEGAL_REVIEW, CaseState.EVIDENCE).allowed


def test_until_it_is_closed_a_case_may_be_closed_at_any_time() -> None:
    unfinished = [state for state in CaseState if CaseState.CLOSED in STEPS[state]]

    assert [state.value for state in unfinished] == list(USUAL[:6])


@pytest.mark.parametrize("state", CaseState)
def test_a_bound_file_does_not_change_and_cites_why(state: CaseState) -> None:
    decision = decide_change(RUZHOU, state)

    assert decision.allowed is (state.value not in LOCKED)
    if not decision.allowed:
        assert [each.article for each in decision.citations] == [
            "调阅监督制度第九条",
            "调阅监督制度第四条",
        ]


@pytest.mark.parametrize("state", CaseState)
def test_what_is_closed_and_not_handed_over_may_be_reopened(state: CaseState) -> None:
    assert decide_reopening(state).allowed is (state.value in {"closed", "file_bound", "archived"})
