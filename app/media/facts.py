"""What is known about a recording after inspection: frozen facts, no frames, no containers.

``from_json`` is strict because its input may come from a child process that hostile media has
taken over, not only from our own database.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.clock import is_expressible
from app.media.findings import FindingCode, MediaFinding, Verdict
from app.policy.vocabulary import MediaKind


class StartTimeSource(StrEnum):
    """Where a start time was read, best first; it is shown beside the time."""

    WITH_OFFSET = "with_offset"
    """The device wrote its zone, as newer phones do."""
    CONTAINER_UTC = "container_utc"
    """The container says UTC; many cameras write their local time there."""
    LOCAL_ASSUMED = "local_assumed"
    """No zone was written, as in most EXIF; read as Asia/Shanghai."""


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """One track."""

    index: int
    kind: str
    """``video``, ``audio``, ``subtitle``, ``data`` or ``other``."""
    codec: str
    """libav's decoder name such as ``h264``, or ``unknown``."""
    profile: str | None = None
    duration_ms: int | None = None
    bit_rate: int | None = None
    width: int | None = None
    height: int | None = None
    pixel_format: str | None = None
    fps: float | None = None
    sample_rate: int | None = None
    channels: int | None = None


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """Everything readable without judging it."""

    container: str
    """Our own short name from the magic bytes: ``mp4``, ``mpegts``, ``avi``, ``jpeg`` …"""
    streams: tuple[StreamFacts, ...] = ()
    duration_ms: int | None = None
    bit_rate: int | None = None
    start_time: datetime | None = None
    """Aware, in UTC; trust it only as far as ``start_time_source`` deserves."""
    start_time_raw: str | None = None
    start_time_source: StartTimeSource | None = None
    width: int | None = None
    """As stored; swap with ``height`` when ``rotation`` is 90 or 270."""
    height: int | None = None
    rotation: int = 0
    """Clockwise degrees to turn the picture for display: 0, 90, 180 or 270."""
    fps: float | None = None
    browser_playable: bool = False
    not_playable_reason: FindingCode | None = None
    """The code of the finding that explains why a browser needs a rendition."""

    def to_json(self) -> dict[str, object]:
        """Return what the database column and the API hold."""
        value = asdict(self)
        value["streams"] = [asdict(stream) for stream in self.streams]
        value["start_time"] = self.start_time.isoformat() if self.start_time else None
        return value

    @classmethod
    def from_json(cls, value: object) -> "MediaFacts":
        """Rebuild facts, refusing anything out of shape or range.

        Raises:
            ValueError: a field is missing, of the wrong type, or beyond any real recording.
        """
        reader = _Reader(value)
        streams = reader.items("streams", most=64)
        source = reader.text("start_time_source")
        reason = reader.text("not_playable_reason")
        return cls(
            container=reader.text("container") or "unknown",
            streams=tuple(_stream_from_json(item) for item in streams),
            duration_ms=reader.integer("duration_ms"),
            bit_rate=reader.integer("bit_rate"),
            start_time=_moment(reader.text("start_time")),
            start_time_raw=reader.text("start_time_raw"),
            start_time_source=StartTimeSource(source) if source else None,
            width=reader.integer("width"),
            height=reader.integer("height"),
            rotation=reader.integer("rotation") or 0,
            fps=reader.number("fps"),
            browser_playable=reader.flag("browser_playable"),
            not_playable_reason=FindingCode(reason) if reason else None,
        )


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """One still; ``time_ms`` is the frame's own time, not the time we aimed at."""

    ordinal: int
    time_ms: int
    width: int
    height: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Storyboard:
    """A sheet of small stills for the seek bar; tile ``n`` stands for ``n * interval_ms``."""

    jpeg: bytes
    tile_width: int
    tile_height: int
    columns: int
    rows: int
    interval_ms: int
    tiles: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """The whole answer about one original."""

    verdict: Verdict
    kind: MediaKind
    facts: MediaFacts | None
    findings: tuple[MediaFinding, ...]
    thumbnails: tuple[Thumbnail, ...] = ()
    storyboard: Storyboard | None = None


def _stream_from_json(value: object) -> StreamFacts:
    reader = _Reader(value)
    return StreamFacts(
        index=reader.integer("index") or 0,
        kind=reader.text("kind") or "other",
        codec=reader.text("codec") or "unknown",
        profile=reader.text("profile"),
        duration_ms=reader.integer("duration_ms"),
        bit_rate=reader.integer("bit_rate"),
        width=reader.integer("width"),
        height=reader.integer("height"),
        pixel_format=reader.text("pixel_format"),
        fps=reader.number("fps"),
        sample_rate=reader.integer("sample_rate"),
        channels=reader.integer("channels"),
    )


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not is_expressible(moment):
        raise ValueError("a start time without a zone, or at the end of the calendar")
    return moment.astimezone(UTC)


class _Reader:
    """Typed, bounded access to one JSON object; a missing name reads as None."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise ValueError("expected an object")  # noqa: TRY004
        self._value = value

    def integer(self, name: str) -> int | None:
        value = self._value.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
            raise ValueError(f"{name} is not a sensible integer")
        return value

    def number(self, name: str) -> float | None:
        value = self._value.get(name)
        if value is None:
            return None
        # A comparison with NaN is false, so NaN and the infinities are refused here too.
        if not isinstance(value, int | float) or not 0 <= value < 1e9:
            raise ValueError(f"{name} is not a sensible number")
        return float(value)

    def text(self, name: str) -> str | None:
        value = self._value.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > 200 or not value.isprintable():
            raise ValueError(f"{name} is not a short text")
        return value

    def flag(self, name: str) -> bool:
        return self._value.get(name) is True

    def items(self, name: str, *, most: int) -> list[object]:
        value = self._value.get(name, [])
        if not isinstance(value, list) or len(value) > most:
            raise ValueError(f"{name} is not a short list")
        return value
