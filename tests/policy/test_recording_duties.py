"""What must be recorded under each regulation (table 1.4.1 of the requirements)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.packs.load import read_pack
from app.policy.law_words import Situation
from app.policy.pack import Pack
from app.policy.pack_combining import combine
from app.policy.recording_duties import (
    Obligation,
    decide_text_instead,
    obligation_of,
    rank_situations,
)
from tests.policy.law import SILENT, articles_of, tiny

S, D = Situation, Obligation

DUTIES = [
    # Zhangzi stands under Shanxi: where the province says must, it must.
    ("zhangzi", S.SEALING, D.MUST, ["山西第十条第一项", "第六条、第十七条"]),
    ("zhangzi", S.DEMOLITION, D.MUST, ["山西第十条第三项", "第六条、第十七条"]),
    ("zhangzi", S.PATROL, D.WHEN_POSSIBLE, ["第六条、第十七条"]),
    ("zhangzi", S.HEARING, D.WHEN_POSSIBLE, ["第六条、第十七条", "山西第十一条第三项"]),
    ("zhangzi", S.QUESTIONING, D.WHEN_POSSIBLE, ["第六条、第十七条", "山西第十一条第二项"]),
    ("zhangzi", S.MAJOR_RIGHTS, D.MUST, ["山西第十条第六项"]),
    ("zhangzi", S.FEE_COLLECTION, D.NOT_REGULATED, []),
    ("changli", S.SEALING, D.WHEN_POSSIBLE, ["第五条、第十六条"]),
    ("changli", S.HEARING, D.WHEN_POSSIBLE, ["第五条、第十六条"]),
    ("changli", S.MAJOR_RIGHTS, D.NOT_REGULATED, []),
    ("ruzhou", S.SEALING, D.MUST, ["附件1第3项", "音像第六条"]),
    ("ruzhou", S.DEMOLITION, D.MUST, ["音像第六条"]),
    ("ruzhou", S.LIBERTY, D.MUST, ["音像第六条"]),
    ("ruzhou", S.HEARING, D.MUST, ["音像第六条", "附件1第2项"]),
    ("ruzhou", S.LIEN_SERVICE, D.MUST, ["音像第六条"]),
    ("ruzhou", S.INSPECTION, D.MUST, ["音像第六条", "附件1第1项"]),
    ("ruzhou", S.OTHER_DISPUTED, D.MUST, ["音像第六条"]),
    ("ruzhou", S.PATROL, D.NOT_REGULATED, []),
    ("ruzhou", S.LICENSING, D.NOT_REGULATED, []),
    ("shanxi", S.SEALING, D.MUST, ["第十条第一项"]),
    ("shanxi", S.SEIZURE, D.MUST, ["第十条第二项"]),
    ("shanxi", S.MAJOR_RIGHTS, D.MUST, ["第十条第六项"]),
    ("shanxi", S.DISPUTED_ON_SITE, D.CONDITIONAL, ["第十一条第一项"]),
    ("shanxi", S.QUESTIONING, D.CONDITIONAL, ["第十一条第二项"]),
    ("shanxi", S.HEARING, D.CONDITIONAL, ["第十一条第三项"]),
    ("shanxi", S.NOTICE_SERVICE, D.CONDITIONAL, ["第十一条第四项"]),
    ("shanxi", S.SERVICE, D.NOT_REGULATED, []),
    ("shanxi", S.PATROL, D.NOT_REGULATED, []),
    ("zhangying", S.SUBSTITUTED_PERFORMANCE, D.MUST, ["第十条第四项", "山西第十条第四项"]),
    ("zhangying", S.ADVANCE_REGISTRATION, D.CONDITIONAL, ["第十一条第二项", "山西第十一条第二项"]),
    ("zhangying", S.PATROL, D.NOT_REGULATED, []),
]


@pytest.mark.parametrize(("pack", "situation", "duty", "articles"), DUTIES)
def test_each_regulation_says_what_is_recorded(
    pack: str, situation: Situation, duty: Obligation, articles: list[str]
) -> None:
    found = obligation_of(read_pack(pack), [situation])

    assert (found.outcome, articles_of(found)) == (duty, articles)


def test_the_strictest_of_several_situations_decides() -> None:
    found = obligation_of(read_pack("shanxi"), [S.INSPECTION, S.SEALING])

    assert found.outcome is D.MUST
    assert articles_of(found) == ["第十条第一项"]
    assert found.reason == "“查封场所、设施或者财物”应当进行音像记录。"


def test_whoever_cannot_record_the_whole_course_is_told_what_to_do_instead() -> None:
    found = obligation_of(read_pack("changli"), [S.QUESTIONING])

    assert found.reason == (
        "“询问当事人”在条件允许时应当全程音像记录；"
        "受客观条件限制的，应当记录重要环节并做好文字记录。"
    )


def test_a_special_situation_is_part_of_the_wider_one_that_the_text_names() -> None:
    found = obligation_of(tiny({"record.must": ["on_site"]}), [S.DEMOLITION])

    assert found.outcome is D.MUST
    assert found.reason == "“强制拆除（属于现场执法）”应当进行音像记录。"


def test_the_wider_situation_is_not_the_special_one() -> None:
    found = obligation_of(tiny({"record.must": ["demolition"]}), [S.ON_SITE])

    assert found.outcome is D.NOT_REGULATED


@pytest.mark.parametrize(
    ("situations", "reason"),
    [
        pytest.param(["flying"], "不是已知的记录情形", id="a word that is no situation"),
        pytest.param([""], "不是已知的记录情形", id="an empty word"),
        pytest.param(["all"], "不是已知的记录情形", id="all of them, which is none"),
        pytest.param([], "没有写明记录情形", id="none at all"),
        pytest.param(["flying", "hearing"], "不是已知的记录情形", id="one of two"),
    ],
)
def test_what_nobody_can_name_is_unclear_and_never_free(situations: list[str], reason: str) -> None:
    found = obligation_of(read_pack("shanxi"), situations)

    assert found.outcome is D.UNCLEAR
    assert reason in found.reason


def test_an_unknown_situation_does_not_soften_one_that_must_be_recorded() -> None:
    assert obligation_of(read_pack("shanxi"), ["flying", "sealing"]).outcome is D.MUST


TEXT_INSTEAD = [
    ("zhangzi", S.HEARING, True, False, ["第六条、第十七条", "山西第十一条第三项"]),
    ("zhangzi", S.LICENSING, True, True, ["山西第七条"]),
    ("changli", S.LICENSING, True, False, []),
    ("ruzhou", S.HEARING, True, False, ["音像第六条", "附件1第2项"]),
    ("ruzhou", S.PATROL, True, False, []),
    ("shanxi", S.SEALING, True, False, ["第十条第一项"]),
    ("shanxi", S.HEARING, True, True, ["第七条"]),
    ("shanxi", S.HEARING, False, False, ["第七条"]),
    ("shanxi", S.PATROL, True, True, ["第七条"]),
    ("zhangying", S.SEIZURE, True, False, ["第十条第二项", "山西第十条第二项"]),
    ("zhangying", S.HEARING, True, True, ["第七条", "山西第七条"]),
]


@pytest.mark.parametrize(("pack", "situation", "is_complete", "allowed", "articles"), TEXT_INSTEAD)
def test_a_complete_text_may_stand_alone_only_where_recording_is_no_duty(
    pack: str, situation: Situation, *, is_complete: bool, allowed: bool, articles: list[str]
) -> None:
    decision = decide_text_instead(read_pack(pack), [situation], is_complete=is_complete)

    assert (decision.allowed, articles_of(decision)) == (allowed, articles)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param({}, "没有规定“文字记录能否代替音像记录”", id="silent"),
        pytest.param({"record.text_may_replace": "forbidden"}, "不能代替", id="forbidden"),
    ],
)
def test_text_stands_alone_only_where_a_regulation_allows_it(
    value: dict[str, str], reason: str
) -> None:
    decision = decide_text_instead(tiny(value), [S.PATROL], is_complete=True)

    assert not decision.allowed
    assert reason in decision.reason


def test_an_unknown_situation_cannot_be_left_to_text() -> None:
    assert not decide_text_instead(read_pack("shanxi"), ["flying"], is_complete=True).allowed


@pytest.mark.parametrize("situation", sorted(set(Situation) - {S.ALL}))
def test_a_silent_pack_regulates_nothing(situation: Situation) -> None:
    assert obligation_of(SILENT, [situation]).outcome is D.NOT_REGULATED


LISTS = ("record.must", "record.when_possible", "record.conditional")
situations = st.lists(st.sampled_from(Situation), min_size=1, max_size=4, unique=True)
packs = st.dictionaries(st.sampled_from(LISTS), situations).map(tiny)


def strictness(pack: Pack, *found: str) -> int:
    return list(D).index(obligation_of(pack, found).outcome)


@settings(deadline=None)
@given(pack=packs, one=st.sampled_from(Situation), other=st.sampled_from(Situation))
def test_another_situation_never_softens_the_duty(pack: Pack, one: str, other: str) -> None:
    assert strictness(pack, one, other) == max(strictness(pack, one), strictness(pack, other))


@settings(deadline=None)
@given(pack=packs, above=packs, situation=st.sampled_from(Situation))
def test_a_text_above_never_softens_the_duty(pack: Pack, above: Pack, situation: str) -> None:
    combined = combine(pack, (above,))

    assert strictness(combined, situation) == max(
        strictness(pack, situation), strictness(above, situation)
    )


@settings(deadline=None)
@given(pack=packs, found=situations)
def test_a_duty_always_has_its_article(pack: Pack, found: list[str]) -> None:
    ruling = obligation_of(pack, found)

    assert bool(ruling.citations) is (ruling.outcome in {D.MUST, D.WHEN_POSSIBLE, D.CONDITIONAL})


def test_situations_stand_in_the_order_of_their_duties() -> None:
    """The strictest first; within one duty as the text lists them."""
    ranked = rank_situations(read_pack("shanxi"))

    assert [each for each, duty in ranked if duty is D.MUST][:2] == [S.SEALING, S.SEIZURE]
    conditional = [each for each, duty in ranked if duty is D.CONDITIONAL]
    assert conditional[0] is S.DISPUTED_ON_SITE
    assert conditional.index(S.HEARING) < conditional.index(S.NOTICE_SERVICE)
    duties = [duty for _, duty in ranked]
    assert duties == sorted(duties, key=tuple(D).index, reverse=True)


@pytest.mark.parametrize(
    ("pack", "unknown"),
    [
        ("ruzhou", {S.FEE_COLLECTION, S.FILE_MAKING, S.SERVICE}),
        ("changli", {S.MAJOR_RIGHTS, S.ON_SITE, S.OTHER_DISPUTED, S.PENALTY}),
        ("shanxi", set()),
    ],
)
def test_what_no_text_of_the_agency_speaks_of_is_not_among_them(
    pack: str, unknown: set[Situation]
) -> None:
    """Shanxi's rules are for all enforcement (山西 2), so no situation is foreign to them."""
    ranked = {each for each, _ in rank_situations(read_pack(pack))}

    assert ranked == set(S) - {S.ALL} - unknown


def test_activities_without_a_duty_to_record_them_stand_last_as_the_text_lists_them() -> None:
    """Ruzhou's consultation rule, article 2; its patrols are kept twelve months (音像 15)."""
    ranked = rank_situations(read_pack("ruzhou"))

    last = [each for each, duty in ranked if duty is D.NOT_REGULATED]
    assert last == [S.PENALTY, S.LICENSING, S.PATROL]
