import json
from datetime import UTC, datetime

import pytest

from app.media.facts import MediaFacts, StartTimeSource, StreamFacts
from app.media.findings import FindingCode

FACTS = MediaFacts(
    container="mp4",
    streams=(StreamFacts(0, "video", "hevc", width=640, height=360, fps=25.0),),
    duration_ms=6000,
    start_time=datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
    start_time_raw="2026-11-20T01:30:00Z",
    start_time_source=StartTimeSource.CONTAINER_UTC,
    rotation=90,
    not_playable_reason=FindingCode.HEVC_NOT_PLAYABLE,
)


def test_facts_survive_json_text() -> None:
    text = json.dumps(FACTS.to_json())

    assert MediaFacts.from_json(json.loads(text)) == FACTS


@pytest.mark.parametrize(
    "change",
    [
        {"duration_ms": -1},
        {"duration_ms": "6000"},
        {"duration_ms": 2**60},
        {"width": 1.5},
        {"fps": float("nan")},
        {"fps": float("inf")},
        {"container": "x" * 300},
        {"container": "mp4\n"},
        {"start_time": "2026-11-20T01:30:00"},
        {"start_time": "yesterday"},
        {"start_time": "0001-01-01T00:00:00+14:00"},
        {"start_time": "9999-12-31T23:59:59Z"},
        {"start_time_source": "guessed"},
        {"not_playable_reason": "because"},
        {"streams": [{"index": 0}] * 1000},
        {"streams": ["video"]},
        {"streams": {}},
    ],
    ids=str,
)
def test_facts_from_a_hostile_child_are_refused(change: dict[str, object]) -> None:
    value = FACTS.to_json() | change

    with pytest.raises(ValueError, match=r".+"):
        MediaFacts.from_json(value)
