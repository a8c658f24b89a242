"""What a certificate must say, and what is said when it does not."""

from datetime import date

import pytest

from app.people.certificate_form import (
    QUALIFICATION_COLUMNS,
    FieldProblem,
    NewQualification,
    qualification_of,
)
from app.policy.vocabulary import QualificationKind

GOOD: dict[str, object] = {
    "certificate_kind": "行政执法证（省统一）",
    "certificate_no": " 豫d 0412（\uff11\uff16） ",
    "certificate_issuer": "河南省人民政府",
    "certificate_valid_from": date(2024, 1, 1),
    "certificate_valid_until": "2028-12-31",
}

BAD: dict[str, tuple[dict[str, object], str]] = {
    "unknown kind": ({"certificate_kind": "驾驶证"}, "certificate_kind"),
    "no kind": ({"certificate_kind": None}, "certificate_kind"),
    "no number": ({"certificate_no": " "}, "certificate_no"),
    "number too long": ({"certificate_no": "1" * 41}, "certificate_no"),
    "number with markup": ({"certificate_no": "<b>1</b>"}, "certificate_no"),
    "number with NUL": ({"certificate_no": "1\x002"}, "certificate_no"),
    "no issuer": ({"certificate_issuer": ""}, "certificate_issuer"),
    "issuer too long": ({"certificate_issuer": "省" * 61}, "certificate_issuer"),
    "issuer with control": ({"certificate_issuer": "省\x07府"}, "certificate_issuer"),
    "no first day": ({"certificate_valid_from": ""}, "certificate_valid_from"),
    "a day that is none": ({"certificate_valid_from": "2026-02-30"}, "certificate_valid_from"),
    "a number as day": ({"certificate_valid_until": 45000}, "certificate_valid_until"),
    "before its time": ({"certificate_valid_from": date(1979, 1, 1)}, "certificate_valid_from"),
    "days out of order": ({"certificate_valid_until": date(2023, 1, 1)}, "certificate_valid_until"),
    "too many years": ({"certificate_valid_until": date(2055, 1, 1)}, "certificate_valid_until"),
}


def test_words_and_stored_values_are_understood_and_the_number_is_made_plain() -> None:
    expected = NewQualification(
        QualificationKind.PROVINCIAL,
        "豫D0412(16)",
        "河南省人民政府",
        date(2024, 1, 1),
        date(2028, 12, 31),
    )

    assert qualification_of(GOOD) == expected
    assert qualification_of(GOOD | {"certificate_kind": "provincial"}) == expected


@pytest.mark.parametrize(("change", "field"), BAD.values(), ids=BAD)
def test_a_mistake_is_named_by_its_field(change: dict[str, object], field: str) -> None:
    found = qualification_of(GOOD | change)

    assert isinstance(found, list)
    assert [problem.field for problem in found] == [field]


def test_every_mistake_is_named_at_once() -> None:
    found = qualification_of({})

    assert isinstance(found, list)
    assert all(isinstance(problem, FieldProblem) for problem in found)
    assert [problem.field for problem in found] == [column.key for column in QUALIFICATION_COLUMNS]
