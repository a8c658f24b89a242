"""How long a case file is kept, and who may say so where no text does (长子 11, 昌黎 10)."""

from datetime import date

import pytest

from app.packs.load import read_pack
from app.policy.case_words import CaseState
from app.policy.file_keeping import FILED, decide_setting, rule_file
from app.policy.values import Keeping, Period
from tests.policy.packs import pack_of

TEN_YEARS = Period(Keeping.FIXED, 120)
ARCHIVED_ON = date(2026, 11, 21)
SET = pack_of({"retention.case_file": {"keeping": "fixed", "months": 360}})
ZHANGZI = read_pack("zhangzi")


@pytest.mark.parametrize("state", sorted(FILED))
def test_where_no_text_sets_it_it_is_set_for_each_file_once_the_case_is_closed(
    state: CaseState,
) -> None:
    decision = decide_setting(ZHANGZI, state)

    assert decision.allowed
    assert "第十一条第一款" in str(decision.citations[0])


@pytest.mark.parametrize("state", sorted(set(CaseState) - FILED))
def test_before_closing_and_after_handing_over_it_is_not(state: CaseState) -> None:
    assert not decide_setting(ZHANGZI, state).allowed


@pytest.mark.parametrize("state", sorted(CaseState))
def test_what_the_agency_has_set_nobody_types_for_one_file(state: CaseState) -> None:
    decision = decide_setting(SET, state)

    assert not decision.allowed
    assert "不逐卷填写" in decision.reason
    assert decision.citations


def test_a_file_is_kept_from_its_archiving_on() -> None:
    ruling = rule_file(ZHANGZI, ARCHIVED_ON, TEN_YEARS)

    assert ruling.outcome.through_on == date(2036, 11, 21)
    assert "本案卷设定的保存期限" in ruling.reason


def test_what_nobody_has_set_has_no_period() -> None:
    ruling = rule_file(ZHANGZI, ARCHIVED_ON, None)

    assert ruling.outcome.keeping is None
    assert ruling.outcome.unset_keys == ("retention.case_file",)


def test_of_two_periods_the_longer_counts() -> None:
    assert rule_file(SET, ARCHIVED_ON, TEN_YEARS).outcome.months == 360
