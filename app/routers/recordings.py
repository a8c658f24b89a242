"""One recording: its facts, digests, findings, pictures, history and player."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TimeSource:
    """What one source says about when the recording was made."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StreamLine:
    """One stream of the container, in words."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One thing the checks noticed, in a sentence."""

    severity: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Keyframe:
    """One still picture and the time it was taken from."""

    number: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event of the ledger, in a sentence."""

    at: datetime
    who: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RecordingPage:
    """Context of ``recordings/show.html`` and of its fragments.

    ``play_refusal`` says why this person may not watch, ``not_playable`` why nobody can here;
    the player is shown only when both are empty.
    """

    id: UUID
    file_name: str
    state: str
    kind: str
    unit_name: str
    device: str
    officer: str
    recorded_at: datetime | None
    time_sources: tuple[TimeSource, ...]
    received_at: datetime
    sealed_at: datetime | None
    duration_ms: int | None
    size_bytes: int
    container: str
    streams: tuple[StreamLine, ...]
    sha256: str
    sm3: str
    findings: tuple[FindingLine, ...]
    keyframes: tuple[Keyframe, ...]
    has_storyboard: bool
    fps: float | None
    history: tuple[HistoryLine, ...]
    play_refusal: str
    not_playable: str
    watermark: str
    list_name: str
    list_href: str
    shown_at: datetime
