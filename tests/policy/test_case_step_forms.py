"""What is asked of a step, and on which days it can have been taken."""

from datetime import date

import pytest

from app.policy.case_step_forms import STEP_FORMS, form_of_step, said_of_step, wrong_with_day
from app.policy.case_words import CaseState

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


@pytest.mark.parametrize("state", CaseState)
def test_every_step_that_a_person_takes_has_its_day(state: CaseState) -> None:
    is_asked = bool(STEP_FORMS[state].day)

    assert is_asked is (state not in {CaseState.OPENED, CaseState.FILE_BOUND})


def test_what_comes_back_from_the_review_brings_its_opinion() -> None:
    back = form_of_step(CaseState.LEGAL_REVIEW, CaseState.EVIDENCE)

    assert said_of_step(back, result="补充证据", number="") == "审核意见：补充证据"
    assert form_of_step(CaseState.OPENED, CaseState.EVIDENCE).result == ""


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (FRIDAY, ""),
        (SATURDAY, ""),
        (date(2026, 11, 22), "日期不能晚于今天"),
        (date(2026, 11, 19), "日期不能早于上一步的日期（2026-11-20）"),
    ],
    ids=["day of the step before", "today", "tomorrow", "before the step before"],
)
def test_a_step_lies_between_the_one_before_and_today(on: date, told: str) -> None:
    wrong = wrong_with_day(on, before=FRIDAY, today=SATURDAY)

    assert wrong.startswith(told)
    assert bool(wrong) is bool(told)
