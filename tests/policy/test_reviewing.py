"""What needs legal review (Ruzhou's annex 2; 以上 includes the number)."""

from decimal import Decimal

import pytest

from app.packs.load import read_pack
from app.policy.law_words import ReviewMaterial, ReviewPoint
from app.policy.reviewing import (
    Fine,
    Fined,
    ReviewNeed,
    decide_materials,
    review_of_coercion,
    review_of_fine,
    review_points,
    reviewer,
    submitter,
)
from tests.policy.law import articles_of

F, N = Fined, ReviewNeed
OTHERS = ["zhangzi", "changli", "shanxi", "zhangying"]


@pytest.mark.parametrize(
    ("fined", "yuan", "need"),
    [
        pytest.param(F.CITIZEN, "9999", N.BELOW, id="a citizen, one yuan less"),
        pytest.param(F.CITIZEN, "9999.99", N.BELOW, id="a citizen, one fen less"),
        pytest.param(F.CITIZEN, "10000", N.NEEDED, id="a citizen, exactly"),
        pytest.param(F.CITIZEN, "10001", N.NEEDED, id="a citizen, more"),
        pytest.param(F.CITIZEN, "0", N.BELOW, id="a citizen, nothing"),
        pytest.param(F.ORGANISATION, "10000", N.BELOW, id="an organisation, a citizen's sum"),
        pytest.param(F.ORGANISATION, "99999", N.BELOW, id="an organisation, one yuan less"),
        pytest.param(F.ORGANISATION, "100000", N.NEEDED, id="an organisation, exactly"),
        pytest.param(F.ORGANISATION, "5000000", N.NEEDED, id="an organisation, more"),
    ],
)
def test_fines_from_the_threshold_on_are_reviewed(
    fined: Fined, yuan: str, need: ReviewNeed
) -> None:
    found = review_of_fine(read_pack("ruzhou"), Fine(fined, Decimal(yuan)))

    assert found.outcome is need
    assert len(found.citations) == 1


def test_the_reason_names_the_threshold_and_the_fine() -> None:
    found = review_of_fine(read_pack("ruzhou"), Fine(F.CITIZEN, Decimal(10000)))

    assert found.reason == (
        "对公民处以 10000 元以上（含本数）罚款的，应当法制审核；拟罚款 10000 元。"
    )


def test_a_fine_below_zero_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="below zero"):
        review_of_fine(read_pack("ruzhou"), Fine(F.CITIZEN, Decimal(-1)))


def test_every_coercive_measure_is_reviewed() -> None:
    found = review_of_coercion(read_pack("ruzhou"))

    assert found.outcome is N.NEEDED
    assert found.citations


@pytest.mark.parametrize("pack", OTHERS)
def test_the_other_texts_leave_it_to_national_law(pack: str) -> None:
    fine = review_of_fine(read_pack(pack), Fine(F.CITIZEN, Decimal(1_000_000)))
    coercion = review_of_coercion(read_pack(pack))

    assert (fine.outcome, coercion.outcome) == (N.NOT_REGULATED, N.NOT_REGULATED)
    assert "仍按国家法律的规定办理" in fine.reason
    assert (fine.citations, coercion.citations) == ((), ())


@pytest.mark.parametrize(
    ("handed_in", "allowed"),
    [
        pytest.param(list(ReviewMaterial), True, id="everything"),
        pytest.param(["case_opening", "evidence"], False, id="no inquest record"),
        pytest.param([], False, id="nothing"),
        pytest.param([*ReviewMaterial, "photo of the lunch"], True, id="something more"),
    ],
)
def test_all_materials_are_handed_in(handed_in: list[str], *, allowed: bool) -> None:
    assert decide_materials(read_pack("ruzhou"), handed_in).allowed is allowed


def test_the_missing_paper_is_named() -> None:
    decision = decide_materials(read_pack("ruzhou"), ["case_opening", "evidence"])

    assert "还缺：现场勘验笔录" in decision.reason


def test_who_submits_who_reviews_and_on_what_points() -> None:
    pack = read_pack("ruzhou")

    assert submitter(pack).outcome == "水政监察大队"
    assert "水政科" in str(reviewer(pack).outcome)
    assert set(review_points(pack).outcome) == set(ReviewPoint)
    assert articles_of(review_points(pack))


@pytest.mark.parametrize("pack", OTHERS)
def test_the_other_texts_ask_for_no_papers(pack: str) -> None:
    assert decide_materials(read_pack(pack), []).allowed
    assert submitter(read_pack(pack)).outcome is None
