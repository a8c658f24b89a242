"""When it may be answered that something described was not found (山西 18, 汝州调阅 6 and 7)."""

from dataclasses import replace

import pytest

from app.policy.access_words import AccessState, LookupResult
from app.policy.consultation import Missing
from app.policy.law_words import Approver, Paper
from app.policy.looking import LookupFacts, decide_lookup, results_open

NOT_FOUND, PARTLY = LookupResult.NOT_FOUND, LookupResult.PARTLY_FOUND
NOTHING_YET = LookupFacts(AccessState.OPEN, is_described=True, items=0, missing=Missing())
FOUND = replace(NOTHING_YET, items=2)


def test_that_nothing_was_found_is_said_of_a_described_thing() -> None:
    assert results_open(NOTHING_YET) == (NOT_FOUND,)


@pytest.mark.parametrize(
    "state",
    [AccessState.OPEN, AccessState.WAITING, AccessState.QUESTIONED, AccessState.GRANTED],
)
def test_that_a_part_was_not_found_is_said_beside_what_was(state: AccessState) -> None:
    assert results_open(replace(FOUND, state=state)) == (PARTLY,)


def test_a_leader_is_not_waited_for() -> None:
    """No content is opened by saying that there is none."""
    waits = replace(NOTHING_YET, missing=Missing(approval=Approver.HEAD))

    assert decide_lookup(NOT_FOUND, waits).allowed


@pytest.mark.parametrize(
    ("facts", "result", "told"),
    [
        (replace(NOTHING_YET, is_described=False), NOT_FOUND, "直接列明了资料"),
        (
            replace(NOTHING_YET, missing=Missing(papers=(Paper.ID_DOCUMENT,))),
            NOT_FOUND,
            "应提供有效身份证件",
        ),
        (replace(NOTHING_YET, missing=Missing(verification=True)), NOT_FOUND, "尚未核实"),
        (FOUND, NOT_FOUND, "已有查到的资料"),
        (NOTHING_YET, PARTLY, "还没有查到的资料"),
        *(
            (replace(NOTHING_YET, state=state), NOT_FOUND, state.label)
            for state in AccessState
            if state is not AccessState.OPEN
        ),
    ],
)
def test_what_comes_first_is_said(facts: LookupFacts, result: LookupResult, told: str) -> None:
    decision = decide_lookup(result, facts)

    assert not decision.allowed
    assert told in decision.reason
