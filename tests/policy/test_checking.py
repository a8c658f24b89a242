"""The kinds of check, and the random inspection (table 1.4.9 of the requirements)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.packs.load import read_pack
from app.policy.asking import Standing
from app.policy.checking import (
    Attainment,
    checker,
    decide_check,
    enterprises_to_draw,
    ledger_of_checks,
    rounds_missing,
    uses_of_checks,
    yearly_appraisals,
)
from app.policy.law_words import Check, Use
from tests.policy.law import SILENT, articles_of, tiny

C = Check

CHECKS = [
    # What is asked for; every other kind is refused.
    ("zhangzi", {C.APPEARANCE: "第二十一条", C.PLAYBACK: "第二十一条", C.LIVE: "山西第十九条"}),
    ("changli", {C.APPEARANCE: "第二十条", C.PLAYBACK: "第二十条"}),
    ("ruzhou", {C.WEARING: "音像第十七条", C.YEARLY: "音像第十七条"}),
    ("shanxi", {C.LIVE: "第十九条"}),
    ("zhangying", {C.LIVE: "第十九条"}),
]


@pytest.mark.parametrize(("pack", "checks"), CHECKS)
def test_each_regulation_asks_for_its_own_kinds_of_check(
    pack: str, checks: dict[Check, str]
) -> None:
    decided = {check: decide_check(read_pack(pack), check) for check in Check}

    assert {c: articles_of(d)[0] for c, d in decided.items() if d.allowed} == checks


def test_another_kind_is_refused_with_those_there_are() -> None:
    decision = decide_check(read_pack("ruzhou"), "random_inspection")

    assert decision.reason == (
        "本单位适用的条款没有规定这一种检查；规定的有：佩戴、使用情况不定期检查、音像资料年度评查。"
    )


def test_a_silent_pack_asks_for_no_check() -> None:
    assert not decide_check(SILENT, C.LIVE).allowed


@pytest.mark.parametrize(
    ("pack", "articles", "by"),
    [
        ("zhangzi", ["第二十一条"], "局办公室"),
        ("changli", ["第二十条"], "办公室"),
        ("ruzhou", [], "监察大队"),
        ("shanxi", [], None),
        ("zhangying", [], None),
    ],
)
def test_who_checks_and_who_keeps_a_ledger_of_it(
    pack: str, articles: list[str], by: str | None
) -> None:
    ledger, organiser = ledger_of_checks(read_pack(pack)), checker(read_pack(pack)).outcome

    assert articles_of(ledger) == articles
    assert ledger.outcome is (Standing.REQUIRED if articles else Standing.NOT_REGULATED)
    assert (organiser is None) if by is None else (by in str(organiser))


def test_the_results_count_for_awards_where_the_text_says_so() -> None:
    assert set(uses_of_checks(read_pack("changli")).outcome) == set(Use)
    assert uses_of_checks(read_pack("ruzhou")).outcome == ()


@pytest.mark.parametrize(
    ("pack", "held", "outcome"),
    [
        ("ruzhou", 0, Attainment.MISSING),
        ("ruzhou", 1, Attainment.MET),
        ("ruzhou", 2, Attainment.MET),
        ("zhangzi", 0, Attainment.NOT_REGULATED),
        ("changli", 0, Attainment.NOT_REGULATED),
        ("shanxi", 0, Attainment.NOT_REGULATED),
        ("zhangying", 5, Attainment.NOT_REGULATED),
    ],
)
def test_the_yearly_appraisal_is_held_or_missing(pack: str, held: int, outcome: Attainment) -> None:
    found = yearly_appraisals(read_pack(pack), held)

    assert found.outcome is outcome
    assert bool(found.citations) is (outcome is not Attainment.NOT_REGULATED)


@pytest.mark.parametrize(
    ("enterprises", "drawn"), [(0, 0), (1, 1), (4, 1), (5, 1), (6, 2), (10, 2), (11, 3), (500, 100)]
)
def test_one_in_five_enterprises_is_drawn_rounded_up(enterprises: int, drawn: int) -> None:
    found = enterprises_to_draw(read_pack("ruzhou"), enterprises)

    assert found.outcome == drawn
    assert len(found.citations) == 1


def test_an_empty_list_of_enterprises_is_to_be_looked_at() -> None:
    found = enterprises_to_draw(read_pack("ruzhou"), 0)

    assert found.reason == "名录中没有企业，本次不需要抽取。请先核对抽查对象名录。"


@settings(deadline=None)
@given(percent=st.integers(1, 100), enterprises=st.integers(0, 10_000))
def test_a_draw_is_never_short_and_never_one_too_many(percent: int, enterprises: int) -> None:
    drawn = enterprises_to_draw(tiny({"inspection.random.percent": percent}), enterprises).outcome

    assert drawn is not None
    assert drawn * 100 >= enterprises * percent > (drawn - 1) * 100
    assert drawn <= enterprises


def test_a_negative_number_of_enterprises_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        enterprises_to_draw(read_pack("ruzhou"), -1)


@pytest.mark.parametrize("pack", ["zhangzi", "changli", "shanxi", "zhangying"])
def test_where_random_inspection_is_not_regulated_nothing_is_drawn(pack: str) -> None:
    assert enterprises_to_draw(read_pack(pack), 10).outcome is None
    assert rounds_missing(read_pack(pack), [0]).outcome is None


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        pytest.param([], (), id="no quarter has ended"),
        pytest.param([1, 1, 1, 1], (), id="one in each quarter"),
        pytest.param([1, 0, 2, 1], (2,), id="two in the third do not make up for the second"),
        pytest.param([0, 0], (1, 2), id="none in either"),
    ],
)
def test_each_quarter_has_its_own_random_inspection(
    held: list[int], missing: tuple[int, ...]
) -> None:
    found = rounds_missing(read_pack("ruzhou"), held)

    assert found.outcome == missing
    assert found.citations


def test_a_year_has_no_fifth_quarter() -> None:
    with pytest.raises(ValueError, match="5 parts of a year that has 4"):
        rounds_missing(read_pack("ruzhou"), [1, 1, 1, 1, 1])
