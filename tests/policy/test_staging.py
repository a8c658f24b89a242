"""In which stage of enforcement a case is (山西 3)."""

from app.policy.case_words import CaseState
from app.policy.law_words import Stage
from app.policy.staging import BEFORE_OPENING, STAGE_AFTER


def test_every_state_is_in_a_stage_and_no_later_state_in_an_earlier_one() -> None:
    order = tuple(Stage)
    places = [order.index(STAGE_AFTER[state]) for state in CaseState]

    assert places == sorted(places)
    assert {BEFORE_OPENING, *STAGE_AFTER.values()} == set(Stage)
