"""What may be put into a case, and as what."""

import pytest

from app.policy.case_words import EvidenceKind, MaterialRole
from app.policy.linking import METHODS, NewLink, decide_linking, evidence_kind_of
from app.policy.vocabulary import MediaKind, RecordingState


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (RecordingState.RECEIVED, False),
        (RecordingState.SEALED, True),
        (RecordingState.PROCESSED, True),
        (RecordingState.DAMAGED, True),
        (RecordingState.QUARANTINED, False),
    ],
)
def test_only_a_sealed_original_is_catalogued(state: RecordingState, allowed: bool) -> None:
    assert decide_linking(state, is_duplicate=False).allowed == allowed


def test_a_duplicate_is_never_catalogued() -> None:
    decision = decide_linking(RecordingState.PROCESSED, is_duplicate=True)

    assert not decision.allowed
    assert "先送达的那一份" in decision.reason


def test_unless_somebody_says_otherwise_it_is_evidence() -> None:
    """长子 11: evidence is kept like the file, so the careful answer is the default."""
    assert NewLink().role is MaterialRole.EVIDENCE


@pytest.mark.parametrize("kind", MediaKind)
def test_every_kind_has_a_method_and_a_kind_of_evidence(kind: MediaKind) -> None:
    is_seen_or_heard = kind in {MediaKind.AUDIO, MediaKind.VIDEO}

    assert METHODS[kind]
    assert (evidence_kind_of(kind) is EvidenceKind.AUDIO_VISUAL) == is_seen_or_heard
