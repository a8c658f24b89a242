"""How long a recording or a case file is kept, and what follows."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.clocks import last_day_of_months
from app.policy.keeping import Afterwards, CaseFile, KeepingFacts, Kept
from app.policy.law_words import EvidenceCase, Material, Trigger
from app.policy.pack import Pack
from app.policy.retaining import rule_keeping
from app.policy.values import Keeping, Period
from tests.policy.law import articles_of
from tests.policy.regulations import regulation

PATROL, EVIDENCE, IN_CASE, OTHER, FILE = (
    Material.PATROL,
    Material.CASE_EVIDENCE,
    Material.CASE_MATERIAL,
    Material.OTHER_AV,
    Material.CASE_FILE,
)
ENDED_ON = date(2026, 5, 21)
CLOSED_ON = date(2026, 8, 31)

AT_LEAST_6 = {"keeping": "at_least", "months": 6}
FIXED_12 = {"keeping": "fixed", "months": 12}
FIXED_120 = {"keeping": "fixed", "months": 120}
AS_FILE = {"keeping": "as_case_file"}
LONG = {"keeping": "long_term"}

COUNTY = {"retention.patrol": AT_LEAST_6, "retention.case_evidence": AS_FILE}
CITY = {"retention.patrol": FIXED_12, "retention.other_av": FIXED_12}


def kept(
    values: dict[str, Any],
    *materials: Material,
    case_file: CaseFile | None = None,
    ended_on: date | None = ENDED_ON,
) -> tuple[Keeping | None, date | None, Afterwards]:
    facts = KeepingFacts(frozenset(materials), ended_on, case_file=case_file)
    outcome = rule_keeping(regulation(values), facts).outcome
    return outcome.keeping, outcome.through_on, outcome.afterwards


def own(months: int | None, closed_on: date | None = CLOSED_ON) -> CaseFile:
    """Return a case file with a period of its own, a long one without months."""
    period = Period(Keeping.FIXED, months) if months else Period(Keeping.LONG_TERM)
    return CaseFile(closed_on, period)


NEVER = (None, None, Afterwards.NEVER)


@pytest.mark.parametrize(
    ("values", "material", "expected"),
    [
        pytest.param(
            COUNTY,
            PATROL,
            (Keeping.AT_LEAST, date(2026, 11, 21), Afterwards.DECISION),
            id="a patrol, not less than 6 months: no end of its own",
        ),
        pytest.param(
            CITY,
            PATROL,
            (Keeping.FIXED, date(2027, 5, 21), Afterwards.APPRAISAL),
            id="a patrol, 12 months: then appraised",
        ),
        pytest.param(
            CITY,
            OTHER,
            (Keeping.FIXED, date(2027, 5, 21), Afterwards.APPRAISAL),
            id="another recording, 12 months",
        ),
        pytest.param(COUNTY, OTHER, NEVER, id="another recording, unset"),
        pytest.param({}, PATROL, NEVER, id="a regulation without any period"),
        pytest.param({}, FILE, NEVER, id="a case file without any period"),
    ],
)
def test_the_period_of_what_lies_in_no_case(
    values: dict[str, Any], material: Material, expected: tuple[Any, ...]
) -> None:
    assert kept(values, material) == expected


@pytest.mark.parametrize(
    ("values", "material", "case_file", "expected"),
    [
        pytest.param(
            COUNTY,
            EVIDENCE,
            own(120),
            (Keeping.AS_CASE_FILE, date(2036, 8, 31), Afterwards.APPRAISAL),
            id="evidence is kept like the case file",
        ),
        pytest.param(
            COUNTY,
            EVIDENCE,
            own(None),
            (Keeping.AS_CASE_FILE, None, Afterwards.REVIEW),
            id="evidence of a file of long-term keeping",
        ),
        pytest.param(COUNTY, EVIDENCE, None, NEVER, id="evidence, the file's own period unset"),
        pytest.param(
            COUNTY, EVIDENCE, own(120, None), NEVER, id="evidence of a file that is still open"
        ),
        pytest.param(COUNTY, IN_CASE, own(120), NEVER, id="in a case, no evidence: unset"),
        pytest.param(
            CITY,
            EVIDENCE,
            own(120),
            (Keeping.AS_CASE_FILE, date(2036, 8, 31), Afterwards.APPRAISAL),
            id="in a case, the file is kept longer than 12 months",
        ),
        pytest.param(
            CITY,
            IN_CASE,
            own(1),
            (Keeping.FIXED, date(2027, 5, 21), Afterwards.APPRAISAL),
            id="in a case, 12 months are longer than the file",
        ),
        pytest.param(CITY, IN_CASE, None, NEVER, id="in a case, the file's own period unset"),
        pytest.param(
            {**CITY, "retention.case_evidence": AS_FILE},
            EVIDENCE,
            own(1),
            (Keeping.FIXED, date(2027, 5, 21), Afterwards.APPRAISAL),
            id="evidence like the file, but recordings in general longer",
        ),
        pytest.param(
            {"retention.case_file": FIXED_120},
            FILE,
            own(60),
            (Keeping.FIXED, date(2036, 8, 31), Afterwards.APPRAISAL),
            id="a file may not be kept shorter than the agency set for files",
        ),
        pytest.param(
            {"retention.case_file": FIXED_120},
            FILE,
            own(None),
            (Keeping.LONG_TERM, None, Afterwards.REVIEW),
            id="one file may be kept longer than the others",
        ),
        pytest.param(
            {"retention.case_file": LONG},
            FILE,
            CaseFile(None),
            (Keeping.LONG_TERM, None, Afterwards.REVIEW),
            id="files kept for long need no first day",
        ),
        pytest.param(
            {"retention.case_file": AS_FILE}, FILE, CaseFile(CLOSED_ON), NEVER, id="a circle"
        ),
    ],
)
def test_the_period_of_what_lies_in_a_case(
    values: dict[str, Any],
    material: Material,
    case_file: CaseFile | None,
    expected: tuple[Any, ...],
) -> None:
    """Ruzhou leaves open which counts inside a case: the longer of the two."""
    assert kept(values, material, case_file=case_file) == expected


def test_a_patrol_that_became_evidence_is_kept_for_the_longer() -> None:
    short_file = own(1, date(2026, 6, 1))

    assert kept(COUNTY, PATROL, EVIDENCE, case_file=short_file) == (
        Keeping.AT_LEAST,
        date(2026, 11, 21),
        Afterwards.DECISION,
    )


def test_of_two_equal_days_the_minimum_counts_for_it_never_ends_by_itself() -> None:
    values = {
        "retention.patrol": AT_LEAST_6,
        "retention.other_av": {**AT_LEAST_6, "keeping": "fixed"},
    }

    assert kept(values, PATROL, OTHER) == (
        Keeping.AT_LEAST,
        date(2026, 11, 21),
        Afterwards.DECISION,
    )


@pytest.mark.parametrize(
    ("evidence_in", "keeping"),
    [
        pytest.param(EvidenceCase.ORDINARY_PENALTY, Keeping.AS_CASE_FILE, id="ordinary procedure"),
        pytest.param(EvidenceCase.COERCION, Keeping.AS_CASE_FILE, id="coercion"),
        pytest.param(None, None, id="another case: a recording like any other, unset here"),
    ],
)
def test_only_evidence_in_the_cases_singled_out_is_kept_like_the_file(
    evidence_in: EvidenceCase | None, keeping: Keeping | None
) -> None:
    """Zhangzi's article 11(3): ordinary-procedure penalties and coercion."""
    pack = regulation({**COUNTY, "retention.case_evidence.cases": ["ordinary_penalty", "coercion"]})
    facts = KeepingFacts(
        frozenset({EVIDENCE}), ENDED_ON, evidence_in=evidence_in, case_file=own(120)
    )

    assert rule_keeping(pack, facts).outcome.keeping is keeping


@pytest.mark.parametrize(
    ("ended_on", "through_on"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 2, 28), date(2026, 8, 28)),
        (date(2026, 7, 1), date(2027, 1, 1)),
    ],
)
def test_months_count_from_the_end_of_the_recording(ended_on: date, through_on: date) -> None:
    """Civil Code 202: the same number of the month, or the last day of a shorter one."""
    assert kept(COUNTY, PATROL, ended_on=ended_on)[1] == through_on


def test_a_recording_whose_end_is_unknown_has_no_last_day() -> None:
    assert kept(CITY, PATROL, ended_on=None) == NEVER


def test_material_of_no_known_kind_is_kept() -> None:
    ruling = rule_keeping(regulation(CITY), KeepingFacts(frozenset(), ENDED_ON))

    assert ruling.outcome.keeping is None
    assert "没有写明是哪一类资料" in ruling.reason


TRIGGERS = {**CITY, "longterm.triggers": ["likely_dispute", "obstruction", "other_sensitive"]}


@pytest.mark.parametrize(
    ("values", "event", "keeping", "to_judge"),
    [
        pytest.param(TRIGGERS, Trigger.OBSTRUCTION, Keeping.LONG_TERM, (), id="obstruction"),
        pytest.param(TRIGGERS, Trigger.LIKELY_DISPUTE, Keeping.LONG_TERM, (), id="may complain"),
        pytest.param(
            TRIGGERS, Trigger.DISPUTE, Keeping.LONG_TERM, (), id="whoever complained, might have"
        ),
        pytest.param(
            TRIGGERS, Trigger.OTHER_IMPORTANT, Keeping.LONG_TERM, (), id="found important"
        ),
        pytest.param(
            TRIGGERS,
            Trigger.MASS_INCIDENT,
            Keeping.FIXED,
            (Trigger.MASS_INCIDENT,),
            id="not on the list: somebody judges whether the last item covers it",
        ),
        pytest.param(CITY, Trigger.OBSTRUCTION, Keeping.FIXED, (), id="a regulation without list"),
    ],
)
def test_what_makes_a_recording_kept_for_long(
    values: dict[str, Any], event: Trigger, keeping: Keeping, to_judge: tuple[Trigger, ...]
) -> None:
    facts = KeepingFacts(frozenset({PATROL}), ENDED_ON, triggers=frozenset({event}))

    outcome = rule_keeping(regulation(values), facts).outcome

    assert (outcome.keeping, outcome.to_judge) == (keeping, to_judge)


@pytest.mark.parametrize("values", [TRIGGERS, {"longterm.triggers": ["other_important"]}])
def test_the_reason_asks_somebody_to_judge_what_is_not_on_the_list(values: dict[str, Any]) -> None:
    facts = KeepingFacts(frozenset({PATROL}), ENDED_ON, triggers=frozenset({Trigger.MASS_INCIDENT}))

    reason = rule_keeping(regulation(values), facts).reason

    assert "“处置群体性事件、突发事件”是否属于应当长期保存的其他情形，请保管人员判断。" in reason


def test_long_term_keeping_has_no_last_day_and_is_reviewed() -> None:
    facts = KeepingFacts(frozenset({PATROL}), ENDED_ON, triggers=frozenset({Trigger.OBSTRUCTION}))

    outcome = rule_keeping(regulation(TRIGGERS), facts).outcome

    assert (outcome.through_on, outcome.afterwards) == (None, Afterwards.REVIEW)


def test_long_term_keeping_concerns_recordings_and_not_the_case_file() -> None:
    facts = KeepingFacts(
        frozenset({FILE}), triggers=frozenset({Trigger.OBSTRUCTION}), case_file=own(120)
    )

    outcome = rule_keeping(regulation(TRIGGERS), facts).outcome

    assert (outcome.through_on, outcome.to_judge) == (date(2036, 8, 31), ())


def test_both_periods_and_the_ban_on_early_destruction_are_cited() -> None:
    pack = regulation(
        {
            **CITY,
            "retention.case_file": FIXED_120,
            "retention.expiry": "appraisal",
            "retention.early_destruction": "forbidden",
        }
    )
    facts = KeepingFacts(frozenset({EVIDENCE}), ENDED_ON, case_file=CaseFile(CLOSED_ON))

    ruling = rule_keeping(pack, facts)

    assert articles_of(ruling) == [
        "条款 retention.case_file",
        "条款 retention.other_av",
        "条款 retention.expiry",
        "条款 retention.early_destruction",
    ]
    assert "从其长者" in ruling.reason


@pytest.mark.parametrize(
    ("pack", "words", "cited"),
    [
        pytest.param(
            regulation({}, left_open=("retention.patrol",)),
            "由本单位自行规定",
            ["条款 retention.patrol"],
            id="left to the agency",
        ),
        pytest.param(
            regulation({"retention.early_destruction": "forbidden"}),
            "没有规定",
            ["条款 retention.early_destruction"],
            id="silent, but destruction within the period is forbidden",
        ),
    ],
)
def test_an_unset_period_says_why(pack: Pack, words: str, cited: list[str]) -> None:
    ruling = rule_keeping(pack, KeepingFacts(frozenset({PATROL}), ENDED_ON))

    assert words in ruling.reason
    assert "不得处置" in ruling.reason
    assert articles_of(ruling) == cited


@pytest.mark.parametrize("months", [1, 6, 12, 120])
def test_the_last_day_is_that_of_the_civil_code(months: int) -> None:
    values = {"retention.patrol": {"keeping": "fixed", "months": months}}

    assert kept(values, PATROL)[1] == last_day_of_months(ENDED_ON, months)


COUNTED = st.builds(
    lambda keeping, months: {"keeping": keeping, "months": months},
    st.sampled_from(["fixed", "at_least"]),
    st.integers(1, 600),
)
PERIODS = st.dictionaries(
    st.sampled_from(["retention.patrol", "retention.other_av", "retention.case_evidence"]),
    COUNTED | st.just(AS_FILE) | st.just(LONG),
)
KINDS = st.frozensets(st.sampled_from([PATROL, EVIDENCE, IN_CASE, OTHER]), min_size=1)
FILES = st.none() | st.builds(own, st.none() | st.integers(1, 600), st.just(CLOSED_ON))


def last_day(kept: Kept) -> date:
    """Return the last day of keeping; what is unset or kept for long never ends."""
    return kept.through_on or date.max


@given(values=PERIODS, kinds=KINDS, more=KINDS, case_file=FILES)
def test_what_is_more_kinds_at_once_is_never_kept_for_less(
    values: dict[str, Any],
    kinds: frozenset[Material],
    more: frozenset[Material],
    case_file: CaseFile | None,
) -> None:
    pack = regulation(values)
    fewer = rule_keeping(pack, KeepingFacts(kinds, ENDED_ON, case_file=case_file)).outcome
    both = rule_keeping(pack, KeepingFacts(kinds | more, ENDED_ON, case_file=case_file)).outcome

    assert last_day(both) >= last_day(fewer)


@given(values=PERIODS, kinds=KINDS, case_file=FILES, event=st.sampled_from(Trigger))
def test_an_event_never_shortens_the_keeping(
    values: dict[str, Any], kinds: frozenset[Material], case_file: CaseFile | None, event: Trigger
) -> None:
    pack = regulation({**values, "longterm.triggers": ["dispute", "obstruction"]})
    quiet = KeepingFacts(kinds, ENDED_ON, case_file=case_file)
    eventful = replace(quiet, triggers=frozenset({event}))

    before, after = rule_keeping(pack, quiet).outcome, rule_keeping(pack, eventful).outcome

    assert last_day(after) >= last_day(before)
