import pytest

from app.media.findings import (
    MEANINGS,
    FindingCode,
    MediaFinding,
    Verdict,
    first_of_each,
    verdict_of,
)
from app.policy.vocabulary import Severity


def test_every_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(FindingCode)


def test_labels_tell_the_codes_apart() -> None:
    labels = [meaning.label for meaning in MEANINGS.values()]

    assert len(set(labels)) == len(FindingCode)


@pytest.mark.parametrize("code", FindingCode)
def test_a_meaning_is_said_in_complete_chinese_sentences(code: FindingCode) -> None:
    meaning = MEANINGS[code]

    assert meaning.sentence.endswith("。")
    assert len(meaning.sentence) > 20
    assert 2 <= len(meaning.label) <= 14


@pytest.mark.parametrize("code", [code for code in FindingCode if MEANINGS[code].verdict != "ok"])
def test_what_changes_the_verdict_is_at_least_a_warning(code: FindingCode) -> None:
    assert MEANINGS[code].severity in {Severity.WARNING, Severity.SERIOUS}


def test_the_gravest_verdict_counts() -> None:
    info = MediaFinding(FindingCode.VIDEO_ONLY)
    damaged = MediaFinding(FindingCode.TRUNCATED)
    refused = MediaFinding(FindingCode.TOO_MANY_PIXELS)

    assert verdict_of(()) is Verdict.OK
    assert verdict_of((info,)) is Verdict.OK
    assert verdict_of((info, damaged)) is Verdict.DAMAGED
    assert verdict_of((refused, damaged)) is Verdict.REFUSED


def test_a_child_that_repeats_itself_is_heard_once() -> None:
    first = MediaFinding(FindingCode.TRUNCATED, {"size_bytes": 1})
    other = MediaFinding(FindingCode.UNDECODABLE)
    again = MediaFinding(FindingCode.TRUNCATED, {"size_bytes": 2})

    assert first_of_each([first, other, again]) == (first, other)


def test_a_finding_survives_json() -> None:
    finding = MediaFinding(FindingCode.TRUNCATED, {"playable_until_ms": 3400})

    assert MediaFinding.from_json(finding.to_json()) == finding


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"code": "invented"},
        {"code": "truncated", "detail": []},
        {"code": "truncated", "detail": {"a": "text"}},
        {"code": "truncated", "detail": {"a": True}},
        {"code": "truncated", "detail": {"a": 2**80}},
        {"code": "truncated", "detail": {str(n): n for n in range(40)}},
    ],
)
def test_a_malformed_finding_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        MediaFinding.from_json(value)
